"""A submission as it was frozen, with what differs from the one before marked."""

from dataclasses import dataclass, field

from applications.models import Application, Submission
from registries.kinds import kind_of
from registries.kinds.base import Shown
from registries.schema import Question, Section


@dataclass(frozen=True)
class Row:
    """A row of a table: its cells, and whether it is new or gone. A row that was changed is there as both."""

    cells: list[tuple[str, str]]
    mark: str = ""  # "", "new" or "gone"


@dataclass(frozen=True)
class Answered:
    """A question with its answer, and what the answer was before where that is something else."""

    question: Question
    now: Shown
    before: Shown | None = None
    headers: list[str] = field(default_factory=list)
    rows: list["Row"] = field(default_factory=list)  # of a table, with those that were taken out last

    @property
    def is_changed(self) -> bool:
        """Whether the answer differs from the submission before."""
        return self.before is not None


@dataclass(frozen=True)
class Part:
    """A section of the form with its answers."""

    section: Section
    answers: list[Answered]

    @property
    def is_changed(self) -> bool:
        """Whether any answer of the section differs."""
        return any(answer.is_changed for answer in self.answers)


@dataclass(frozen=True)
class Line:
    """A row of the variable list or a file: as it is, and whether it is new, changed or gone."""

    row: dict
    mark: str = ""  # "", "new", "changed" or "gone"
    before: dict | None = None


def parts_of(case: Application, submission: Submission, earlier: Submission | None) -> list[Part]:
    """The answered sections of a submission; `earlier` is the one to compare with, None where it is the first."""
    now = submission.content["answers"]
    before = earlier.content["answers"] if earlier else None
    parts = []
    for section in case.form_version.sections:
        answers = [_answer(question, now, before) for question in section.questions if kind_of(question).has_value]
        parts.append(Part(section, [answer for answer in answers if answer.now or answer.before or answer.rows]))
    return [part for part in parts if part.answers]


def _answer(question: Question, now: dict, before: dict | None) -> Answered:
    kind, value = kind_of(question), now.get(question.key)
    if kind.is_table:
        return _table(question, value or [], None if before is None else before.get(question.key) or [])
    shown = kind.show(question, value, None) if kind.is_answered(value) else []
    if before is None or not kind.differs(before.get(question.key) or kind.empty, value or kind.empty):
        return Answered(question, shown)
    old = before.get(question.key)
    return Answered(question, shown, kind.show(question, old, None) if kind.is_answered(old) else [])


def _table(question: Question, now: list[dict], before: list[dict] | None) -> Answered:
    """A table, with the rows that are new, and those that are gone."""
    kind = kind_of(question)
    gone, there = [], kind.plain(now)
    if before is not None:
        gone = [row for _number, row in kind.written_rows(before) if kind.plain([row])[0] not in there]
        there = kind.plain(before)
    marks = ["" if plain in there else "new" for plain in kind.plain(now)] + ["gone"] * len(gone)
    grid = kind.grid(question, now + gone, None)
    rows = [Row(cells, mark) for cells, mark in zip(grid.rows, marks, strict=True)]
    is_changed = before is not None and kind.differs(before, now)
    return Answered(question, kind.show(question, now, None), [] if is_changed else None, grid.headers, rows)


def lines_of(submission: Submission, earlier: Submission | None, name: str, key, same) -> list[Line]:
    """Rows of a submission ("variables", "attachments") beside those of the earlier one. What is gone comes last.

    `key` names a row, `same` says what two rows of one name are compared by.
    """
    rows = submission.content[name]
    if earlier is None:
        return [Line(row) for row in rows]
    old = {key(row): row for row in earlier.content[name]}
    lines = [_line(row, old.get(key(row)), same) for row in rows]
    here = {key(row) for row in rows}
    return lines + [Line(row, "gone") for name_, row in old.items() if name_ not in here]


def _line(row: dict, before: dict | None, same) -> Line:
    if before is None:
        return Line(row, "new")
    return Line(row) if same(row) == same(before) else Line(row, "changed", before)


def variables_of(submission: Submission, earlier: Submission | None) -> list[Line]:
    """The variable list with its differences."""
    return lines_of(
        submission,
        earlier,
        "variables",
        lambda row: (row["registry"], row["name"]),
        lambda row: (row["reason"].split(), row.get("level", "").split()),
    )


def files_of(submission: Submission, earlier: Submission | None) -> list[Line]:
    """The files with their differences: a file with other content is another file."""
    return lines_of(submission, earlier, "attachments", lambda row: row["id"], lambda row: row["sha256"])
