"""Which approvals a case rests on, and what they cover of it: for each variable and each sort of approval (B4, B7).

Where the form asks for approvals they are the rows of its answer, else those of the project.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.approvals import concerns, kind_of_choice, known_to, rows_for, written_day
from applications.coverage import Asked, Uncovered, Verdict, Why, sentence, uncovered, verdicts, years_of
from applications.facts import project_facts
from applications.models import Application, Approval, Submission
from portal.base.clock import today
from registries.kinds import kind_of
from registries.kinds.dates import written_date
from registries.project_facts import fact_of
from registries.schema import Question

FACT = "project.approvals"
# Whom a dispensation frees is the holder of the registries that it names: to the others it says nothing.
OF_ITS_HOLDERS_ALONE = (Approval.Kind.DISPENSATION,)


def approvals_question(case: Application) -> Question | None:
    """The question that holds the approvals of a project; None where the form has none."""
    questions = case.form_version.questions.values()
    return next((one for one in questions if one.fact == FACT and kind_of(one).is_table), None)


def rows_of_answer(case: Application, question: Question, value: Iterable[dict]) -> list[dict]:
    """The rows of an answer, with what the project knows of the same approval: registries, who gave it, how long."""
    known = {
        (approval.kind, approval.reference.casefold()): approval
        for approval in case.project.approvals.prefetch_related("sources")
    }
    rows = []
    for row in value:
        key = kind_of_choice(question, row.get("what", "")), row.get("reference", "").strip().casefold()
        rows.append(row | (_beside_the_form(known[key]) if key in known else {}))
    return rows


def rows_of_project(case: Application) -> list[dict]:
    """The approvals of the project as rows, for a form that asks for none."""
    approvals = list(case.project.approvals.prefetch_related("sources"))
    return [
        {
            "what": approval.kind,
            "reference": approval.reference,
            "decided_on": written_day(approval.decided_on),
            "from": written_day(approval.covers_from),
            "to": written_day(approval.covers_to),
            "variables": approval.variables,
            **_beside_the_form(approval),
        }
        for approval in approvals
        if approval.kind not in OF_ITS_HOLDERS_ALONE or concerns(approval, case)
    ]


def _beside_the_form(approval: Approval) -> dict:
    """What is known of an approval that no form asks for. `registries` None: it covers all of them."""
    sources = approval.sources.all()
    return {
        "issued_by": approval.issued_by,
        "valid_to": written_day(approval.valid_to),
        "registries": [source.slug for source in sources] if sources or approval.other_sources else None,
        "registry_names": [source.name for source in sources],
        "other_sources": approval.other_sources,
    }


def rows_held(whole) -> list[dict]:
    """The approvals that a draft (completeness.Whole) rests on: those that its form asks for, else the project's."""
    question = approvals_question(whole.case)
    if question is None or not whole.is_visible(question):
        return rows_of_project(whole.case)
    return rows_of_answer(
        whole.case, question, [row for row in whole.values.get(question.key) or [] if any(row.values())]
    )


@dataclass(frozen=True)
class Cell:
    """Whether the approvals of one sort cover one variable, and in words what is missing."""

    verdict: Verdict

    @property
    def is_covered(self) -> bool:
        """Whether nothing is missing."""
        return self.verdict.why is None

    @property
    def words(self) -> str:
        """What the cell says."""
        said = {
            None: _("covered"),
            Why.ENDED: _("the approval has ended"),
            Why.REGISTRY: _("the registry is not named"),
            Why.NAME: _("the variable is not named"),
            Why.YEARS: _("%(years)s not covered"),
        }
        return said[self.verdict.why] % {"years": years_of(self.verdict.missing)}


@dataclass(frozen=True)
class Line:
    """One variable that is asked for."""

    name: str
    label: dict
    registry: dict
    cells: tuple[Cell, ...]

    @property
    def is_covered(self) -> bool:
        """Whether every sort of approval covers it."""
        return all(cell.is_covered for cell in self.cells)


@dataclass(frozen=True)
class Approved:
    """One approval for reading: what it is, and what it covers; "" where nothing is said."""

    name: str
    reference: str
    issued_by: str
    decided_on: str
    valid_to: str
    period: str
    sources: str
    variables: str


