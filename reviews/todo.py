"""Everything that waits for a person: as an applicant in own projects, and by roles at the desk."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Exists, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from applications.models import Application, DeliveryComplaint, Duty, Enquiry, Invoice, Message, Project, Waiting
from portal.accounts.models import User
from portal.base.clock import today
from portal.base.prepared import Prepared
from registries.models import FormDraft, Role
from registries.roles import authorities_of, is_administrator, remember_roles, roles_by_authority
from reviews.counting import CountUpTo
from reviews.queue.cases import with_row_facts

SHOWN = 100
# Whom the statement of `standing_of` is put together for, and where: no person and no authority has such a number.
SOMEBODY, SOMEWHERE = -1, -1001


@dataclass(frozen=True)
class Heap:
    """Cases that wait for one reason."""

    title: object
    cases: QuerySet
    is_desk: bool = True


def _desk(user, role: str) -> QuerySet:
    """Cases at the authorities where the person has a role."""
    return Application.objects.on_desk_of(user).filter(authority__in=authorities_of(user, role))


def _for_officer(user) -> QuerySet:
    return _desk(user, Role.CASE_OFFICER).mine(user).filter(waiting_for=Waiting.CASE_OFFICER)


def _with_messages(user) -> QuerySet:
    """Own cases with a message that nobody at the authority has read."""
    unread = Message.objects.filter(read_at=None, from_authority=False).values("application")
    return _desk(user, Role.CASE_OFFICER).filter(pk__in=unread, officer=user)


def _for_finance(user) -> QuerySet:
    unsent = Invoice.objects.filter(issued_at=None).exclude(kind=Invoice.Kind.DELIVERY).values("application")
    waits = Q(waiting_for=Waiting.FINANCE_OFFICER) | Q(pk__in=unsent)
    return _desk(user, Role.FINANCE_OFFICER).filter(waits)


def _for_data_manager(user) -> QuerySet:
    complaints = DeliveryComplaint.objects.filter(settled_at=None).values("delivery__application")
    waits = Q(waiting_for=Waiting.DATA_MANAGER) | Q(pk__in=complaints)
    return _desk(user, Role.DATA_MANAGER).filter(waits)


def _waiting(waiting: str, role: str):
    return lambda user: _desk(user, role).filter(waiting_for=waiting)


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
        Heap(_("Your own applications"), as_applicant(user), is_desk=False),
        Heap(_("Duties after a delivery"), with_duties(user, day), is_desk=False),
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
    columns = {f"heap_{number}": CountUpTo(heap.cases) for number, heap in enumerate(heaps_for(user, day))}
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
        cases = list(with_row_facts(heap.cases).nearest_deadline_first()[:SHOWN])
        if cases:
            found.append({"title": heap.title, "cases": cases, "is_desk": heap.is_desk})
    return found


def proposals_for(user) -> QuerySet[FormDraft]:
    """Forms that another administrator has proposed, and that this one can publish."""
    proposed = FormDraft.objects.filter(published_at=None, discarded_at=None, proposed_at__isnull=False)
    return proposed.filter(authority__in=authorities_of(user, Role.ADMINISTRATOR)).exclude(proposed_by=user)


def enquiries_for(user) -> list[Enquiry]:
    """The enquiries that wait for the person: answers not read, and questions not answered; the oldest first."""
    waiting = Enquiry.objects.waiting_for(user).select_related("authority", "registry", "asked_by")
    return list(waiting.order_by("last_at", "pk")[:SHOWN])
