"""Who is away from when to when, and who stands in."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.base import clock


class AbsenceQuerySet(models.QuerySet):
    """Absences. One that was taken back stays among them, as what was said once."""

    def standing(self) -> "AbsenceQuerySet":
        """Those that were not taken back."""
        return self.filter(taken_back_at=None)

    def holding(self, on: date | None = None) -> "AbsenceQuerySet":
        """Those that hold on a day (today)."""
        return self.filter(holds_on(on))

    def not_over(self, on: date | None = None) -> "AbsenceQuerySet":
        """Those that hold on a day (today), or later."""
        return self.standing().filter(to_on__gte=on or clock.today())


def holds_on(on: date | None = None, prefix: str = "") -> Q:
    """The condition that an absence holds on a day (today). `prefix` leads to it from another model."""
    day = on or clock.today()
    said = {"taken_back_at": None, "from_on__lte": day, "to_on__gte": day}
    return Q(**{f"{prefix}{name}": value for name, value in said.items()})


class Absence(models.Model):
    """A person is away from an authority. While it lasts the stand-in handles the person's cases there."""

    authority = models.ForeignKey("registries.Authority", models.CASCADE, related_name="absences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="absences")
    stand_in = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="stands_in")
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")),
                name="absence_ends_after_it_begins",
                violation_error_message=_("An absence cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(user=F("stand_in")),
                name="absence_has_somebody_else",
                violation_error_message=_("Nobody stands in for himself or herself."),
            ),
        ]
        indexes = [models.Index(fields=["stand_in", "to_on"], name="absence_by_stand_in")]

    def __str__(self) -> str:
        return f"{self.from_on} – {self.to_on}"
