"""docs/requirements.md says where each row lives what shows it: no row is left out, nothing it names is gone."""

import re

import pytest

from applications.law import LAW
from tests.ops.deployment import ROOT

TEXT = (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`([\w./-]+\.(?:py|html|txt|toml))(?:::(test_\w+))?`", TEXT)
TESTS = sorted({(path, name) for path, name in NAMED if name})
ROWS = {cells[0]: cells for cells in (line.strip("| ").split(" | ") for line in TEXT.splitlines() if line[:2] == "| ")}
SOURCES = {"Q": 16, "S": 24, "T": 11, "B": 22, "U": 11}
EXPECTED = [f"{source}{number}" for source, count in SOURCES.items() for number in range(1, count + 1)]


def test_rows_of_the_sources_when_counted_then_are_eighty_four():
    assert len(EXPECTED) == 84
    assert [row for row in ROWS if row[0] in SOURCES and row[1:].isdigit()] == sorted_as_written()


def sorted_as_written():
    """The rows in the order of the page: S and T stand first."""
    return sorted(EXPECTED, key=lambda row: ("STQBU".index(row[0]), int(row[1:])))


@pytest.mark.parametrize("row", [*EXPECTED, *LAW])
def test_row_when_looked_up_then_it_stands_there_with_its_place_and_its_test(row):
    assert row in ROWS, f"{row} has no line in docs/requirements.md."
    assert "::test_" in ROWS[row][-1], row
    assert row in LAW or "`" in ROWS[row][2], row


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
