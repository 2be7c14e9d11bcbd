"""Reads of the case file that are sentences."""

from datetime import datetime, timedelta

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from portal.base.clock import today
from registries.models import Role, StageKey
from registries.roles import DESK_ROLES, authority_ids_of, stands_in_for

WAITING_FOR_APPLICANT = "applicant"
LEADING_ROLES = ("principal_investigator", "contact_person")  # who answers for a project, and does not only read


class ProjectQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ProjectQuerySet":
        """Projects whose team the person is in."""
        return self.filter(pk__in=_projects_of(user))

    def led_by(self, user) -> "ProjectQuerySet":
        """Projects that the person answers for."""
        return self.filter(pk__in=_projects_of(user, *LEADING_ROLES))


class MemberQuerySet(models.QuerySet):
    def current(self) -> "MemberQuerySet":
        """Those who are in the team now."""
        return self.filter(left_at=None)

    def leading(self) -> "MemberQuerySet":
        """Those of now who answer for the project."""
        return self.current().filter(role__in=LEADING_ROLES)


def _projects_of(user, *roles: str):
    """The ids of the projects in whose team the person is now, with one of the roles where any is named."""
    members = apps.get_model("applications", "ProjectMember").objects.current().filter(user=user)
    return (members.filter(role__in=roles) if roles else members).values("project")


