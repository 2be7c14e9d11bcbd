"""The checklist as its page shows it: each row with what was sent, what the portal has proved, and what changed."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from applications.case_coverage import Coverage, coverage_of_submission
from applications.checklist import COVERAGE, Row, Sent, checklist_rows, own_row, read_sent
from applications.differences import Line, Part, files_of, parts_of, variables_of
from applications.models import Application, Attachment, Submission
from registries.kinds import kind_of
from registries.schema import Question, Section
from reviews.models import ChecklistAnswer

NAMED = 5  # how many names a sentence gives
# The kinds of question whose answers are checked for more than that they are there.
PROVED = {"organisation", "person", "address", "number", "money", "date", "period", "icd_codes", "approvals"}
LINES = 20  # how many changed variables a row shows


@dataclass(frozen=True)
class Proof:
    """What the portal has found out by itself, so that nobody has to look at it."""

    sentence: str
    is_good: bool = True


@dataclass(frozen=True)
class Looked:
    """A row with everything that is needed to judge it. What does not belong to its sort is empty."""

    row: Row
    given: ChecklistAnswer | None
    counts: bool = True
    proofs: list[Proof] = field(default_factory=list)
    part: Part | None = None
    files: list[Line] = field(default_factory=list)
    variables: int = 0
    lines: list[Line] = field(default_factory=list)  # of the variable list: what changed since it was judged
    coverage: Coverage | None = None

    @property
    def is_reopened(self) -> bool:
        """Whether it was judged, and is open again."""
        return self.given is not None and self.given.is_reopened

    @property
    def shows_changes(self) -> bool:
        """Whether anything is marked in what is shown: else the applicant answered without changing it."""
        marked = any(line.mark for line in (*self.files, *self.lines))
        return marked or (self.part is not None and self.part.is_changed) or self.row.key == COVERAGE


@dataclass(frozen=True)
class Group:
    """Rows that belong together: those of a section of the form, or those of the procedure (`section` None)."""

    section: Section | None
    rows: list[Looked]

    @property
    def key(self) -> str:
        """Its name in the page."""
        return self.section.key if self.section else ""


class Checking:
    """A case on its checklist page. Everything is read once, whatever the number of rows."""

    def __init__(self, case: Application):
        self.case, self.sent = case, read_sent(case)
        self.given = {answer.key: answer for answer in case.checklist_answers.all()}
        self.rows = checklist_rows(case)
        counted = {row.key for row in self.rows}
        self.needless = [own_row(row) for row in case.procedure.checklist if row["key"] not in counted]
        self.judged = self._judged()
        self.parts: dict[int | None, dict[str, Part]] = {}

    @cached_property
    def scans(self) -> dict[str, str]:
        """Whether each file was checked for viruses, by its id."""
        return self.case.attachments.scans()

    def _judged(self) -> dict[int, Submission]:
        """The earlier submissions that rows were judged by."""
        numbers = {answer.submission_number for answer in self.given.values() if answer.is_reopened}
        return {row.number: row for row in self.case.submissions.filter(number__in=numbers)} if numbers else {}

    @property
    def groups(self) -> list[Group]:
        """The rows that count, by section of the form, in its order; those of the procedure come last."""
        looked: dict[str, list[Looked]] = {}
        for row in self.rows:
            looked.setdefault(row.section, []).append(self._look(row))
        sections = [one for one in self.case.form_version.sections if one.key in looked]
        groups = [Group(section, looked[section.key]) for section in sections]
        return groups + ([Group(None, looked[""])] if "" in looked else [])

    @property
    def set_aside(self) -> list[Looked]:
        """Rows of the procedure that the application makes needless."""
        return [Looked(row, self.given.get(row.key), counts=False) for row in self.needless]

    @property
    def to_ask(self) -> list[tuple[Row, ChecklistAnswer]]:
        """Rows that are not in order, which a completion request can be composed from."""
        return [(row, self.given[row.key]) for row in self.rows if row.key in self.given and self._is_refused(row)]

    def _is_refused(self, row: Row) -> bool:
        return self.given[row.key].is_refused

    @property
    def open_points(self) -> list[dict]:
        """The same rows for a page: {"key", "name", "comment"}, in the reader's language."""
        return [{"key": row.key, "name": row.name(self.case), "comment": answer.comment} for row, answer in self.to_ask]

    def _look(self, row: Row) -> Looked:
        given = self.given.get(row.key)
        before = self.judged.get(given.submission_number) if given and given.is_reopened else None
        look = {"section": self._section, "attachment": self._attachment, "coverage": self._coverage}.get(row.sort)
        return look(row, given, before) if look else Looked(row, given)

    def _section(self, row: Row, given, before) -> Looked:
        section = self.case.form_version.section(row.section)
        questions = self.sent.judged(section)
        asks_variables = any(question.kind == "variables" for question in questions)
        lines = variables_of(self.sent.submission, before) if asks_variables and before else []
        return Looked(
            row,
            given,
            proofs=list(_proofs(self.sent, questions)),
            part=self._parts(before).get(section.key),
            variables=len(self.sent.submission.content["variables"]) if asks_variables else 0,
            lines=[line for line in lines if line.mark][:LINES],
        )

    def _parts(self, before: Submission | None) -> dict[str, Part]:
        """The answered sections, held against an earlier submission where there is one."""
        number = before.number if before else None
        if number not in self.parts:
            parts = parts_of(self.case, self.sent.submission, before)
            self.parts[number] = {part.section.key: part for part in parts}
        return self.parts[number]

    def _attachment(self, row: Row, given, before) -> Looked:
        rule_key = row.key.partition(":")[2]
        lines = [line for line in files_of(self.sent.submission, before) if line.row["rule"] == rule_key]
        return Looked(row, given, files=lines, proofs=list(self._files_proved(lines)))

    def _files_proved(self, lines: list[Line]) -> Iterable[Proof]:
        here = [line.row for line in lines if line.mark != "gone"]
        if not here:
            yield Proof(_("It is required and was not enclosed."), is_good=False)
            return
        states = {self.scans[row["id"]] for row in here if row["id"] in self.scans}
        yield Proof(_("It is there, and it is the kind of file that was asked for."))
        if Attachment.Scan.INFECTED in states:
            yield Proof(_("A virus was found in it."), is_good=False)
        elif states == {Attachment.Scan.CLEAN}:
            yield Proof(_("No virus was found."))
        elif settings.CLAMAV_URL:
            yield Proof(_("It waits for the virus check, and cannot be opened before."), is_good=False)

    def _coverage(self, row: Row, given, before) -> Looked:
        coverage = coverage_of_submission(self.case, self.sent.submission)
        names = [line.name for line in coverage.lines if not line.is_covered]
        if not coverage.found:
            proof = Proof(_("By what the applicant wrote of the approvals, they cover everything that is asked for."))
        elif names:
            proof = Proof(_("Not covered: %(names)s") % {"names": _some(names)}, is_good=False)
        else:
            proof = Proof(_("Not everything is covered."), is_good=False)
        return Looked(row, given, proofs=[proof], coverage=coverage)


