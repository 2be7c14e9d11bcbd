"""Everything that waits for a person: as an applicant in own projects, and by roles at the desk."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from applications.models import (
    Application,
    CompletionRequest,
    DeliveryComplaint,
    Duty,
    Enquiry,
    Invoice,
    Message,
    Waiting,
)
from portal.base.clock import today
from registries.models import FormDraft, Role
from registries.roles import (
    DESK_ROLES,
    authorities_of,
    authority_ids_of,
    roles_by_authority,
)
from reviews.models import MeetingQuestion, NoteMention
from reviews.queue.cases import with_row_facts

SHOWN = 40  # of a heap; the others are in the queue


@dataclass(frozen=True)
class Heap:
    """Cases that wait for one reason; `page` is where their rows lead.

    No case is in two of its parts, and each part is found by an index of its own.
    """

    title: object
    parts: tuple[QuerySet, ...]
    page: str = "desk_case"

    @property
    def is_desk(self) -> bool:
        """Whether they wait at the desk, and not in own projects."""
        return self.page.startswith("desk_")

    @property
    def cases(self) -> list[Application]:
        """The first of its cases, nearest deadline first, and one more where there are more than are shown."""
        found = [case for part in self.parts for case in with_row_facts(part).nearest_deadline_first()[: SHOWN + 1]]
        return sorted(found, key=lambda case: (case.deadline_on or date.max, case.pk))[: SHOWN + 1]


def _desk(user, role: str) -> QuerySet:
    """Cases at the authorities where the person has a role."""
    return Application.objects.on_desk_of(user).filter(authority__in=authority_ids_of(user, role))


def _for_officer(user) -> QuerySet:
    return _desk(user, Role.CASE_OFFICER).mine(user).filter(waiting_for=Waiting.CASE_OFFICER)


def _with_messages(user) -> QuerySet:
    """Own cases with a message that nobody at the authority has read."""
    unread = Message.objects.filter(read_at=None, from_authority=False).values("application")
    return _desk(user, Role.CASE_OFFICER).filter(pk__in=unread).handled_by(user)


def _with_questions(user) -> QuerySet:
    """Own cases in which a legal meeting has questions that the applicant has not got yet (S16, T4)."""
    asked = MeetingQuestion.objects.open().values("application")
    return _desk(user, Role.CASE_OFFICER).mine(user).filter(pk__in=asked)


def _with_mentions(user) -> QuerySet:
    """Cases with a note that speaks to the person, and that the person has not read."""
    unread = NoteMention.objects.unread_by(user).values("note__application")
    return Application.objects.on_desk_of(user).filter(pk__in=unread)


def _unanswered(user) -> QuerySet:
    """Own cases in which a completion did not come in time: the officer says what comes of it."""
    late = CompletionRequest.objects.unanswered().values("application")
    return _desk(user, Role.CASE_OFFICER).mine(user).filter(waiting_for=Waiting.APPLICANT, pk__in=late)


def _for_finance(user) -> QuerySet:
    return _desk(user, Role.FINANCE_OFFICER).still_open().filter(waiting_for=Waiting.FINANCE_OFFICER)


def _with_unsent_fee(user) -> QuerySet:
    """Cases that do not wait for the finance officers, and have a fee that is not sent yet."""
    unsent = Invoice.objects.filter(issued_at=None).exclude(kind=Invoice.Kind.DELIVERY).values("application")
    return _desk(user, Role.FINANCE_OFFICER).exclude(waiting_for=Waiting.FINANCE_OFFICER).filter(pk__in=unsent)


def _for_data_manager(user) -> QuerySet:
    return _desk(user, Role.DATA_MANAGER).still_open().filter(waiting_for=Waiting.DATA_MANAGER)


def _with_complaint(user) -> QuerySet:
    """Cases that do not wait for the data managers, and have errors reported that are not settled."""
    complaints = DeliveryComplaint.objects.filter(settled_at=None).values("delivery__application")
    return _desk(user, Role.DATA_MANAGER).exclude(waiting_for=Waiting.DATA_MANAGER).filter(pk__in=complaints)


def _without_officer(user) -> QuerySet:
    return _desk(user, Role.COORDINATOR).unassigned()


def _waiting(waiting: str, role: str) -> Callable[[object], QuerySet]:
    return lambda user: _desk(user, role).still_open().filter(waiting_for=waiting)


# (role, title, parts of the cases of a person, page that the rows lead to)
BY_ROLE = (
    (Role.COORDINATOR, _("Cases without a case officer"), (_without_officer,)),
    (Role.CASE_OFFICER, _("Your cases, where it is your turn"), (_for_officer,)),
    (Role.CASE_OFFICER, _("Completions that did not come in time"), (_unanswered,)),
    (Role.CASE_OFFICER, _("Messages from applicants"), (_with_messages,), "desk_dialogue"),
    (Role.CASE_OFFICER, _("Questions of a legal meeting"), (_with_questions,), "desk_legal"),
    (Role.LAWYER, _("Reviews to make"), (_waiting(Waiting.LAWYER, Role.LAWYER),)),
    (Role.DECISION_MAKER, _("Decisions and assessments"), (_waiting(Waiting.DECISION_MAKER, Role.DECISION_MAKER),)),
    (Role.DATA_MANAGER, _("Deliveries to make, and complaints about them"), (_for_data_manager, _with_complaint)),
    (Role.FINANCE_OFFICER, _("Invoices to send"), (_for_finance, _with_unsent_fee)),
)
# The same for whoever has any role at a desk.
AT_ANY_DESK = ((_("Notes that mention you"), (_with_mentions,), "desk_dialogue"),)


def as_applicant(user) -> QuerySet:
    """Cases of own projects in which the applicant's side has to do something: drafts, requests, specifications."""
    return Application.objects.led_by(user).filter(waiting_for=Waiting.APPLICANT)


