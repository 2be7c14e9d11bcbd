"""The checklist of a case: rows of its procedure, and rows that follow from the form as it was sent (S12, S15, T3).

A row that follows from the form has a key with a colon, so that it never meets one of the procedure's own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from applications.case_coverage import approvals_question, frozen_approvals
from applications.completeness import rules_of
from applications.differences import files_of, parts_of, variables_of
from applications.facts import facts_of_submission
from applications.models import Application, Submission
from portal.base.texts import pick
from registries.kinds import kind_of
from registries.models import AttachmentRule
from registries.rules import is_true
from registries.schema import Question, Section

COVERAGE = "coverage:approvals"


@dataclass(frozen=True)
class Row:
    """One thing to judge. `section` is the section of the form beside which it stands, "" for none."""

    key: str
    label: object  # {sv, nb, en}, or a sentence of the portal
    section: str = ""
    help: dict = field(default_factory=dict)

    @property
    def sort(self) -> str:
        """What it follows from: "section", "attachment", "coverage", or "own" for a row of the procedure."""
        return self.key.partition(":")[0] if ":" in self.key else "own"

    def name(self, case: Application, language: str | None = None) -> str:
        """What it is called in a language, else in the reader's, else in the authority's own."""
        if isinstance(self.label, dict):
            return pick(self.label, language, fallback=case.authority.language)
        with translation.override(language or translation.get_language()):
            return str(self.label)


@dataclass(frozen=True)
class Sent:
    """A submission as the rules of its form see it."""

    case: Application
    submission: Submission
    facts: dict
    rules: list[AttachmentRule]

    def is_needed(self, thing: Question | AttachmentRule) -> bool:
        """Whether a question or an attachment had to be there, by what was sent."""
        return thing.required or is_true(thing.required_when, self.facts)

    def asked(self, section: Section) -> list[Question]:
        """The questions of a section that were asked, by what was sent."""
        return [one for one in section.questions if is_true(one.visible_when, self.facts, when_empty=True)]

    def judged(self, section: Section) -> list[Question]:
        """Those with something that can be judged: files have rows of their own, and a statement is only ticked."""
        found = []
        for question in self.asked(section):
            is_judged = question.kind == "variables" or (kind_of(question).has_value and question.kind != "statement")
            if is_judged and (self.is_answered(question) or self.is_needed(question)):
                found.append(question)
        return found

    def is_answered(self, question: Question) -> bool:
        """Whether anything was answered."""
        content = self.submission.content
        if question.kind == "variables":
            return bool(content["variables"])
        return kind_of(question).is_answered(content["answers"].get(question.key))

    def files(self, rule_key: str) -> list[dict]:
        """The files that were enclosed under a rule."""
        return [row for row in self.submission.content["attachments"] if row["rule"] == rule_key]


def read_sent(case: Application) -> Sent | None:
    """The newest submission of a case; None for a draft."""
    submission = case.newest_submission
    if submission is None:
        return None
    return Sent(case, submission, facts_of_submission(case, submission), rules_of_form(case))


def rules_of_form(case: Application) -> list[AttachmentRule]:
    """The attachment rules of a case's form, read once however often they are asked for."""
    prefetch_related_objects([case.form_version], "attachment_rules")
    return list(case.form_version.attachment_rules.all())


def checklist_rows(case: Application) -> list[Row]:
    """The rows that count for a case by its newest submission: those of its form, in order, then the procedure's own.

    Of the form: a row for each section with something to judge, for each attachment that is enclosed or had to be, and
    one for what the approvals cover. Of the procedure: those without a condition, or whose condition is true.
    """
    newest = case.newest_submission
    if newest is None:
        return _own_rows(case, {})
    if not hasattr(newest, "checklist_rows"):  # a submission never changes, and a page asks for its rows several times
        sent = read_sent(case)
        newest.checklist_rows = [*_rows_of_form(sent), *_own_rows(case, sent.facts)]
    return newest.checklist_rows


def _own_rows(case: Application, facts: dict) -> list[Row]:
    rows = case.procedure.checklist
    return [own_row(row) for row in rows if is_true(row.get("when", ""), facts, when_empty=True)]


def own_row(data: dict) -> Row:
    """A row of the procedure's checklist, from its data."""
    return Row(data["key"], data["label"], help=data.get("help") or {})


def _rows_of_form(sent: Sent) -> Iterator[Row]:
    rules_at = rules_by_section(sent)
    coverage_at = _section_of_coverage(sent.case)
    for section in sent.case.form_version.sections:
        if sent.judged(section):
            yield Row(f"section:{section.key}", section.title, section.key)
        for rule in rules_at.get(section.key, ()):
            if sent.is_needed(rule) or sent.files(rule.key):
                yield Row(f"attachment:{rule.key}", rule.label, section.key, rule.because)
        if section.key == coverage_at and _is_compared(sent):
            yield Row(COVERAGE, _("The approvals cover the variables and the period"), section.key)


def rules_by_section(sent: Sent) -> dict[str, list[AttachmentRule]]:
    """The attachment rules by the section in which the form asks for them; a file's own question goes first."""
    found, placed = {}, set()
    questions = [(one, section.key) for section in sent.case.form_version.sections for one in section.questions]
    for kind in ("file", "attachments"):
        for question, section in questions:
            here = rules_of(question, sent.rules) if question.kind == kind else []
            found.setdefault(section, []).extend(rule for rule in here if rule.key not in placed)
            placed |= {rule.key for rule in here}
    return found


def _section_of_coverage(case: Application) -> str:
    """Where what the approvals cover is judged: beside the approvals, else beside the variables."""
    wanted = approvals_question(case)
    for section in case.form_version.sections:
        for question in section.questions:
            if question.key == wanted.key if wanted else question.kind == "variables":
                return section.key
    return ""


def _is_compared(sent: Sent) -> bool:
    """Whether there is something on both sides: variables, and approvals to hold against them."""
    content = sent.submission.content
    held = frozen_approvals(sent.case, content)
    return bool(content["variables"]) and any(row.get("what") for row in held)


def changed_rows(case: Application, before: Submission, after: Submission) -> set[str]:
    """The keys of the form's rows of which a later submission says something else than an earlier one."""
    sections = {part.section.key for part in parts_of(case, after, before) if part.is_changed}
    if any(line.mark for line in variables_of(after, before)):
        sections |= {
            section.key
            for section in case.form_version.sections
            if any(question.kind == "variables" for question in section.questions)
        }
    files = {line.row["rule"] for line in files_of(after, before) if line.mark}
    changed = {f"section:{key}" for key in sections} | {f"attachment:{key}" for key in files}
    return changed | ({COVERAGE} if _compared(case, before) != _compared(case, after) else set())


def _compared(case: Application, submission: Submission) -> tuple:
    """What the row on coverage holds against each other."""
    content = submission.content
    names = sorted((row["registry"], row["name"]) for row in content["variables"])
    return frozen_approvals(case, content), names, content["facts"].get("period")


def checklist_count(case: Application) -> tuple[int, int]:
    """(rows that are in order or do not apply, rows that count). A row that was opened again is not in order."""
    needed = {row.key for row in checklist_rows(case)}
    in_order = {answer.key for answer in case.checklist_answers.all() if answer.is_settled}
    return len(in_order & needed), len(needed)