@dataclass
class Coverage:
    """What the approvals cover of a case, by frozen or stored rows."""

    case: Application
    approvals: list[dict]  # as `rows_held` gives them
    variables: list[dict]  # as a submission keeps them
    period: dict | None
    on: date
    why_none: str = ""  # why there are no approvals, though somebody may believe that there are

    @property
    def asked(self) -> list[Asked]:
        """The variables that are asked for."""
        return [Asked(row["name"], row["registry"]) for row in self.variables]

    @cached_property
    def sorts(self) -> list[str]:
        """The sorts of approval that there are, by key."""
        return list(dict.fromkeys(row["what"] for row in self.approvals if row.get("what")))

    @property
    def names(self) -> list[str]:
        """What the sorts are called, in the reader's language."""
        return [name_of(self.case, what) for what in self.sorts]

    @property
    def rows(self) -> list[Approved]:
        """The approvals in words, in their order."""
        return [_in_words(self.case, row) for row in self.approvals if row.get("what")]

    @cached_property
    def found(self) -> list[Uncovered]:
        """What is not covered."""
        return uncovered(self.approvals, self.asked, self.period, self.on)

    @property
    def sentences(self) -> list[str]:
        """What is not covered, for people."""
        return [sentence(one, name_of(self.case, one.what)) for one in self.found]

    @cached_property
    def lines(self) -> list[Line]:
        """A line for each variable, with a cell for each sort of approval."""
        found = verdicts(self.approvals, self.asked, self.period, self.on)
        return [
            Line(row["name"], row["label"], row["registry_name"], tuple(Cell(told[what]) for what in self.sorts))
            for row, told in zip(self.variables, found, strict=True)
        ]

    @property
    def uncovered_count(self) -> int:
        """How many variables some sort of approval does not cover."""
        return sum(not line.is_covered for line in self.lines)


def _in_words(case: Application, row: dict) -> Approved:
    language = get_language()
    days = {key: written_date(row[key], language) if row.get(key) else "" for key in ("decided_on", "valid_to")}
    ends = [written_date(row[end], language) if row.get(end) else "…" for end in ("from", "to")]
    named = [case.authority.text(name) for name in row.get("registry_names", ())]
    return Approved(
        name=name_of(case, row["what"]),
        reference=row.get("reference", ""),
        issued_by=row.get("issued_by", ""),
        period=" – ".join(ends) if row.get("from") or row.get("to") else "",
        sources=", ".join([*named, *filter(None, [row.get("other_sources")])]),
        variables=row.get("variables", ""),
        **days,
    )


def name_of(case: Application, what: str) -> str:
    """What the case's form calls a sort of approval, else what the portal does, in the reader's language."""
    question = approvals_question(case)
    labels = {choice.key: case.authority.text(choice.label) for choice in question.choices} if question else {}
    portal = {kind.value: kind.label for kind in Approval.Kind}
    return labels.get(what) or capfirst(str(portal.get(what, what)))


def coverage_of_draft(whole) -> Coverage:
    """What the approvals cover of a draft (completeness.Whole), as it stands."""
    case = whole.case
    rows = case.requested_variables.select_related("registry", "variable")
    variables = [
        {
            "name": row.variable.name,
            "label": row.variable.label,
            "registry": row.registry.slug,
            "registry_name": row.registry.name,
        }
        for row in rows
    ]
    period = project_facts(case.form_version, whole.values).get("period")
    held = rows_held(whole)
    why_none = "" if held else _why_none(whole)
    return Coverage(case, held, variables, period, case.authority.today(), why_none)


def _why_none(whole) -> str:
    """Why a draft rests on no approvals; "" where neither its form nor the project names one."""
    case, question = whole.case, approvals_question(whole.case)
    if question is None or not whole.is_visible(question):
        return named_by_itself() if names_by_itself(case, whole.values) else ""
    if rows_for(question, case.project, case):
        return _("The table of approvals in this form is empty, and the project has some: take them over in the form.")
    if known_to(question, case.project):
        return _("The approvals of the project name other registries, so coverage cannot be checked here.")
    if case.project.approvals.exists():
        return _("The approvals of the project are of sorts that this form does not ask for.")
    return ""


def names_by_itself(case: Application, values: dict) -> bool:
    """Whether a form names an approval in single questions, which say nothing of what it covers."""
    questions = case.form_version.questions.values()
    asked = [
        one for one in questions if (fact := fact_of(one)) and fact.rows == "approvals" and fact.name != "approvals"
    ]
    return any(kind_of(one).is_answered(values.get(one.key)) for one in asked)


def named_by_itself() -> str:
    """What is said of such an approval."""
    return _(
        "The form names an approval, but the project’s approvals do not list it with what it covers. "
        "So coverage cannot be checked."
    )


def coverage_of_submission(case: Application, submission: Submission) -> Coverage:
    """What the approvals cover of what was sent, by the frozen rows.

    Approvals have to hold today while the case is open, and have to have held on the day of sending once it is not.
    """
    content = submission.content
    sent_on = today(submission.submitted_at, case.authority.time_zone)
    on = case.authority.today() if case.is_open else sent_on
    held = frozen_approvals(case, content)
    why_none = named_by_itself() if not held and names_by_itself(case, content["answers"]) else ""
    return Coverage(case, held, content["variables"], content["facts"].get("period"), on, why_none)


def frozen_approvals(case: Application, content: dict) -> list[dict]:
    """The rows of a submission; of one from before they were frozen by themselves, those of its answer."""
    if "approvals" in content:
        return content["approvals"]
    question = approvals_question(case)
    return (content["answers"].get(question.key) or []) if question else []
