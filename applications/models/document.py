"""Documents that the portal makes: stored once, with their SHA-256, and never changed."""

import uuid

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application
from applications.querysets import DocumentQuerySet


def document_path(document, filename: str) -> str:
    """Where a document lies in the storage."""
    return f"documents/{document.application.public_id}/{document.public_id}.pdf"


class Document(models.Model):
    """A letter of a case. Its context is frozen when it is ordered; the PDF is made from that and nothing else."""

    class Kind(models.TextChoices):
        ORDER_COPY = "order_copy", _("Copy of the order")
        SPECIFICATION = "specification", _("Specification")
        DECISION = "decision", _("Decision")
        SECRECY_INFORMATION = "secrecy_information", _("Secrecy information")
        AGREEMENT = "agreement", _("Agreement")
        DELIVERY_NOTE = "delivery_note", _("Delivery note")
        INVOICE = "invoice", _("Invoice")
        DELAY_NOTICE = "delay_notice", _("Notice of delay")
        DEMAND_REFUSAL = "demand_refusal", _("Refusal of a demand for a decision")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=30, choices=Kind.choices)
    number = models.PositiveIntegerField(default=1)  # version of the specification, number of the submission, …
    language = models.CharField(max_length=5)
    context = models.JSONField(encoder=DjangoJSONEncoder)
    ordered_at = models.DateTimeField()
    file = models.FileField(upload_to=document_path, max_length=200, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-ordered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "kind", "number"], name="applications_document_once")
        ]
        indexes = [
            # Those whose PDF is not made yet: looked for every minute.
            models.Index(fields=["ordered_at"], name="app_documents_ordered", condition=models.Q(sha256="")),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_kind_display()} {self.number}"

    @property
    def name(self) -> str:
        """What it is called in the case's own procedure, in the reader's language."""
        if self.kind == self.Kind.SPECIFICATION:
            return self.application.specification_name
        own = self.application.procedure.text("decision_heading") if self.kind == self.Kind.DECISION else ""
        return own or self.get_kind_display()

    @property
    def is_ready(self) -> bool:
        """Whether the PDF has been made."""
        return bool(self.sha256)
