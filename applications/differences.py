"""What differs: between two submissions of a case, and between what a change asks for and what is in force."""

from dataclasses import dataclass, field

from applications.models import Application, Decision, Submission
from applications.scope import Said, Scope, changed_by, scope_with
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

    @property
    def mark(self) -> str:
        """What became of the answer: "" where it is the same, "new", "changed" or "gone"."""
        if not self.is_changed:
            return ""
        if self.rows:
            return "changed"
        return "new" if not self.before else "changed" if self.now else "gone"


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
    return _lines(rows, earlier.content[name], key, same)


def _lines(rows: list[dict], before: list[dict], key, same) -> list[Line]:
    old = {key(row): row for row in before}
    lines = [_line(row, old.get(key(row)), same) for row in rows]
    here = {key(row) for row in rows}
    return lines + [Line(row, "gone") for name, row in old.items() if name not in here]


def _line(row: dict, before: dict | None, same) -> Line:
    if before is None:
        return Line(row, "new")
    return Line(row) if same(row) == same(before) else Line(row, "changed", before)


def variables_of(submission: Submission, earlier: Submission | None) -> list[Line]:
    """The variable list with its differences."""
    return lines_of(submission, earlier, "variables", _name_of_variable, _said_of_variable)


def _name_of_variable(row: dict) -> tuple:
    return row["registry"], row["name"]


def _said_of_variable(row: dict) -> tuple:
    return row["reason"].split(), row.get("level", "").split(), row.get("identifying_reason", "").split()


def files_of(submission: Submission, earlier: Submission | None) -> list[Line]:
    """The files with their differences: a file with other content is another file."""
    return lines_of(submission, earlier, "attachments", lambda row: row["id"], lambda row: row["sha256"])


@dataclass(frozen=True)
class Comparison:
    """What is different once a change is granted: only what is new, changed or gone."""

    before: Scope
    after: Scope
    registries: list[Line]
    variables: list[Line]
    period: Answered | None
    answers: list[Answered]

    @property
    def is_empty(self) -> bool:
        """Whether everything stays as it is."""
        return not (self.registries or self.variables or self.period or self.answers)

    @property
    def same_variables(self) -> int:
        """How many variables stay just as they are."""
        return len(self.after.variables) - sum(line.mark != "gone" for line in self.variables)


def difference_of(case: Application, content: dict, decision: Decision | None = None) -> Comparison | None:
    """What a change application would change of what is in force; None where there is nothing to compare with.

    `content` is what was sent, or would be sent now; with a `decision`, drafted or taken, what that one would change.
    """
    before = changed_by(case)
    if before is None:
        return None
    if decision is not None and not decision.is_grant:
        return compare(before, before)
    rows = None if decision is None else list(decision.rows.select_related("registry"))
    return compare(before, scope_with(before, case, content, rows))


def difference_as_decided(case: Application) -> Comparison | None:
    """What a change that was sent changes, or would change: by its decision once it is granted, else as it is asked."""
    if not case.is_change or case.newest_submission is None:
        return None
    decision = case.newest_decision
    is_granted = decision is not None and decision.is_taken and decision.is_grant
    return difference_of(case, case.newest_submission.content, decision if is_granted else None)


def compare(before: Scope, after: Scope) -> Comparison:
    """The differences between two scopes (B16)."""
    answers = {name: _between(said, before.answers.get(name)) for name, said in after.answers.items()}
    changed = {name: answer for name, answer in answers.items() if answer.is_changed}
    lines = _lines(_registries(after), _registries(before), lambda row: row["registry"], lambda row: row["registry"])
    variables = _lines(after.variables, before.variables, _name_of_variable, _said_of_variable)
    return Comparison(
        before=before,
        after=after,
        registries=[line for line in lines if line.mark],
        variables=[line for line in variables if line.mark],
        period=changed.pop("period", None),
        answers=list(changed.values()),
    )


def _registries(scope: Scope) -> list[dict]:
    return [{"registry": slug, "name": name} for slug, name in scope.registries.items()]


def _between(now: Said, before: Said | None) -> Answered:
    """An answer beside the one that it replaces, which may have been asked for in another kind, or in other parts."""
    question = now.question
    old = before.as_answer_to(question) if before else kind_of(question).empty
    return _answer(question, {question.key: now.value}, {question.key: old})