def with_duties(user) -> QuerySet:
    """Cases of own projects with a duty after the delivery that one is reminded of, or that is late (Q13, Q14)."""
    pressing = Duty.objects.owed().filter(remind_on__lte=today())
    return Application.objects.led_by(user).filter(pk__in=pressing.values("application"))


def heaps_for(user) -> list[Heap]:
    """What waits for the person, a heap for each reason; empty heaps are among them."""
    held = set().union(*roles_by_authority(user).values())
    heaps = [
        Heap(_("Your own applications"), (as_applicant(user),), "application_page"),
        Heap(_("Duties after a delivery"), (with_duties(user),), "application_page"),
    ]
    works = held & (DESK_ROLES | {Role.ADMINISTRATOR})
    rows = [row for role, *row in BY_ROLE if role in held] + [row for row in AT_ANY_DESK if works]
    return heaps + [Heap(title, tuple(part(user) for part in parts), *page) for title, parts, *page in rows]


def listed(user) -> list[dict]:
    """The heaps that hold something, each with its first cases, nearest deadline first, and whether there are more."""
    found = [(heap, heap.cases) for heap in heaps_for(user)]
    return [
        {
            "title": heap.title,
            "cases": cases[:SHOWN],
            "has_more": len(cases) > SHOWN,
            "is_desk": heap.is_desk,
            "page": heap.page,
        }
        for heap, cases in found
        if cases
    ]


def proposals_for(user) -> QuerySet[FormDraft]:
    """Forms that another administrator has proposed, and that this one can publish."""
    proposed = FormDraft.objects.filter(published_at=None, discarded_at=None, proposed_at__isnull=False)
    return proposed.filter(authority__in=authorities_of(user, Role.ADMINISTRATOR)).exclude(proposed_by=user)


def enquiries_for(user) -> list[Enquiry]:
    """The enquiries that wait for the person: answers not read, and questions not answered; the oldest first."""
    waiting = Enquiry.objects.waiting_for(user).select_related("authority", "registry", "asked_by")
    return list(waiting.order_by("last_at", "pk")[:SHOWN])
