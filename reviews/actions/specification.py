"""Draft and propose a specification."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from applications import documents
from applications.actions.specification import expire, void
from applications.models import ESTIMATED_WORK, Application, Becomes, Document, Specification
from applications.problems import NotReady, refuse_unless
from applications.specifying import PARTS, compose, rows_of
from applications.workflow import locked, record, require
from portal.base.clock import add_working_days, today
from registries.models import FeeSchedule
from reviews.seen import changed_since

ANSWER_DAYS = (5, 60)  # working days: nobody can read a price over a weekend, and none holds for ever
CARRIED_ON = (*PARTS, "submission", "variables")


def _drafting(by, application_id: int) -> Application:
    case = locked(application_id)
    require("specify", by, case)
    if not case.takes_specification:
        raise NotReady([_("The case is not at the specification now.")])
    return case


def fee_schedule_of(case: Application, at: datetime):
    """The fee schedule of the case: pinned by its first proposed specification, else the one in force on the day."""
    proposed = case.specifications.exclude(proposed_at=None).order_by("version").first()
    return proposed.fee_schedule if proposed else case.authority.fees_in_force(today(at, case.authority.time_zone))


def answer_days_between(case: Application) -> tuple[int, int]:
    """The fewest and the most working days that an officer can give for an answer; the procedure's own are in it."""
    least, most = ANSWER_DAYS
    usual = case.procedure.specification_answer_days
    return min(least, usual), max(most, usual)


def starting_parts(case: Application) -> dict:
    """What the next version starts with: the parts of the newest one, else what is composed from the case."""
    newest = case.newest_specification
    if newest is None:
        return compose(case) | {"content": "", "variables": []}
    return {name: getattr(newest, name) for name in CARRIED_ON}


@transaction.atomic
def draft(
    *,
    by,
    application_id: int,
    content: str | None = None,
    hours: Decimal | None = None,
    activities: dict[str, Decimal] | None = None,
    amount: Decimal | None = None,
    parts: dict | None = None,
    seen: str | None = None,
    at: datetime | None = None,
) -> Specification:
    """Write the draft of the next version, or go on with it. Raises NotReady with every reason against it.

    `seen` is the mark of the draft (`mark_of_draft`) that the page showed; None: whatever was saved meanwhile.

    The price follows from the hours: `activities` (by Work) add up to them, or `hours` says them in all. Where the
    authority quotes its prices `amount`, without VAT, makes it, and 0 is free (Q9). `parts` are those of PARTS that
    somebody has edited; the others stay as they are, and begin as they are composed from the case.
    """
    at = at or timezone.now()
    case = _drafting(by, application_id)
    hours = sum(activities.values(), Decimal(0)) if activities else hours
    schedule = fee_schedule_of(case, at)
    version = _next_version(case, by=by, at=at)
    meanwhile = _("This draft was saved in another window meanwhile. Compare, then save again to replace it by yours.")
    refuse_unless((seen in (None, mark_of_draft(version)), meanwhile))
    for name, value in (parts or {}).items():
        setattr(version, name, value)
    version.content = (version.content if content is None else content).strip()
    refuse_unless(
        (_says_something(version), _("Write what will be delivered.")),
        *_price_rules(schedule, hours, amount),
        *_day_rules(case, version, at),
        (not version.is_waiting, _("A version waits for the applicant's answer.")),
        (schedule is not None, _("No fee schedule is in force. An administrator has to publish one.")),
    )
    version.hours, version.amount = hours, amount if schedule.is_quoted else None
    for work in ESTIMATED_WORK:
        setattr(version, f"hours_{work}", (activities or {}).get(work))
    version.fee_schedule, version.drafted_at = schedule, at
    version.save()
    return version


def mark_of_draft(version: Specification | None) -> str:
    """What tells a saved state of a draft from every other; "" where nothing was drafted yet."""
    is_kept = version is not None and version.pk is not None and version.is_draft
    return version.drafted_at.isoformat() if is_kept else ""


def parts_shown(version: Specification) -> dict:
    """What a page shows of a draft that is sent with it, by the names of its fields."""
    hours = [f"hours_{work}" for work in ESTIMATED_WORK]
    return {name: getattr(version, name) for name in (*PARTS, "content", "variables", "hours", *hours, "amount")}


def _next_version(case: Application, *, by, at: datetime) -> Specification:
    """The draft to go on with, or the next version with what the one before it said; one that waits as it is."""
    newest = case.newest_specification
    if newest is not None and newest.has_expired_on(today(at, case.authority.time_zone)):
        expire(by=by, specification_id=newest.pk, at=at)
    elif newest is not None and (newest.is_draft or newest.is_waiting):
        return newest
    number = newest.version + 1 if newest else 1
    return Specification(application=case, version=number, drafted_by=by, **starting_parts(case))


def _says_something(version: Specification) -> bool:
    return bool(version.content or version.population.strip() or rows_of(version))


def _price_rules(schedule: FeeSchedule | None, hours: Decimal | None, amount: Decimal | None) -> list[tuple]:
    """What makes the price: an amount where prices are quoted, else hours."""
    if schedule is not None and schedule.is_quoted:
        return [
            (amount is not None and amount >= 0, _("Write the price without VAT; 0 where it costs nothing.")),
            (hours is None or hours > 0, _("The estimated hours must be more than zero.")),
        ]
    return [(hours is not None and hours > 0, _("The estimated hours must be more than zero."))]


