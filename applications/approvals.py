"""The approvals of a project, and the rows of a form that say the same (B4, B7).

A form has its own sorts of approval (its choices), a project has kinds that all authorities share. The catalogue says
which belong together: `options.kinds` of the question names the kind for the key of a choice.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from applications.models import Application, Approval, Project
from applications.project_log import note
from portal.base.clock import today
from registries.kinds.dates import read_date
from registries.schema import Question

COMPARED = ("kind", "sort", "reference", "decided_on", "covers_from", "covers_to", "variables")


def kind_of_choice(question: Question, choice: str) -> str:
    """The kind of approval that a choice of the form stands for; "" where the catalogue names none."""
    named = question.options.get("kinds", {}).get(choice, choice)
    return named if named in Approval.Kind.values else ""


def choice_of(question: Question, approval: Approval) -> str:
    """What the form calls an approval: the key of its choice; "" where several would do and nobody has said which."""
    keys = [choice.key for choice in question.choices if kind_of_choice(question, choice.key) == approval.kind]
    wanted = approval.sort if approval.sort in keys else approval.kind
    return wanted if wanted in keys else keys[0] if len(keys) == 1 else ""


def known_to(question: Question, project: Project, case: Application | None = None) -> list[Approval]:
    """The project's approvals of kinds that the question asks for, in their order.

    With a case only those that cover a registry which the case may be for: others are none of the authority's business.
    """
    kinds = {kind_of_choice(question, choice.key) for choice in question.choices} - {""}
    found = [one for one in project.approvals.prefetch_related("sources") if one.kind in kinds]
    return found if case is None else [one for one in found if concerns(one, case)]


def newest(project: Project, kind: str, case: Application | None = None) -> Approval | None:
    """The approval of a kind that was given last; with a case only of those that concern it. None where there is none.

    One without a day comes before all that have one; of the same day the one that was written down last counts.
    """
    found = [one for one in project.approvals.prefetch_related("sources") if one.kind == kind]
    found = found if case is None else [one for one in found if concerns(one, case)]
    return max(found, key=lambda one: (one.decided_on or date.min, one.pk), default=None)


def concerns(approval: Approval, case: Application) -> bool:
    """Whether an approval covers any registry that a case is for, or may come to be for."""
    sources = approval.sources.all()
    if not sources:
        return not approval.other_sources
    chosen = {registry.pk for registry in case.registries.all()}
    return any(source.pk in chosen if chosen else source.authority_id == case.authority_id for source in sources)


def rows_for(question: Question, project: Project, case: Application | None = None) -> list[dict[str, str]]:
    """The project's approvals as the rows of a question of the kind `approvals`; [] where it has none of its kinds.

    `what` is "" where the form has several sorts for the kind and the project does not say which: the form asks then.
    """
    return [_row(question, approval) for approval in known_to(question, project, case)]


def _row(question: Question, approval: Approval) -> dict[str, str]:
    cells = {
        "what": choice_of(question, approval),
        "reference": approval.reference,
        "decided_on": written_day(approval.decided_on),
        "from": written_day(approval.covers_from),
        "to": written_day(approval.covers_to),
        "variables": approval.variables,
    }
    return {key: cell for key, cell in cells.items() if key not in question.options.get("without", ())}


def written_day(day) -> str:
    """A day as answers keep it; "" for none."""
    return day.isoformat() if day else ""


def take_over(
    *,
    by,
    question: Question,
    rows: Iterable[dict],
    project: Project,
    case: Application | None = None,
    at: datetime | None = None,
) -> list[dict]:
    """Make the rows of a form the approvals of the project; returns the rows that could not be taken over.

    Those are rows that are not whole yet: without a sort or a reference, or with a period that ends before it begins.
    While there are any, nothing is taken away: the form is still being written. Else approvals that the question would
    have shown (`known_to`) and that are no row any more go. What a form does not ask (who gave it, how long it holds,
    which registries) stays as it is. The caller has checked that the person may write, and opened the transaction.
    """
    at, left_out, kept = at or timezone.now(), [], []
    known = known_to(question, project, case)
    for row in rows:
        fields = _fields(question, row)
        if fields is None:
            left_out += [row] if any(row.values()) else []
            continue
        approval = _match(fields, [one for one in known if one not in kept])
        kept.append(_write(approval or _new(project), fields, by=by, at=at))
    if not left_out:
        for approval in [one for one in known if one not in kept]:
            note(project, "approval_removed", by=by, at=at, approval=approval.pk, reference=approval.reference)
            approval.delete()
    return left_out


def _fields(question: Question, row: dict) -> dict | None:
    """The columns of an approval that a row tells; None while it is not whole, or cannot be right."""
    kind = kind_of_choice(question, row.get("what", ""))
    days = {key: read_date(row.get(key)) for key in ("decided_on", "from", "to")}
    unread = any(row.get(key) and days[key] is None for key in days)
    backwards = days["from"] and days["to"] and days["to"] < days["from"]
    if not kind or not row.get("reference", "").strip() or unread or backwards:
        return None
    return {
        "kind": kind,
        "sort": row["what"],
        "reference": row["reference"].strip()[:100],
        "decided_on": days["decided_on"],
        "covers_from": days["from"],
        "covers_to": days["to"],
        "variables": row.get("variables", "").strip(),
    }


def _match(fields: dict, known: list[Approval]) -> Approval | None:
    """The approval that a row speaks of, by its kind and reference."""
    wanted = (fields["kind"], fields["reference"].casefold())
    return next((one for one in known if (one.kind, one.reference.casefold()) == wanted), None)


def _new(project: Project) -> Approval:
    return Approval(project=project, position=project.approvals.count())


def _write(approval: Approval, fields: dict, *, by, at: datetime) -> Approval:
    if approval.pk and all(getattr(approval, name) == fields[name] for name in COMPARED):
        return approval
    kind = "approval_changed" if approval.pk else "approval_added"
    for name, value in fields.items():
        setattr(approval, name, value)
    if approval.valid_to and approval.decided_on and approval.valid_to < approval.decided_on:
        approval.valid_to = None  # a renewed decision: its end is not known yet
    approval.save()
    note(approval.project, kind, by=by, at=at, approval=approval.pk, reference=approval.reference)
    return approval


def fingerprint(approval: Approval) -> str:
    """What tells one state of an approval from another: a page sends back the one that it showed."""
    told = [str(getattr(approval, name) or "") for name in (*COMPARED, "issued_by", "valid_to", "other_sources")]
    told += sorted(source.slug for source in approval.sources.all())
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def faults(fields: dict) -> list[tuple[str, str]]:
    """(column, sentence) for everything that cannot be right about an approval that somebody typed."""
    decided, ends, first, last = (fields.get(key) for key in ("decided_on", "valid_to", "covers_from", "covers_to"))
    checks = [
        (
            "covers_to",
            first and last and last < first,
            _("The period that it covers ends before it begins. What you typed is kept: change one of the two days."),
        ),
        (
            "valid_to",
            decided and ends and ends < decided,
            _("It ends before the day on which it was given. What you typed is kept: change one of the two days."),
        ),
        (
            "decided_on",
            decided and decided > today(),
            _("It is not given yet on that day. What you typed is kept: write the day of the decision."),
        ),
    ]
    return [(column, sentence) for column, is_wrong, sentence in checks if is_wrong]
