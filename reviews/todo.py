"""Everything that waits for a person: as an applicant in own projects, and by roles at the desk."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Exists, Expression, QuerySet
from django.utils.translation import gettext_lazy as _

from applications.models import Application, DeliveryComplaint, Duty, Enquiry, Invoice, Message, Project, Waiting
from portal.accounts.models import User
from portal.base.clock import today
from portal.base.prepared import Prepared
from registries.models import FormDraft, Role
from registries.roles import authorities_of, authority_ids_of, is_administrator, remember_roles, roles_by_authority
from reviews.counting import CountUpTo
from reviews.queue.cases import with_row_facts

SHOWN = 100
# Whom the statement of `standing_of` is put together for, and where: no person and no authority has such a number.
SOMEBODY, SOMEWHERE = -1, -1001


@dataclass(frozen=True)
class Heap:
    """Cases that wait for one reason. No case is in two of its parts; each part is found by an index of its own."""

    title: object
    parts: tuple[QuerySet, ...]
    is_desk: bool = True


def _desk(user, role: str) -> QuerySet:
    """Cases at the authorities where the person has a role."""
    return Application.objects.on_desk_of(user).filter(authority__in=authority_ids_of(user, role))


def _for_officer(user) -> tuple[QuerySet, ...]:
    return (_desk(user, Role.CASE_OFFICER).mine(user).filter(waiting_for=Waiting.CASE_OFFICER),)


def _with_messages(user) -> tuple[QuerySet, ...]:
    """Own cases with a message that nobody at the authority has read."""
    unread = Message.objects.filter(read_at=None, from_authority=False).values("application")
    return (_desk(user, Role.CASE_OFFICER).filter(pk__in=unread, officer=user),)


def _for_finance(user) -> tuple[QuerySet, ...]:
    unsent = Invoice.objects.filter(issued_at=None).exclude(kind=Invoice.Kind.DELIVERY).values("application")
    return _waiting_or_among(unsent, _desk(user, Role.FINANCE_OFFICER), Waiting.FINANCE_OFFICER)


def _for_data_manager(user) -> tuple[QuerySet, ...]:
    complaints = DeliveryComplaint.objects.filter(settled_at=None).values("delivery__application")
    return _waiting_or_among(complaints, _desk(user, Role.DATA_MANAGER), Waiting.DATA_MANAGER)


def _waiting_or_among(few: QuerySet, cases: QuerySet, waiting: str) -> tuple[QuerySet, ...]:
    """Those that wait, and those of a few that wait for nobody or for somebody else."""
    return cases.still_open().filter(waiting_for=waiting), cases.exclude(waiting_for=waiting).filter(pk__in=few)


def _waiting(waiting: str, role: str) -> Callable[[object], tuple[QuerySet, ...]]:
    return lambda user: (_desk(user, role).still_open().filter(waiting_for=waiting),)


BY_ROLE = (
    (Role.COORDINATOR, _("Cases without a case officer"), _waiting(Waiting.COORDINATOR, Role.COORDINATOR)),
    (Role.CASE_OFFICER, _("Your cases, where it is your turn"), _for_officer),
    (Role.CASE_OFFICER, _("Messages from applicants"), _with_messages),
    (Role.LAWYER, _("Reviews to make"), _waiting(Waiting.LAWYER, Role.LAWYER)),
    (Role.DECISION_MAKER, _("Decisions and assessments"), _waiting(Waiting.DECISION_MAKER, Role.DECISION_MAKER)),
    (Role.DATA_MANAGER, _("Deliveries to make, and complaints about them"), _for_data_manager),
    (Role.FINANCE_OFFICER, _("Invoices to send"), _for_finance),
)


def as_applicant(user) -> QuerySet:
    """Cases of own projects in which the applicant's side has to do something: drafts, requests, specifications."""
    return Application.objects.led_by(user).filter(waiting_for=Waiting.APPLICANT)


