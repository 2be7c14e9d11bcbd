"""A case as the pages of the desk read it: with everything that they show of it, in few queries."""

from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, Expression, OuterRef, Prefetch, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.models import Application, DeliveryComplaint, Event, Invoice, Message, ProjectMember, Specification
from applications.permissions import is_in_team
from portal.base.prepared import PreparedInstances
from registries.models import Role, StageKey
from registries.roles import DESK_ROLES, has_role
from reviews.flags import COLUMN, FlagsOfCase
from reviews.models import ChecklistAnswer, TimeEntry
from reviews.stand_in import Shape, shape_of, stand_in

SOME_CASE = UUID(int=0)  # what is put in for the case in a statement that is kept


def case_on_desk(user, public_id) -> Application:
    """The case with everything that its pages need, in few queries. Raises Http404 for whoever may not see it.

    Whoever would see it but for a tie to it is told that tie: PermissionDenied.
    """
    shape, numbers = shape_of(user)
    found = _one_case(shape).instances({**numbers, SOME_CASE: public_id})
    if not found:
        _say_why_closed(user, public_id)
        raise Http404
    case = found[0]
    case.procedure.authority = case.authority  # the same row: the names of stages need its language
    case.is_free, case.has_open_complaint = case.accepted_as_free, case.complained_about
    case.delivery_is_invoiced = case.invoice_sent
    return case


class ClosedCase(PermissionDenied):
    """A case that a conflict of interest has closed to somebody, with what to do where it does not hold."""

    advice = _("Is that not so? Tell the coordinator of your authority.")


def _say_why_closed(user, public_id) -> None:
    """Raise ClosedCase with the reason, where the case would be on the person's desk but for a tie to it."""
    case = Application.objects.exclude(stage=StageKey.DRAFT).filter(public_id=public_id).first()
    if case is None or not has_role(user, case.authority, *DESK_ROLES, Role.ADMINISTRATOR):
        return
    conflict = case.conflicts.filter(user=user).first()
    if is_in_team(user, case):
        raise ClosedCase(gettext("The case is closed to you: you are or were a member of the project."))
    if conflict is not None:
        raise ClosedCase(conflict.closed_because)


@lru_cache(maxsize=256)
def _one_case(shape: Shape) -> PreparedInstances:
    """The statement that reads a case for whoever has this shape (decision 0024)."""
    cases = Application.objects.on_desk_of(stand_in(shape)).with_changes_noted()
    return PreparedInstances(_with_counts(cases).filter(public_id=SOME_CASE))


def _with_counts(cases: QuerySet[Application]) -> QuerySet[Application]:
    members = ProjectMember.objects.select_related("user").order_by("role", "pk")
    return (
        cases.select_related("authority", "procedure", "form_version", "project", "officer")
        .prefetch_related(
            "registries",
            "procedure__stages",
            Prefetch("project__members", members),
            Prefetch("events", Event.objects.select_related("by", "written_reason")),
            Prefetch("checklist_answers", ChecklistAnswer.objects.select_related("by")),
        )
        .annotate(**_counts())
    )


def _counts() -> dict[str, Expression]:
    """What is counted beside the case, by the name of its column."""
    hours = TimeEntry.objects.filter(application=OuterRef("pk")).order_by().values("application")
    agreed = Specification.objects.accepted().filter(application=OuterRef("pk"))
    unread = Message.objects.filter(application=OuterRef("pk"), read_at=None, from_authority=False).order_by()
    free = Specification.objects.accepted().filter(application=OuterRef("pk"), amount=0)
    complaints = DeliveryComplaint.objects.filter(delivery__application=OuterRef("pk"), settled_at=None)
    invoices = Invoice.objects.filter(application=OuterRef("pk"), kind=Invoice.Kind.DELIVERY)
    return {
        "hours_written": Coalesce(Subquery(hours.annotate(sum=Sum("hours")).values("sum")), Decimal(0)),
        "hours_charged": Coalesce(Subquery(hours.charged().annotate(sum=Sum("hours")).values("sum")), Decimal(0)),
        "hours_accepted": Subquery(agreed.values("hours")),
        "version_accepted": Subquery(agreed.values("version")),
        "accepted_as_free": Exists(free),
        "invoice_sent": Exists(invoices.exclude(issued_at=None)),
        "complained_about": Exists(complaints),
        COLUMN: FlagsOfCase(),
        "unread": Coalesce(Subquery(unread.values("application").annotate(n=Count("pk")).values("n")), 0),
    }
