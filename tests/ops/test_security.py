"""docs/security.md: every threat of a boundary has an answer, and the tests that it names are there."""

import re

import pytest

from tests.ops.deployment import ROOT

TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = [line.strip("| ").split(" | ") for line in TEXT.splitlines() if re.match(r"\| [STRIDE] \|", line)]
NAMED = re.findall(r"`([\w./-]+\.py)(?:::(test_\w+))?`", TEXT)


@pytest.mark.parametrize("heading", re.findall(r"^## (.+)$", TEXT, re.MULTILINE))
def test_boundary_when_described_then_every_letter_of_stride_has_its_threats(heading):
    part = TEXT.split(f"## {heading}\n")[1].split("\n## ")[0]
    assert {row[2] for row in re.findall(r"^\| [STRIDE]", part, re.MULTILINE)} == set("STRIDE"), heading


def test_threats_when_listed_then_each_has_an_answer_and_a_test():
    assert len(ROWS) > 20
    assert [row for row in ROWS if len(row) != 4 or "::test_" not in row[3]] == []


def test_files_and_tests_when_named_then_exist():
    assert [path for path, _name in NAMED if not (ROOT / path).is_file()] == []
    text = {path: (ROOT / path).read_text(encoding="utf-8") for path, _name in NAMED}
    assert [name for path, name in NAMED if name and f"def {name}(" not in text[path]] == []
