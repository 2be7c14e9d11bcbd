"""docs/requirements.md says where each row lives what shows it: no row is left out, nothing it names is gone."""

import re

import pytest

from applications.law import LAW
from tests.ops.deployment import ROOT

TEXT = (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`([\w./-]+\.(?:py|html|txt|toml))(?:::(test_\w+))?`", TEXT)
TESTS = sorted({(path, name) for path, name in NAMED if name})
ROWS = {cells[0]: cells for cells in (line.strip("| ").split(" | ") for line in TEXT.splitlines() if line[:2] == "| ")}
EXPECTED = [f"S{number}" for number in range(1, 25)] + [f"T{number}" for number in range(1, 12)] + list(LAW)


@pytest.mark.parametrize("row", EXPECTED)
def test_row_when_looked_up_then_it_stands_there_with_its_test(row):
    assert row in ROWS, f"{row} has no line in docs/requirements.md."
    assert "::test_" in ROWS[row][-1] or ROWS[row][-1] == "not shown yet", row


def test_paths_when_named_then_exist():
    assert len(NAMED) > 100
    assert [path for path, _name in NAMED if not (ROOT / path).is_file()] == []


def test_tests_when_named_then_exist():
    gone = [
        f"{path}::{name}" for path, name in TESTS if f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8")
    ]
    assert gone == []


def test_everything_in_backquotes_when_read_then_is_a_path_or_a_test():
    quoted = re.findall(r"`([^`]+)`", TEXT)
    assert len(quoted) == len(NAMED), "Something in backquotes is neither a path nor a test that can be checked."
