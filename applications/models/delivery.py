"""Deliveries, and complaints about them."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application
from registries.models import DeliveryMethod


class Delivery(models.Model):
    """One delivery of data: how, to whom, what (S23, T8). The portal records it and never holds the data."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="deliveries")
    method = models.CharField(_("method"), max_length=20, choices=DeliveryMethod.choices)
    receiver = models.CharField(_("receiver"), max_length=200)
    address = models.TextField(_("address"), blank=True)
    tracking_number = models.CharField(_("number of the registered letter"), max_length=60, blank=True)
    contents = models.TextField(_("contents"))
    sent_on = models.DateField(_("sent"))
    complaint_until = models.DateField(null=True, blank=True)
    corrects = models.ForeignKey(  # the complaint that this delivery answers (T9)
        "DeliveryComplaint", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at", "pk"]
        verbose_name_plural = _("deliveries")

    def __str__(self) -> str:
        return f"{self.application}: delivery {self.sent_on}"

    def takes_complaints_on(self, day: date) -> bool:
        """Whether errors in it can be reported on a day, to be mended without charge (T9)."""
        return self.complaint_until is not None and day <= self.complaint_until


class DeliveryComplaint(models.Model):
    """The receiver reports errors in what was delivered; within the window they are mended without charge (T9)."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="complaints")
    text = models.TextField(_("what is wrong"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settlement = models.TextField(_("what was done"), blank=True)

    class Meta:
        ordering = ["made_at"]
        indexes = [
            models.Index(fields=["delivery"], name="app_complaints_open", condition=models.Q(settled_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.delivery}: complaint {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether nobody has said yet what was done about it."""
        return self.settled_at is None


def open_complaints(case: Application) -> models.QuerySet:
    """The complaints about deliveries of a case that are not settled yet, oldest first."""
    return DeliveryComplaint.objects.filter(delivery__application=case, settled_at=None).select_related("delivery")