def _proofs(sent: Sent, questions: list[Question]) -> Iterable[Proof]:
    """What of a section the portal has proved: that it is answered, and that what is written can be right."""
    authority, answers = sent.case.authority, sent.submission.content["answers"]
    open_ones = [one for one in questions if sent.is_needed(one) and not sent.is_answered(one)]
    if open_ones:
        names = _some([authority.text(one.label) or one.key for one in open_ones])
        yield Proof(_("Not answered, though it is required: %(names)s") % {"names": names}, is_good=False)
    else:
        yield Proof(_("Everything that is required is answered."))
    written = [one for one in questions if one.kind in PROVED and sent.is_answered(one)]
    problems = [line for one in written for line in kind_of(one).check(one, answers[one.key], authority)]
    if problems:
        yield from (Proof(sentence, is_good=False) for sentence in problems)
    elif written:
        yield Proof(_("Numbers, days and addresses are written as they have to be."))


def _some(names: list[str]) -> str:
    """The first few names, and a sign that there are more."""
    return ", ".join(names[:NAMED]) + ("…" if len(names) > NAMED else "")


def request_from(case: Application, keys: Iterable[str]) -> dict:
    """What a completion request begins with, from rows that are not in order: {"text", "sections", "rows"}.

    The text is in the language of the case: the name of each row with its comment. Other rows are left out.
    """
    wanted = set(keys)
    chosen = [(row, answer) for row, answer in Checking(case).to_ask if row.key in wanted]
    said = [f"{row.name(case, case.language)}: {answer.comment}".rstrip(": ") for row, answer in chosen]
    return {
        "text": "\n\n".join(said),
        "sections": list(dict.fromkeys(row.section for row, _answer in chosen if row.section)),
        "rows": [row.key for row, _answer in chosen],
    }