def _day_rules(case: Application, version: Specification, at: datetime) -> list[tuple]:
    """Period, delivery and answer: each in an order that can be kept."""
    least, most = answer_days_between(case)
    begin, end, on = version.period_from, version.period_to, version.delivery_on
    words = {"least": least, "most": most}
    return [
        (not begin or not end or begin <= end, _("The period cannot end before it begins.")),
        (not on or not version.delivery_days, _("Say either how many working days the delivery takes, or the day.")),
        (not on or on > today(at, case.authority.time_zone), _("The day of the delivery must lie ahead.")),
        (
            version.answer_days is None or least <= version.answer_days <= most,
            _("Give the applicant between %(least)s and %(most)s working days to answer.") % words,
        ),
    ]


@transaction.atomic
def specify_variables(*, by, application_id: int, rows: list[tuple], at: datetime | None = None) -> Specification:
    """Say in the draft what becomes of variables: (registry, name, Becomes, note) each; the others stay as they are.

    Raises NotReady where there is no draft, a variable was not applied for, or nobody says how or why.
    """
    case = _drafting(by, application_id)
    version = case.newest_specification
    if version is None or not version.is_draft:
        raise NotReady([_("Save the draft first, then go through its variables.")])
    asked = {row.key for row in rows_of(version)}
    said = {(registry, name): (becomes, note.strip()) for registry, name, becomes, note in rows}
    unsaid = [name for (_slug, name), (becomes, note) in said.items() if becomes != Becomes.KEEP and not note]
    refuse_unless(
        (said.keys() <= asked, _("One of the variables is not in the application. Open the page anew.")),
        (not unsaid, _("Write how, or why, for: %(names)s.") % {"names": ", ".join(unsaid)}),
    )
    before = {(row["registry"], row["name"]): (row["becomes"], row["note"]) for row in version.variables}
    version.variables = [
        {"registry": registry, "name": name, "becomes": str(becomes), "note": note}
        for (registry, name), (becomes, note) in (before | said).items()
        if becomes != Becomes.KEEP
    ]
    version.drafted_at = at or timezone.now()
    version.save(update_fields=["variables", "drafted_at"])
    return version


@transaction.atomic
def compose_anew(*, by, application_id: int, at: datetime | None = None) -> Specification:
    """Compose the parts of the draft from the newest submission once more; hours, price and free text stay.

    What was said of variables that are still applied for stays too. Raises NotReady where there is no draft.
    """
    case = _drafting(by, application_id)
    version = case.newest_specification
    if version is None or not version.is_draft:
        raise NotReady([_("There is no draft. Write the specification first.")])
    for name, value in compose(case).items():
        setattr(version, name, value)
    asked = {row.key for row in rows_of(version)}
    version.variables = [row for row in version.variables if (row["registry"], row["name"]) in asked]
    version.drafted_at = at or timezone.now()
    version.save()
    return version


@transaction.atomic
def propose(*, by, application_id: int, seen: str | None = None, at: datetime | None = None) -> Specification:
    """Send the draft to the applicant; the handling clock stands still until the answer (S17). Raises NotReady.

    `seen` is what the page showed of it (`reviews.seen.mark_of`): another draft than that is not sent.
    """
    at = at or timezone.now()
    case = _drafting(by, application_id)
    newest = case.newest_specification
    if newest is None or not newest.is_draft:
        raise NotReady([_("There is no draft to send. Write the specification first.")])
    _refuse_unless_seen(newest, seen)
    refuse_unless(*_day_rules(case, newest, at))
    newest.proposed_at, newest.valid_until = at, valid_until(case, newest, at)
    newest.save()
    record(case, "specification_proposed", by=by, at=at, version=newest.version, until=newest.valid_until)
    documents.order(case, Document.Kind.SPECIFICATION, at=at, number=newest.version, specification=newest)
    return newest


def _refuse_unless_seen(version: Specification, seen: str | None) -> None:
    """Raise NotReady, with the names of what is other than the page showed."""
    fields = [version._meta.get_field(name) for name in changed_since(seen, parts_shown(version))]
    changed = [str(capfirst(field.verbose_name)) for field in fields]
    sentence = _(
        "The draft was changed after you opened the page, and was not sent. Other than you saw: %(parts)s. Read it as "
        "it stands here now, then send it."
    )
    refuse_unless((not changed, sentence % {"parts": ", ".join(dict.fromkeys(changed))}))


def valid_until(case: Application, version: Specification, at: datetime | None = None):
    """The last day on which a version that is sent at a moment can be accepted."""
    days = version.answer_days or case.procedure.specification_answer_days
    return add_working_days(today(at, case.authority.time_zone), days, case.authority.country)


@transaction.atomic
def take_back(*, by, application_id: int, at: datetime | None = None) -> Specification:
    """Void a version that waits for an answer, or whose time has run out, so that a new one can be written."""
    at = at or timezone.now()
    case = _drafting(by, application_id)
    newest = case.newest_specification
    if newest is None or not newest.is_waiting:
        raise NotReady([_("No version waits for an answer.")])
    void(case, newest, by=by, at=at)
    return newest
