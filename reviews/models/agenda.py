"""The legal meeting of an authority on one day, its agenda, and the questions that it leaves behind (S16, T4)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models import Application, LegalReview
from registries.models import Authority


class LegalMeetingQuerySet(models.QuerySet):
    def ahead(self) -> "LegalMeetingQuerySet":
        """Meetings that are not over yet, the next one first."""
        return self.filter(closed_at=None).order_by("held_on", "pk")

    def over(self) -> "LegalMeetingQuerySet":
        """Meetings that were closed, the newest first."""
        return self.exclude(closed_at=None).order_by("-held_on", "-pk")

    def attended_by(self, user) -> "LegalMeetingQuerySet":
        """Meetings in which the person takes part, as the lawyer or as the manager who decides."""
        return self.filter(Q(lawyer=user) | Q(decision_maker=user))


class LegalMeeting(models.Model):
    """The deciding manager and a lawyer meet on a day."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="legal_meetings")
    held_on = models.DateField(_("day"))
    decision_maker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lawyer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(_("time and place"), max_length=200, blank=True)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = LegalMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["held_on", "pk"]
        verbose_name = _("legal meeting")
        verbose_name_plural = _("legal meetings")
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "held_on"],
                name="reviews_one_meeting_a_day",
                violation_error_message=_("There is already a meeting on this day."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="reviews_meeting_closed_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["lawyer", "held_on"], name="rev_meetings_of_lawyer", condition=Q(closed_at=None)),
            models.Index(
                fields=["decision_maker", "held_on"], name="rev_meetings_of_manager", condition=Q(closed_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority.slug}: {self.held_on}"

    @property
    def is_over(self) -> bool:
        """Whether it was closed."""
        return self.closed_at is not None

    @property
    def has_begun(self) -> bool:
        """Whether any of its cases was taken up."""
        return self.items.filter(state=AgendaItem.State.DONE).exists()


class AgendaItemQuerySet(models.QuerySet):
    def standing(self) -> "AgendaItemQuerySet":
        """Cases that wait for their meeting."""
        return self.filter(state=AgendaItem.State.STANDING)

    def on_the_list(self) -> "AgendaItemQuerySet":
        """What the agenda shows: all but what was taken off it."""
        return self.exclude(state=AgendaItem.State.TAKEN_OFF)


class AgendaItem(models.Model):
    """One case on the agenda of one meeting, with what its officer wants to know."""

    class State(models.TextChoices):
        STANDING = "standing", _("waits for the meeting")
        DONE = "done", _("taken up")
        LEFT_OVER = "left_over", _("not reached")
        TAKEN_OFF = "taken_off", _("taken off")

    meeting = models.ForeignKey(LegalMeeting, on_delete=models.PROTECT, related_name="items")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="agenda_items")
    position = models.PositiveSmallIntegerField()
    question = models.TextField(_("question to the meeting"), blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.STANDING)
    review = models.OneToOneField(
        LegalReview, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_item"
    )
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("case on an agenda")
        verbose_name_plural = _("cases on agendas")
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state="standing"),
                name="reviews_one_agenda_a_case",
                violation_error_message=_("The case stands on an agenda already."),
            ),
            models.UniqueConstraint(
                fields=["meeting", "application"],
                condition=~Q(state="taken_off"),
                name="reviews_once_on_an_agenda",
                violation_error_message=_("The case stands on this agenda already."),
            ),
            models.CheckConstraint(
                condition=Q(state="done", review__isnull=False) | (~Q(state="done") & Q(review=None)),
                name="reviews_taken_up_with_a_record",
                violation_error_message=_("A case is taken up once its record is written."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.application}"

    @property
    def stands(self) -> bool:
        """Whether the case still waits for the meeting."""
        return self.state == self.State.STANDING

    @property
    def is_up(self) -> bool:
        """Whether it stands for the review that its case is at: a case that has gone on, or came back, does not."""
        case = self.application
        is_reviewed = case.in_legal_review and not case.has_harm_assessment
        return self.stands and is_reviewed and self.added_at >= case.stage_since


class MeetingQuestionQuerySet(models.QuerySet):
    def open(self) -> "MeetingQuestionQuerySet":
        """Questions that have not reached the applicant, and were not settled otherwise."""
        return self.filter(settled_at=None)


class MeetingQuestion(models.Model):
    """What a meeting wants to know of the applicant. The case officer passes it on (T4)."""

    class How(models.TextChoices):
        REQUEST = "request", _("as a completion request")
        MESSAGE = "message", _("as a message")
        NOT_NEEDED = "not_needed", _("not needed any more")

    review = models.ForeignKey(LegalReview, on_delete=models.PROTECT, related_name="questions")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="meeting_questions")
    text = models.TextField(_("question"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    how = models.CharField(max_length=12, choices=How.choices, blank=True)

    objects = MeetingQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("question of a meeting")
        verbose_name_plural = _("questions of meetings")
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, how="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(how="")),
                name="reviews_question_settled_somehow",
            ),
        ]
        indexes = [models.Index(fields=["application"], name="rev_open_questions", condition=Q(settled_at=None))]

    def __str__(self) -> str:
        return f"{self.application}: question {self.pk}"
