"""Invoices: prepare, correct, look at the letter, send (S24, T10)."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from applications.models import Document, Invoice
from registries.models import StageKey
from reviews.actions import invoice
from reviews.estimates import by_activity, hours_by_work
from reviews.forms.invoice import InvoiceForm, IssueForm, starting_values
from reviews.forms.steps import NothingForm
from reviews.next_steps import may
from reviews.reading import case_on_desk
from reviews.views.access import desk_only
from reviews.views.files import letter_preview
from reviews.views.page import CasePage, Deed


def _prepare(by, case, data, version):
    invoice.prepare(by=by, application_id=case.pk)


def _correct(by, case, data, version):
    invoice.correct(by=by, invoice=data["invoice"], receiver=data["receiver"], lines=data["lines"], seen=data["seen"])


def _issue(by, case, data, version):
    invoice.issue(by=by, invoice=data["invoice"], expected_version=version, seen=data["seen"])


def _lacks_invoice(case) -> bool:
    return case.in_invoice and not case.invoices.filter(kind=Invoice.Kind.DELIVERY).exists()


class InvoicePage(CasePage):
    """Each invoice of the case: a form while it is prepared, then as it was sent."""

    tab = "desk_invoice"
    template_name = "reviews/case_invoice.html"
    deeds = {
        "prepare": Deed(
            NothingForm,
            _prepare,
            _("The invoice is prepared. Check receiver and lines, look at it, then send it."),
            "prepare_invoice",
            _lacks_invoice,
        ),
        # These two belong to one invoice each: the context draws them beside it.
        "correct": Deed(InvoiceForm, _correct, _("The invoice is saved."), "prepare_invoice", lambda case: False),
        "issue": Deed(IssueForm, _issue, _("The invoice is sent."), "prepare_invoice", lambda case: False),
    }

    def context(self):
        invoices = list(self.case.invoices.select_related("fee_schedule", "issued_by").prefetch_related("lines"))
        agreed = self.case.accepted_specification
        return {
            "stage_title": self.frame.name_of(StageKey.INVOICE),
            "invoices": [self._shown(row) for row in invoices],
            "quoted": agreed if agreed and agreed.amount is not None else None,
            "agreed": agreed,
            "hours": self.case.hours_charged,
            "activities": by_activity(self.case, hours_by_work(self.case)) if agreed and agreed.amount is None else [],
        }

    def _shown(self, row: Invoice) -> dict:
        writes = may(self.request.user, self.case, "prepare_invoice") and not row.is_issued
        return {
            "invoice": row,
            "correct": self.form_for("correct", row, starting_values(row)) if writes else None,
            "issue": self.form_for("issue", row, {"shown": row}) if writes else None,
            "reasons": self._reasons_against(row) if writes else [],
        }

    def _reasons_against(self, row: Invoice) -> list[str]:
        """Why the invoice cannot be sent yet; one for a delivery that is open again waits until that is complete."""
        if row.kind != Invoice.Kind.DELIVERY:
            return []
        if not self.case.in_invoice:
            return [_("The delivery has to be complete first.")]
        return [reason for way in self.frame.ways if way.name == "issue_invoice" for reason in way.reasons]


@desk_only
def preview(request, public_id, number):
    """An invoice as its receiver will see it. `number` is its place among the invoices of the case, from 1."""
    case = case_on_desk(request.user, public_id)
    invoices = list(case.invoices.all())
    if not 1 <= number <= len(invoices):
        raise Http404
    return letter_preview(case, Document.Kind.INVOICE, invoice=invoices[number - 1])
