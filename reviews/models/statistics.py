"""What is counted of the cases: a row a case, and from these rows the sums that the pages of statistics read."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Waiting
from registries.models import ApplicationKind, Authority, Registry, StageKey


class CaseFigures(models.Model):
    """What the statistics count of one sent case. It follows from the events and is never typed.

    Days are dates at the authority. `version` is that of the case when it was counted: where the two differ, the case
    has gone on and is counted anew.
    """

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("granted")
        PARTLY = "partly", _("partly granted")
        REFUSED = "refused", _("refused")
        DISMISSED = "dismissed", _("dismissed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    application = models.OneToOneField(Application, models.CASCADE, primary_key=True, related_name="figures")
    authority = models.ForeignKey(Authority, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=ApplicationKind.choices)
    version = models.PositiveIntegerField()
    counted_at = models.DateTimeField()
    received_on = models.DateField()
    begun_on = models.DateField(null=True)  # a case officer got it
    queue_days = models.PositiveIntegerField(null=True)
    checked_on = models.DateField(null=True)  # it went on from the check of whether it is whole
    was_whole = models.BooleanField(null=True)  # nothing had to be completed before that
    ended_on = models.DateField(null=True)  # the newest decision, or the day that it was withdrawn
    outcome = models.CharField(max_length=10, choices=Outcome.choices, null=True)
    handled_on = models.DateField(null=True)  # delivered, refused or dismissed
    handling_days = models.PositiveIntegerField(null=True)
    hours_estimated = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    hours_spent = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    hours_used = models.PositiveIntegerField(null=True)  # time spent in per cent of the estimate

    class Meta:
        indexes = [models.Index(fields=["authority", "begun_on"], name="reviews_figures_begun")]
        constraints = [
            models.CheckConstraint(
                condition=Q(begun_on=None, queue_days=None) | Q(begun_on__isnull=False, queue_days__isnull=False),
                name="reviews_figures_of_the_queue",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, outcome=None) | Q(ended_on__isnull=False, outcome__isnull=False),
                name="reviews_figures_of_the_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: figures"


class PeriodFigures(models.Model):
    """The sums of a month, or of a year, for one kind of application at an authority, or at one of its registries.

    Days of queue and handling are kept as {days: number of cases}: they are whole working days, so every median and
    every percentile is exact, and periods can be added up. A case of two registries counts in the row of each.
    Years are months added up: a page that shows many years reads few rows.
    """

    class Grain(models.TextChoices):
        MONTH = "month"
        YEAR = "year"

    authority = models.ForeignKey(Authority, models.CASCADE, related_name="+")
    registry = models.ForeignKey(Registry, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=ApplicationKind.choices)
    grain = models.CharField(max_length=5, choices=Grain.choices)
    begins = models.DateField()  # the first day of the month or the year
    received = models.JSONField(default=dict)  # {"": cases}
    queue = models.JSONField(default=dict)  # {days: cases that got their officer}
    handling = models.JSONField(default=dict)  # {days: cases that were delivered, refused or dismissed}
    checks = models.JSONField(default=dict)  # {"True": whole when sent, "False": had to be completed}
    outcomes = models.JSONField(default=dict)  # {outcome: cases}
    hours_used = models.JSONField(default=dict)  # {per cent of the estimate: delivered cases}
    hours_estimated = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    hours_spent = models.DecimalField(max_digits=12, decimal_places=2, default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "registry", "grain", "begins", "kind"], name="reviews_period_once_a_registry"
            ),
            models.UniqueConstraint(
                fields=["authority", "grain", "begins", "kind"],
                condition=Q(registry=None),
                name="reviews_period_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registry or self.authority}, {self.grain} from {self.begins}"


class OpenFigures(models.Model):
    """How many open cases wait in a stage for somebody, with their ages: {days in the stage: cases}."""

    authority = models.ForeignKey(Authority, models.CASCADE, related_name="+")
    registry = models.ForeignKey(Registry, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=ApplicationKind.choices)
    stage = models.CharField(max_length=30, choices=StageKey.choices)
    waiting_for = models.CharField(max_length=20, choices=Waiting.choices)
    ages = models.JSONField(default=dict)
    counted_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["authority", "registry"], name="reviews_figures_open")]

    def __str__(self) -> str:
        return f"{self.registry or self.authority}: {self.stage}, {self.waiting_for}"
