"""What a specification begins with, and which variables it speaks of (S17, T5).

The parts are composed from the newest submission, in the language of the case. The variables are those of the
submission that a version was composed from; the version itself holds only what becomes of those that differ.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from applications.linkage import rows_of as sources_of
from applications.models import Application, Becomes, Specification
from portal.base.templatetags.portal_tags import plaindate
from portal.base.texts import pick
from registries.kinds import kind_of
from registries.kinds.dates import read_date
from registries.models import DeliveryMethod, StageKey
from registries.schema import Question

# What an officer can write into a version, besides what makes its price.
TEXTS = ("content", "population", "linkage", "delivery_form", "applicant_files")
PARTS = (*TEXTS, "period_from", "period_to", "delivery_days", "delivery_on", "answer_days")
DELIVERED = {
    DeliveryMethod.REGISTERED_LETTER: gettext_lazy("The data are sent encrypted, as a registered letter."),
    DeliveryMethod.AGREED: gettext_lazy("The data are delivered encrypted, in the way that we agree on."),
}


@dataclass(frozen=True)
class Row:
    """A variable of a version: as it was applied for, what becomes of it, and how or why."""

    registry: str
    registry_name: dict
    name: str
    label: dict
    level: str = ""
    becomes: str = Becomes.KEEP
    note: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """By what the row is known."""
        return self.registry, self.name

    @property
    def words(self) -> str:
        """What becomes of it, and how or why, in the reader's language."""
        label = str(Becomes(self.becomes).label)
        return f"{label}: {self.note}" if self.note else label

    @property
    def is_delivered(self) -> bool:
        """Whether the variable is delivered, changed or not."""
        return self.becomes != Becomes.LEAVE_OUT


@dataclass
class Group:
    """The variables of one registry; none where the registry is lent as applied for."""

    slug: str
    name: dict
    rows: list[Row] = field(default_factory=list)

    @property
    def differing(self) -> list[Row]:
        """Those that are not delivered just as they were applied for."""
        return [row for row in self.rows if row.becomes != Becomes.KEEP]

    @property
    def delivered(self) -> list[Row]:
        """Those that are delivered."""
        return [row for row in self.rows if row.is_delivered]


def compose(case: Application) -> dict:
    """The parts that a first draft starts with, by the names of PARTS, and the submission that they come from."""
    submission = case.newest_submission
    with override(case.language):
        parts = {"submission": submission, "answer_days": case.procedure.specification_answer_days}
        stage = case.procedure.stage(StageKey.DELIVERY)
        parts["delivery_days"] = stage.limit_days if stage else None
        content = submission.content if submission else {"answers": {}, "facts": {}}
        period = content["facts"].get("period") or {}
        parts |= {f"period_{end}": read_date(period.get(end)) for end in ("from", "to")}
        parts |= {
            "population": _told(case, content, "population"),
            "linkage": _joined(_plan(content.get("linkage_plan")), _told(case, content, "linkage")),
            "delivery_form": _joined(
                str(DELIVERED[case.procedure.delivery_method]), _told(case, content, "delivery_form")
            ),
            "applicant_files": _files(case, content),
        }
    return parts


def _told(case: Application, content: dict, part: str) -> str:
    """The answers that tell a part. The one that stands for the part itself needs no label."""
    questions = [question for question in case.form_version.questions.values() if question.specifies == part]
    return _joined(*(_answer(case, one, content["answers"].get(one.key)) for one in questions))


def _answer(case: Application, question: Question, value) -> str:
    kind = kind_of(question)
    if not kind.has_value or not kind.is_answered(value):
        return ""
    shown = kind.show(question, value, case.language)
    text = "; ".join(f"{label}: {text}" if label else str(text) for label, text in shown)
    if question.fact.endswith((".population", ".linkage_sources")):
        return text
    label = pick(question.label, case.language, fallback=case.authority.language)
    return f"{label} {text}" if label.endswith("?") else f"{label}: {text}"


def _joined(*paragraphs: str) -> str:
    return "\n\n".join(part for part in paragraphs if part)


def _plan(plan: dict | None) -> str:
    """The frozen linkage plan of the project in sentences; "" where there is none (Q3, U8)."""
    if not plan:
        return ""
    words = {"who": plan["linked_by"], "keeper": plan["key_kept_by"]}
    words |= {"how": plan["pseudonyms"], "receiver": plan["receiver"]}
    until = read_date(plan["key_kept_until"])
    said = [
        _("The data are linked by: %(who)s.") % words if words["who"] else "",
        _key(words, until) if words["keeper"] else "",
        _("Pseudonyms: %(how)s") % words if words["how"] else "",
        _("The linked data are received by: %(receiver)s.") % words if words["receiver"] else "",
    ]
    sources = [
        _("%(number)s. %(source)s sends to %(receiver)s; the rows carry %(what)s.")
        % {"number": row.number, "source": row.source, "receiver": row.sends_to or "–", "what": row.carries}
        for row in sources_of(plan)
    ]
    return "\n".join([*(sentence for sentence in said if sentence), *sources])


def _key(words: dict, until) -> str:
    if until is None:
        return _("The linkage key is kept by: %(keeper)s.") % words
    return _("The linkage key is kept by: %(keeper)s, until %(day)s.") % (words | {"day": plaindate(until)})


def _files(case: Application, content: dict) -> str:
    """What the applicant sends, and from when on (S11, T7)."""
    told = _told(case, content, "applicant_files")
    if not told or not case.procedure.data_files_after_decision:
        return told
    return _joined(told, _("Send the files only when you have our decision."))


def as_text(specification: Specification) -> str:
    """What a version says will be delivered, in one text: for the delivery note and for an agreement."""
    return _joined(specification.content, specification.population, specification.linkage, specification.delivery_form)


def rows_of(specification: Specification) -> list[Row]:
    """Every variable that a version speaks of, in the order of the application."""
    if specification.submission_id is None:
        return []
    differing = {(row["registry"], row["name"]): row for row in specification.variables}
    rows = []
    for asked in specification.submission.content["variables"]:
        own = differing.get((asked["registry"], asked["name"]), {})
        rows.append(
            Row(
                asked["registry"],
                asked["registry_name"],
                asked["name"],
                asked["label"],
                asked.get("level", ""),
                own.get("becomes", Becomes.KEEP),
                own.get("note", ""),
            )
        )
    return rows


def groups_of(specification: Specification) -> list[Group]:
    """The registries of a version with their variables."""
    if specification.submission_id is None:
        return []
    rows, asked = rows_of(specification), specification.submission.content["registries"]
    groups = {row.registry: Group(row.registry, row.registry_name) for row in rows}
    if not groups.keys() >= set(asked):  # the others are lent as applied for
        for registry in specification.application.registries.all():
            groups.setdefault(registry.slug, Group(registry.slug, registry.name))
    for row in rows:
        groups[row.registry].rows.append(row)
    return [groups[slug] for slug in sorted(groups)]


def left_out(cases: Iterable[int]) -> set[tuple[int, str, str]]:
    """(case, registry, variable) of every variable that an accepted version of one of the cases leaves out."""
    agreed = Specification.objects.accepted().filter(application__in=cases).exclude(variables=[])
    return {
        (pk, row["registry"], row["name"])
        for pk, rows in agreed.values_list("application", "variables")
        for row in rows
        if row["becomes"] == Becomes.LEAVE_OUT
    }


def without(variables: list[dict], case_id: int, gone: set[tuple[int, str, str]]) -> list[dict]:
    """Variables of a submission, less those of `left_out`."""
    return [row for row in variables if (case_id, row["registry"], row["name"]) not in gone]