def with_duties(user, day: date) -> QuerySet:
    """Cases of own projects with a duty after the delivery that one is reminded of, or that is late (Q13, Q14)."""
    pressing = Duty.objects.owed().filter(remind_on__lte=day)
    return Application.objects.led_by(user).filter(pk__in=pressing.values("application"))


def heaps_for(user, day: date) -> list[Heap]:
    """What waits for the person on a day, a heap for each reason; empty heaps are among them."""
    held = set().union(*roles_by_authority(user).values())
    heaps = [
        Heap(_("Your own applications"), (as_applicant(user),), is_desk=False),
        Heap(_("Duties after a delivery"), (with_duties(user, day),), is_desk=False),
    ]
    return heaps + [Heap(title, cases(user)) for role, title, cases in BY_ROLE if role in held]


@dataclass(frozen=True)
class Standing:
    """What the bar needs to know of a person: how much waits, and whether there are enquiries and projects."""

    waiting: int
    has_enquiries: bool
    has_projects: bool


def standing_of(user) -> Standing:
    """How much waits for the person: cases over all heaps, and enquiries, in one query; each is counted to a limit.

    Every page asks for it, so its words are put together once for all who have the same roles at as many authorities.
    """
    roles = roles_by_authority(user)
    places = sorted(roles, key=lambda authority: (sorted(roles[authority]), authority))
    statement = _standing(tuple(tuple(sorted(roles[place])) for place in places), today())
    numbers = {SOMEBODY: user.pk} | {SOMEWHERE - number: place for number, place in enumerate(places)}
    row = statement.row(numbers)
    has = {name: bool(row.pop(name)) for name in ("has_enquiries", "has_projects")}
    return Standing(waiting=sum(count or 0 for count in row.values()), **has)


@lru_cache(maxsize=256)
def _standing(held: tuple[tuple[str, ...], ...], day: date) -> Prepared:
    """The statement for whoever has these roles at so many authorities, on a day: it names the day."""
    user = User(pk=SOMEBODY)
    remember_roles(user, {SOMEWHERE - number: frozenset(roles) for number, roles in enumerate(held)})
    parts = [part for heap in heaps_for(user, day) for part in heap.parts]
    columns: dict[str, Expression] = {f"part_{number}": CountUpTo(part) for number, part in enumerate(parts)}
    columns["heap_of_enquiries"] = CountUpTo(Enquiry.objects.waiting_for(user))
    if is_administrator(user):
        columns["heap_of_proposals"] = CountUpTo(proposals_for(user))
    there = {
        "has_enquiries": Exists(Enquiry.objects.visible_to(user)),
        "has_projects": Exists(Project.objects.visible_to(user)),
    }
    return Prepared.of(User.objects.filter(pk=user.pk).values(**columns, **there))


def listed(user) -> list[dict]:
    """The heaps that hold something, each with its cases, nearest deadline first."""
    found = []
    for heap in heaps_for(user, today()):
        cases = [case for part in heap.parts for case in with_row_facts(part).nearest_deadline_first()[:SHOWN]]
        if cases:
            cases.sort(key=lambda case: (case.deadline_on or date.max, case.pk))
            found.append({"title": heap.title, "cases": cases[:SHOWN], "is_desk": heap.is_desk})
    return found


def proposals_for(user) -> QuerySet[FormDraft]:
    """Forms that another administrator has proposed, and that this one can publish."""
    proposed = FormDraft.objects.filter(published_at=None, discarded_at=None, proposed_at__isnull=False)
    return proposed.filter(authority__in=authorities_of(user, Role.ADMINISTRATOR)).exclude(proposed_by=user)


def enquiries_for(user) -> list[Enquiry]:
    """The enquiries that wait for the person: answers not read, and questions not answered; the oldest first."""
    waiting = Enquiry.objects.waiting_for(user).select_related("authority", "registry", "asked_by")
    return list(waiting.order_by("last_at", "pk")[:SHOWN])
