"""The standing views of the queue: which of the person's cases each holds."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from applications.models import ENDED_STAGES, Invoice, Waiting
from registries.models import Role, StageKey
from reviews.workplace import Workplace

Cases = Callable[[QuerySet, object], QuerySet]


@dataclass(frozen=True)
class View:
    """One view of the queue. Its cases are all open ones, or all ended ones: each kind has indexes of its own.

    `also` are ended cases beside the open ones.
    """

    key: str
    label: object
    cases: Cases
    empty: object = _("Nothing waits here.")
    is_there: Callable[[Workplace], bool] = lambda place: True  # elsewhere it is shown only while it holds a case
    is_open: bool = True
    also: Cases | None = None
    sort: str = "due"


def waiting_for(role: str) -> Cases:
    """Open cases that wait for a role."""
    return lambda cases, user: cases.still_open().filter(waiting_for=role)


def at_invoice(cases: QuerySet, user) -> QuerySet:
    """Cases at the invoice."""
    return cases.still_open().filter(stage=StageKey.INVOICE)


def with_unsent_fee(cases: QuerySet, user) -> QuerySet:
    """Cases that ended early with a fee that is not sent yet."""
    unsent = Invoice.objects.filter(issued_at=None).exclude(kind=Invoice.Kind.DELIVERY).values("application")
    return cases.filter(stage__in=ENDED_STAGES, pk__in=unsent)


VIEWS: dict[str, View] = {
    view.key: view
    for view in (
        View("mine", _("Mine"), lambda cases, user: cases.mine(user), _("No open case is yours.")),
        View(
            "unassigned",
            _("Unassigned"),
            lambda cases, user: cases.still_open().unassigned(),
            _("Every case that has come in has a case officer."),
        ),
        View("applicant", _("Waiting for the applicant"), lambda cases, user: cases.awaiting_applicant()),
        View("overdue", _("Overdue"), lambda cases, user: cases.overdue(), _("No case is late.")),
        View(
            "lawyer",
            _("For the lawyer"),
            waiting_for(Waiting.LAWYER),
            is_there=lambda place: place.has_lawyers_review,
        ),
        View("decision", _("For the decision maker"), waiting_for(Waiting.DECISION_MAKER)),
        View("delivery", _("For delivery"), waiting_for(Waiting.DATA_MANAGER)),
        View(
            "invoice",
            _("For invoice"),
            at_invoice,
            is_there=lambda place: place.has(StageKey.INVOICE),
            also=with_unsent_fee,
        ),
        View("open", _("All open"), lambda cases, user: cases.still_open(), _("No case is open.")),
        View(
            "ended",
            _("Ended"),
            lambda cases, user: cases.filter(stage__in=ENDED_STAGES),
            _("Cases that are closed, refused, dismissed, withdrawn or archived will be here."),
            is_open=False,
            sort="-came_in",
        ),
    )
}
# The view that somebody starts with, by role; the first one held counts.
FIRST_VIEW = (
    (Role.COORDINATOR, "unassigned"),
    (Role.CASE_OFFICER, "mine"),
    (Role.LAWYER, "lawyer"),
    (Role.DECISION_MAKER, "decision"),
    (Role.DATA_MANAGER, "delivery"),
    (Role.FINANCE_OFFICER, "invoice"),
)


def first_view(roles: set[str]) -> View:
    """The view that a person with these roles starts with."""
    return VIEWS[next((view for role, view in FIRST_VIEW if role in roles), "open")]
