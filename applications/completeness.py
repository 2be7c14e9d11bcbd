"""What an application still lacks, with the place and the reason. One set of rules for form, review page and law."""

from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _

from applications import case_coverage, coverage
from applications.closed_registries import closed_for, why_closed
from applications.facts import condition_facts, project_facts
from applications.models import Answers, Application, Attachment
from registries.kinds import kind_of
from registries.models import AttachmentRule, Registry, Variable
from registries.rules import is_true
from registries.schema import Question, Section


@dataclass(frozen=True)
class Gap:
    """Something that is missing or has to be mended: where, and why."""

    section: str
    question: str
    sentence: str
    is_missing: bool = True  # False: there is an answer, but it cannot be right
    part: str = ""

    @property
    def anchor(self) -> str:
        """The id of the first control that mends it."""
        return f"id_{self.question}__{self.part}" if self.part else f"id_{self.question}"


@dataclass(frozen=True)
class Whole:
    """An application as it stands, read once, for everything that is asked about it."""

    case: Application
    values: dict
    facts: dict
    attachments: list[Attachment]
    rules: list[AttachmentRule]

    def is_visible(self, question: Question) -> bool:
        """Whether the form asks the question, given the other answers."""
        return is_true(question.visible_when, self.facts, when_empty=True)

    def is_required(self, thing: Question | AttachmentRule) -> bool:
        """Whether a question or an attachment has to be there, given the other answers."""
        return thing.required or is_true(thing.required_when, self.facts)

    def visible_questions(self, section: Section) -> list[Question]:
        """The questions of a section that are asked."""
        return [question for question in section.questions if self.is_visible(question)]

    def enclosed(self, rule_key: str) -> list[Attachment]:
        """The files that are there under an attachment rule."""
        return [attachment for attachment in self.attachments if attachment.rule_key == rule_key]


def read_whole(case: Application, values: dict | None = None) -> Whole:
    """Read a case for the questions above; `values` replace the stored answers, for a page that is being saved."""
    if values is None:
        stored = Answers.objects.filter(application=case).first()
        values = stored.values if stored else {}
    return Whole(
        case=case,
        values=values,
        facts=condition_facts(case, values),
        attachments=list(case.attachments.enclosed()),
        rules=list(case.form_version.attachment_rules.all()),
    )


def gaps(case: Application, whole: Whole | None = None) -> list[Gap]:
    """Everything that has to be mended before the application can be sent, in the order of the form."""
    whole = whole or read_whole(case)
    return [gap for section in case.form_version.sections for gap in section_gaps(section, whole)]


def section_gaps(section: Section, whole: Whole) -> list[Gap]:
    """What one section lacks."""
    return [gap for question in whole.visible_questions(section) for gap in _question_gaps(section, question, whole)]


def _question_gaps(section: Section, question: Question, whole: Whole) -> list[Gap]:
    gap = partial(Gap, section.key, question.key)
    rows = {"variables": _variable_gaps, "attachments": _document_gaps, "file": _document_gaps}
    if question.kind in rows:
        return rows[question.kind](question, whole, gap)
    kind, value = kind_of(question), whole.values.get(question.key)
    if not kind.is_answered(value):
        return [gap(_missing_sentence(question, whole))] if whole.is_required(question) else []
    problems = kind.problems(question, value, whole.case.authority)
    found = [gap(problem.sentence, False, problem.part) for problem in problems]
    if question.kind == "text_or_reference":
        found += _reference_gaps(question, value, whole, gap)
    if question.kind == "registries":
        found += _closed_gaps(value, whole, gap)
    if question.fact == case_coverage.FACT and kind.is_table:
        found += _coverage_gaps(question, value, whole, gap)
    return found


def _missing_sentence(question: Question, whole: Whole) -> str:
    label = whole.case.authority.text(question.label)
    because = whole.case.authority.text(question.because)
    if question.kind == "statement":
        sentence = _("You have not ticked “%(label)s” yet.") % {"label": label}
    else:
        sentence = _("“%(label)s” is not answered yet.") % {"label": label}
    return f"{sentence} {because}".strip()


def _reference_gaps(question: Question, value: dict, whole: Whole, gap) -> list[Gap]:
    """An answer that stands in an attachment needs the attachment (U10)."""
    rule = next((rule for rule in whole.rules if rule.key == question.options.get("attachment")), None)
    if rule is None or not value.get("reference") or whole.enclosed(rule.key):
        return []
    sentence = _("Your answer stands in “%(name)s”, which is not enclosed yet. Enclose it, or answer in words.")
    return [gap(sentence % {"name": whole.case.authority.text(rule.label)}, True, "reference")]


def _coverage_gaps(question: Question, value: list, whole: Whole, gap) -> list[Gap]:
    """What is asked for and not covered by the approvals stops the sending (B4, B7)."""
    case, advice, found = whole.case, _("Change the approval, or ask for what it covers."), []
    rows = case.requested_variables.select_related("variable", "registry")
    asked = [coverage.Asked(row.variable.name, row.registry.slug) for row in rows]
    period = project_facts(case.form_version, whole.values).get("period")
    held = case_coverage.rows_of_answer(case, question, value)
    for one in coverage.uncovered(held, asked, period, case.authority.today()):
        sentence = coverage.sentence(one, case_coverage.name_of(case, one.what))
        found.append(gap(f"{sentence} {advice}", False, one.part))
    return found