class NotAmongOnes(Func):
    """Whether a column holds none of the few values that a person has in the rows of another table.

    It stands in every count of the queue, so it is written here once and not made anew by the ORM each time. PostgreSQL
    reads the values once, into an array; as `NOT IN` it would count them as work for every row of an inner loop, and
    rather read the whole table.
    """

    output_field = models.BooleanField()

    def __init__(self, column: str, value: str, table: type[models.Model], user):
        super().__init__(F(column), Value(user.pk))
        self.rows = f'SELECT "{value}" FROM "{table._meta.db_table}" WHERE "user_id" = '

    def as_sql(self, compiler, connection, **context):
        """As `NOT IN`."""
        return super().as_sql(compiler, connection, template="%(expressions)s)", arg_joiner=f" NOT IN ({self.rows}")

    def as_postgresql(self, compiler, connection, **context):
        """As an array."""
        joiner = f" <> ALL (ARRAY({self.rows}"
        return super().as_sql(compiler, connection, template="%(expressions)s))", arg_joiner=joiner)


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ApplicationQuerySet":
        """Cases that the person may see as an applicant: those of the person's own projects."""
        return self.filter(project__in=_projects_of(user), emptied_at=None)

    def led_by(self, user) -> "ApplicationQuerySet":
        """Cases of the projects that the person answers for."""
        return self.filter(project__in=_projects_of(user, *LEADING_ROLES), emptied_at=None)

    def granted(self) -> "ApplicationQuerySet":
        """Cases whose data were granted, wholly or in part, by a decision that stands: these can be changed (B16)."""
        return (
            self.come_to_delivery()
            .filter(decisions__outcome__in=["granted", "partly"], decisions__decided_at__isnull=False)
            .distinct()
        )

    def come_to_delivery(self) -> "ApplicationQuerySet":
        """Cases that have come as far as their delivery, or further."""
        return self.filter(stage__in=[StageKey.DELIVERY, StageKey.INVOICE, StageKey.CLOSED, StageKey.ARCHIVED])

    def delivered(self) -> "ApplicationQuerySet":
        """Cases from which everything has been delivered."""
        delivery = self.model._meta.get_field("deliveries").related_model.objects.filter(application=OuterRef("pk"))
        return self.filter(Exists(delivery), stage__in=[StageKey.INVOICE, StageKey.CLOSED, StageKey.ARCHIVED])

    def not_withdrawn(self) -> "ApplicationQuerySet":
        """Cases that the applicants have not taken back."""
        return self.exclude(stage=StageKey.WITHDRAWN)

    def told_of_their_project(self) -> "ApplicationQuerySet":
        """Sent cases that hold data or may get some: to the others it is no matter what becomes of the project."""
        over = [StageKey.WITHDRAWN, StageKey.REFUSED, StageKey.DISMISSED, StageKey.ARCHIVED]
        return self.exclude(case_number="").exclude(stage__in=over)

    def changeable_by(self, user, authority) -> "ApplicationQuerySet":
        """What the person can apply to have changed at an authority: granted cases of projects led by the person."""
        return self.led_by(user).granted().filter(authority=authority)

    def with_changes_noted(self) -> "ApplicationQuerySet":
        """Each with whether a change of it was ever begun."""
        return self.annotate(has_changes=Exists(self.model.objects.filter(parent=OuterRef("pk"))))

    def with_unread_noted(self) -> "ApplicationQuerySet":
        """Each with how many messages of the authority nobody of the project has opened."""
        messages = self.model._meta.get_field("messages").related_model.objects
        unread = messages.filter(application=OuterRef("pk"), from_authority=True, read_at=None).order_by()
        number = unread.values("application").annotate(number=Count("pk")).values("number")
        return self.annotate(unread_by_applicants=Coalesce(Subquery(number), 0))

    def on_desk_of(self, user, authority_id: int | None = None) -> "ApplicationQuerySet":
        """Sent cases of the authorities where the person works with cases.

        Closed to the person are those of own projects, and those in which a conflict of interest was declared.
        With `authority_id` those of that authority alone, none where the person does not work there. The ids are
        written into the query, so that an index which begins with the authority gives the cases in its order; and what
        was never sent is told by its stage first, so that an index over open cases answers alone.
        """
        here = authority_ids_of(user, *DESK_ROLES, Role.ADMINISTRATOR)
        if authority_id is not None:
            here = [authority_id] if authority_id in here else []
        never_sent = Q(stage=StageKey.WITHDRAWN, case_number="")
        return self.filter(
            ~Q(stage=StageKey.DRAFT),
            ~never_sent,
            NotAmongOnes("project", "project_id", apps.get_model("applications", "ProjectMember"), user),
            NotAmongOnes("pk", "application_id", self.model._meta.get_field("conflicts").related_model, user),
            authority__in=here,
        )

    def begun_on_paper(self) -> "ApplicationQuerySet":
        """Registrations of what came by post or e-mail that are not in the queue yet (S13)."""
        return self.filter(stage=StageKey.DRAFT).exclude(channel="portal")

    def drafts(self) -> "ApplicationQuerySet":
        """Applications that nobody has sent yet."""
        return self.filter(stage=StageKey.DRAFT)

    def untouched_since(self, moment: datetime) -> "ApplicationQuerySet":
        """Drafts of the portal in which nothing was written and no file came or went. Paper is the authority's own."""
        files = self.model._meta.get_field("attachments").related_model.objects.filter(application=OuterRef("pk"))
        moved = files.filter(Q(uploaded_at__gte=moment) | Q(removed_at__gte=moment))
        old = self.drafts().filter(channel="portal", created_at__lt=moment, answers__saved_at__lt=moment)
        return old.filter(~Exists(moved))

    def taken_back_unsent(self, before: datetime) -> "ApplicationQuerySet":
        """Drafts that were withdrawn before a moment without ever being sent, and that still hold what was written."""
        never_sent = self.filter(stage=StageKey.WITHDRAWN, case_number="", channel="portal", emptied_at=None)
        return never_sent.filter(stage_since__lt=before)

    def still_open(self) -> "ApplicationQuerySet":
        """Cases in which the authority still has something to do."""
        return self.filter(
            stage__in=[
                StageKey.SUBMITTED,
                StageKey.ASSIGNED,
                StageKey.LEGAL_REVIEW,
                StageKey.SPECIFICATION,
                StageKey.CONFIDENTIALITY_DECISION,
                StageKey.DELIVERY,
                StageKey.INVOICE,
            ]
        )

    def unassigned(self) -> "ApplicationQuerySet":
        """Open cases without an officer: new ones, and those whose officer has declared a conflict of interest."""
        return self.still_open().filter(officer=None)

    def mine(self, user) -> "ApplicationQuerySet":
        """Open cases that the officer handles: own ones, and those of whom the person stands in for today."""
        return self.still_open().handled_by(user)

    def handled_by(self, user) -> "ApplicationQuerySet":
        """Cases of the officer, and of absent officers for whom the person stands in today."""
        handled = Q(officer=user)
        for authority, officers in stands_in_for(user).items():
            handled |= Q(authority=authority, officer__in=officers)
        return self.filter(handled)

    def awaiting_applicant(self) -> "ApplicationQuerySet":
        """Open cases in which the applicant has to answer."""
        return self.still_open().filter(waiting_for=WAITING_FOR_APPLICANT)

    def overdue(self, at=None) -> "ApplicationQuerySet":
        """Open cases whose deadline lies before today. An answer that did not come counts too."""
        return self.still_open().filter(deadline_on__lt=today(at))

    def to_remind(self, at: datetime) -> "ApplicationQuerySet":
        """Open cases in which somebody may have to be reminded: somewhere on earth it is the day after `at` already."""
        return self.still_open().filter(remind_on__lte=(at + timedelta(days=1)).date()).order_by("remind_on", "pk")

    def nearest_deadline_first(self) -> "ApplicationQuerySet":
        """The order of every queue; cases without a deadline come last."""
        return self.order_by(F("deadline_on").asc(nulls_last=True), "pk")

    def matching(self, words: str) -> "ApplicationQuerySet":
        """Cases whose number, title, principal, people or written answers hold every word (see `findable`)."""
        return self.filter(pk__in=apps.get_model("applications", "CaseWords").objects.holding(words).values("pk"))


