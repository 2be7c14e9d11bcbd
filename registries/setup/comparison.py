"""What differs between two versions of a form and its procedure: what was added, removed, changed or moved."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from registries.loading.places import Source, Steps
from registries.loading.tables import PROCEDURE_FILE

# The lists of a version whose rows have keys, in the order in which they are read.
LISTS = ("sections", "questions", "attachments", "stages", "checklist", "reservations", "reasons", "duties")
SELF_CHECK = ("questions", "outcomes")
# What the procedure says of its file, and what is compared by itself.
NOT_COMPARED = ("kind", "valid_from", "version", "source", "texts")
Row = tuple[Steps, dict[str, Any]]


@dataclass(frozen=True)
class Words:
    """A few words of a text, and whether they stand in both versions ("same"), or only in one."""

    text: str
    state: str


@dataclass(frozen=True)
class Difference:
    """What one part of a row says in both versions; "" where it says nothing. `path` is like ("label", "sv")."""

    path: tuple[str, ...]
    before: str
    after: str

    @property
    def removed(self) -> list[Words]:
        """The words of before, with those marked that are gone."""
        return _words(self.before, self.after, "removed")

    @property
    def added(self) -> list[Words]:
        """The words of after, with those marked that are new."""
        return _words(self.after, self.before, "added")


@dataclass(frozen=True)
class Change:
    """A row that differs. `how` is "added", "removed", "changed" or "moved"; `steps` lead to it where it stands now."""

    part: str
    key: str
    title: dict[str, str]
    how: str
    steps: Steps = ()
    differences: list[Difference] = field(default_factory=list)


def compare(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """Every difference between two versions, each the tables of a catalogue file, in the order of LISTS.

    What the shapes of the catalogue cannot read is left out: it stands among the faults.
    """
    old, new = (_tables(_clean(tables)) for tables in (before, after))
    found = [change for part in old for change in _changes_of(part, old[part], new[part])]
    return [*found, *_without_rows(before, after)]


def _clean(tables: dict[str, Any]) -> dict[str, Any]:
    """The tables with every default said, so that a value which is only written out is no difference."""
    return PROCEDURE_FILE(tables, Source(Path(), "").place())


def _tables(data: dict[str, Any]) -> dict[str, dict[str, Row]]:
    """{part: {key: (where it stands, what it says)}}; questions stand for themselves, with their section."""
    found = {name: _keyed(data.get(name, []), (name,)) for name in LISTS if name != "questions"}
    found["questions"] = {}
    for key, (steps, section) in found["sections"].items():
        rows = _keyed(section.get("questions", []), (*steps, "questions"))
        found["questions"] |= {one: (place, said | {"section": key}) for one, (place, said) in rows.items()}
        section.pop("questions", None)
    for name in SELF_CHECK:
        rows = data.get("self_check", {}).get(name, [])
        found[f"self_check_{name}"] = _keyed(rows, ("self_check", name))
    order = [*LISTS, *(name for name in found if name not in LISTS)]
    return {name: found[name] for name in order}


def _keyed(rows: list[dict], steps: Steps) -> dict[str, Row]:
    return {row["key"]: ((*steps, number), dict(row)) for number, row in enumerate(rows) if "key" in row}


def _changes_of(part: str, old: dict[str, Row], new: dict[str, Row]) -> Iterator[Change]:
    """What differs between the rows of one list: first as it stands now, then what is gone."""
    moved = _moved([key for key in old if key in new], [key for key in new if key in old])
    for key, (steps, row) in new.items():
        title = _title(row)
        if key not in old:
            yield Change(part, key, title, "added", steps, differences_of({}, row))
        elif found := differences_of(old[key][1], row):
            yield Change(part, key, title or _title(old[key][1]), "changed", steps, found)
        elif key in moved:
            yield Change(part, key, title, "moved", steps)
    for key, (_steps, row) in old.items():
        if key not in new:
            yield Change(part, key, _title(row), "removed", (), differences_of(row, {}))


def _without_rows(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    """What differs in the procedure itself, in its texts, and in the introduction of its self-check."""
    old, new = _clean(before), _clean(after)
    for part, steps in (("procedure", ("procedure",)), ("texts", ("procedure", "texts")), ("self_check", None)):
        rows = [_plain_row(tables, part) for tables in (old, new)]
        if found := differences_of(*rows):
            yield Change(part, "", {}, "changed", steps or (part,), found)


def _plain_row(tables: dict[str, Any], part: str) -> dict[str, Any]:
    procedure = tables.get("procedure", {})
    if part == "texts":
        return procedure.get("texts", {})
    if part == "self_check":
        return {"intro": tables.get("self_check", {}).get("intro", {})}
    return {name: value for name, value in procedure.items() if name not in NOT_COMPARED}


def _moved(before: list[str], after: list[str]) -> set[str]:
    """The keys that stand at another place among the others: as few as explain the new order."""
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    stayed = {key for block in blocks for key in after[block.b : block.b + block.size]}
    return set(after) - stayed


def differences_of(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """Every end of a row that differs, with what it says before and after."""
    old, new = dict(_flat(before)), dict(_flat(after))
    paths = [*new, *(path for path in old if path not in new)]
    pairs = ((path, old.get(path, ""), new.get(path, "")) for path in paths)
    return [Difference(*pair) for pair in pairs if pair[1] != pair[2]]


def _flat(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every end of a row with its path; rows of a list by their key. What says nothing is left out."""
    if isinstance(value, dict):
        for name, part in value.items():
            if path or name != "key":
                yield from _flat(part, (*path, str(name)))
    elif isinstance(value, list) and all(isinstance(row, dict) and "key" in row for row in value) and value:
        for row in value:
            yield from _flat({name: part for name, part in row.items() if name != "key"}, (*path, row["key"]))
        yield (*path, "order"), ", ".join(row["key"] for row in value)
    elif isinstance(value, list):
        yield from _said(path, ", ".join(map(str, value)))
    elif isinstance(value, bool):
        yield from _said(path, "yes" if value else "")
    else:
        yield from _said(path, "" if value is None else str(value))


def _said(path: tuple[str, ...], text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    if text:
        yield path, text


def _title(row: dict[str, Any]) -> dict[str, str]:
    """What people call a row."""
    return next((row[name] for name in ("label", "title", "name", "text") if row.get(name)), {})


def _words(text: str, other: str, state: str) -> list[Words]:
    """The words of a text, joined where neighbours are alike in standing in the other text or not."""
    mine, theirs, found = text.split(), other.split(), []
    for tag, start, end, _from, _to in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if start < end:
            found.append(Words(" ".join(mine[start:end]), "same" if tag == "equal" else state))
    return found