def _closed_gaps(slugs: list[str], whole: Whole, gap) -> list[Gap]:
    """A draft cannot ask for data of a registry that is closed."""
    advice = _("Untick it, and take its variables out of the variable list.")
    chosen = Registry.objects.filter(authority=whole.case.authority_id, slug__in=slugs).select_related("authority")
    return [gap(f"{why_closed(registry)} {advice}", False) for registry in closed_for(whole.case, chosen)]


def _closed_row_gaps(rows: list, whole: Whole, gap) -> list[Gap]:
    """Likewise for the rows of the variable list, and for the registry that receives the application by itself (Q7)."""
    if whole.case.authority.receives_by_registry:
        advice = _("This application goes there and cannot be sent. Begin one at a registry that is open.")
        receivers = whole.case.registries.select_related("authority")
        return [gap(f"{why_closed(one)} {advice}", False) for one in closed_for(whole.case, receivers)]
    advice, found = _("Take its variables out of the list: %(names)s"), []
    for registry in closed_for(whole.case, [row.registry for row in rows]):
        names = _some([row.variable.name for row in rows if row.registry_id == registry.pk])
        found.append(gap(f"{why_closed(registry)} {advice % {'names': names}}", False))
    return found


def _variable_gaps(question: Question, whole: Whole, gap) -> list[Gap]:
    rows = list(whole.case.requested_variables.select_related("variable", "registry__authority"))
    closed = _closed_row_gaps(rows, whole, gap)
    if not rows:
        return closed + ([gap(_("The variable list is empty."))] if whole.is_required(question) else [])
    return closed + [
        gap(sentence % {"names": _some(names)}, False)
        for sentence, is_lacking in _row_checks(question, whole)
        if (names := [row.variable.name for row in rows if is_lacking(row)])
    ]


def _row_checks(question: Question, whole: Whole) -> list[tuple]:
    """(sentence, what lacks it) for everything that a row of the variable list needs."""
    chosen = {registry.pk for registry in whole.case.registries.all()}
    checks = [
        (
            _("Say why each variable is needed. There is no reason yet for: %(names)s"),
            lambda row: not row.reason.strip(),
        ),
        (
            _("Say why nothing less detailed will do for what points out a person. No reason yet for: %(names)s"),
            lambda row: asks_own_reason(question, row.variable) and not row.identifying_reason.strip(),
        ),
        (
            _("These variables belong to a registry that is not chosen. Choose it, or remove them: %(names)s"),
            lambda row: row.registry_id not in chosen,
        ),
    ]
    if question.options.get("level"):
        sentence = _("Say in what detail each variable is needed. There is no level yet for: %(names)s")
        checks.insert(1, (sentence, lambda row: not row.level.strip()))
    return checks


def asks_own_reason(question: Question, variable: Variable) -> bool:
    """Whether a variable list asks why nothing less detailed will do: for what points out a person (S15, B13).

    A form that asks for it in a question of its own has the option `own_reasons = false`.
    """
    return variable.identifying and question.options.get("own_reasons", True)


def _some(names: list[str]) -> str:
    """The first five names, and a sign that there are more."""
    return ", ".join(names[:5]) + ("…" if len(names) > 5 else "")


def _document_gaps(question: Question, whole: Whole, gap) -> list[Gap]:
    found = []
    for rule in rules_of(question, whole.rules):
        files = whole.enclosed(rule.key)
        name = whole.case.authority.text(rule.label)
        if whole.is_required(rule) and not files:
            because = whole.case.authority.text(rule.because)
            sentence = _("“%(name)s” is not enclosed yet.") % {"name": name}
            found.append(gap(f"{sentence} {because}".strip(), True, rule.key))
        if any(file.scan == Attachment.Scan.INFECTED for file in files):
            found.append(
                gap(
                    _("“%(name)s” holds a virus. Remove it and enclose a clean file.") % {"name": name}, False, rule.key
                )
            )
    return found


def rules_of(question: Question, rules: list[AttachmentRule]) -> list[AttachmentRule]:
    """The attachment rules that a question stands for: the one that a file question names, else all."""
    wanted = question.options.get("rule") if question.kind == "file" else None
    return [rule for rule in rules if wanted in (None, rule.key)]


def section_states(case: Application, whole: Whole | None = None) -> dict[str, str]:
    """Each section's state: "empty", "begun", "whole" or "mend" (something is there that cannot be right)."""
    whole = whole or read_whole(case)
    versions = Answers.objects.filter(application=case).values_list("versions", flat=True).first() or {}
    return {section.key: _state(section, whole, versions) for section in case.form_version.sections}


def _state(section: Section, whole: Whole, versions: dict) -> str:
    found = section_gaps(section, whole)
    if any(not gap.is_missing for gap in found):
        return "mend"
    if not found and (versions.get(section.key) or _has_content(section, whole)):
        return "whole"
    return "begun" if versions.get(section.key) or _has_content(section, whole) else "empty"


def _has_content(section: Section, whole: Whole) -> bool:
    """Whether anything of the section is there: an answer, a variable or a file."""
    for question in whole.visible_questions(section):
        if question.kind == "variables" and whole.facts["variables_count"]:
            return True
        if question.kind in ("attachments", "file") and whole.attachments:
            return True
        if kind_of(question).has_value and kind_of(question).is_answered(whole.values.get(question.key)):
            return True
    return False