class DutyQuerySet(models.QuerySet):
    def owed(self) -> "DutyQuerySet":
        """Duties that nobody has attested yet."""
        return self.filter(attested_at=None)

    def to_follow_up(self, at: datetime) -> "DutyQuerySet":
        """Duties of which somebody may have to be told: somewhere on earth it is the day after `at` already."""
        day = (at + timedelta(days=1)).date()
        untold = Q(reminded_at=None) | Q(overdue_told_at=None, due_on__lt=day)
        return self.owed().filter(untold, remind_on__lte=day)


class AttachmentQuerySet(models.QuerySet):
    def enclosed(self) -> "AttachmentQuerySet":
        """Files that have not been removed."""
        return self.filter(removed_at=None)

    def unscanned(self) -> "AttachmentQuerySet":
        """Files that no scanner has looked at, the oldest first."""
        return self.filter(scan="unscanned").order_by("pk")

    def scans(self) -> dict[str, str]:
        """Whether each file was checked for viruses, by its public id."""
        return {str(key): scan for key, scan in self.values_list("public_id", "scan")}


class SpecificationQuerySet(models.QuerySet):
    def accepted(self) -> "SpecificationQuerySet":
        """Versions whose acceptance still holds; a case has one at most."""
        return self.filter(voided_at=None).exclude(accepted_at=None)

    def to_expire(self, at: datetime) -> "SpecificationQuerySet":
        """Versions that may not have been answered in time: somewhere on earth it is the day after `at` already."""
        unanswered = self.filter(accepted_at=None, declined_at=None, voided_at=None, expired_at=None)
        return unanswered.filter(proposed_at__isnull=False, valid_until__lt=(at + timedelta(days=1)).date())


class CompletionRequestQuerySet(models.QuerySet):
    def open(self) -> "CompletionRequestQuerySet":
        """Requests that wait for an answer."""
        return self.filter(answered_at=None, withdrawn_at=None)

    def unanswered(self, at=None) -> "CompletionRequestQuerySet":
        """Open requests that the applicant should have answered: somebody has to say what comes of them."""
        return self.open().filter(due_on__lt=today(at), application__waiting_for=WAITING_FOR_APPLICANT)

    def to_follow_up(self) -> "CompletionRequestQuerySet":
        """Requests of which somebody may have to be told, with what tells whether (`to_tell_on`)."""
        untold = Q(reminded_at=None) | Q(overdue_told_at=None)
        return self.open().filter(untold).select_related("application__authority", "application__procedure")


class DocumentQuerySet(models.QuerySet):
    def of_kind(self, kind: str) -> "DocumentQuerySet":
        """Documents of one kind, newest first."""
        return self.filter(kind=kind)


class OutgoingQuerySet(models.QuerySet):
    def left_behind(self, at=None) -> "OutgoingQuerySet":
        """Waiting mails that a broker or a worker seems to have lost, or whose next attempt is due."""
        now = at or timezone.now()
        lost = Q(next_attempt_at=None, created_at__lt=now - timedelta(minutes=2))
        return self.filter(lost | Q(next_attempt_at__lte=now), state="waiting")


class NotificationQuerySet(OutgoingQuerySet):
    def left_behind(self, at=None) -> "NotificationQuerySet":
        """Likewise, without the lines of daily mails: these wait for their hour."""
        return super().left_behind(at).filter(how="at_once")

    def for_digests(self) -> "NotificationQuerySet":
        """Lines that wait for the next daily mail of their receiver."""
        return self.filter(how="daily", digest=None, state="waiting")

    def failed(self) -> "NotificationQuerySet":
        """Mails that failed for good."""
        return self.filter(state="failed")
