"""How long it takes, counted from the cases: what the public pages say beside what the authority has published."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registries.models.authority import Authority
from registries.models.registry import Registry
from registries.querysets import MeasuredWaitQuerySet

FEWEST = 5  # cases that a public figure rests on: fewer would tell about single ones


class MeasuredWait(models.Model):
    """The waits of new applications at an authority, or at one of its registries, in the last twelve months (S2, S3).

    Written by the desk, which counts the cases, and read by the public pages. Days are working days. A figure that
    would rest on fewer than FEWEST cases is None.
    """

    authority = models.ForeignKey(Authority, models.CASCADE, related_name="measured_waits")
    registry = models.ForeignKey(Registry, models.CASCADE, null=True, blank=True, related_name="measured_waits")
    counted_at = models.DateTimeField()
    handled = models.PositiveIntegerField(default=0)
    handling_half = models.PositiveIntegerField(null=True)
    handling_most = models.PositiveIntegerField(null=True)
    begun = models.PositiveIntegerField(default=0)
    queue_half = models.PositiveIntegerField(null=True)
    queue_most = models.PositiveIntegerField(null=True)
    begun_from = models.DateField(null=True)  # its first day (S3)

    objects = MeasuredWaitQuerySet.as_manager()

    class Meta:
        ordering = ["authority", "registry"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "registry"], name="measured_wait_once_a_registry"),
            models.UniqueConstraint(
                fields=["authority"], condition=Q(registry=None), name="measured_wait_once_an_authority"
            ),
            models.CheckConstraint(
                condition=Q(handling_half=None, handling_most=None) | Q(handled__gte=FEWEST),
                name="measured_wait_rests_on_enough_handled",
                violation_error_message=_("Too few cases for a figure that everybody can read."),
            ),
            models.CheckConstraint(
                condition=Q(queue_half=None, queue_most=None) | Q(begun__gte=FEWEST),
                name="measured_wait_rests_on_enough_begun",
                violation_error_message=_("Too few cases for a figure that everybody can read."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registry or self.authority}: {self.counted_at:%Y-%m-%d}"

    @property
    def says_anything(self) -> bool:
        """Whether there were enough cases for any figure."""
        return (self.handling_half, self.queue_half, self.begun_from) != (None, None, None)
