"""Forms of the invoice."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from portal.base.numbers import check_organisation_number
from reviews.actions.invoice import parts_shown
from reviews.forms.base import AmountField, CaseForm
from reviews.seen import mark_of

BLANK_LINES = 2
RECEIVER = ("name", "number", "street", "postcode", "city", "reference")


class LineForm(forms.Form):
    """A line. One without a text, quantity and price is left out."""

    use_required_attribute = False

    text = forms.CharField(label=_("Text"), max_length=200, required=False)
    quantity = AmountField(label=_("Quantity"), max_digits=8, required=False)
    unit_price = AmountField(label=_("Unit price, without VAT"), max_digits=10, required=False)

    def clean(self):
        """A line is whole or empty."""
        data = super().clean()
        parts = [data.get("text"), data.get("quantity"), data.get("unit_price")]
        given = [part not in (None, "") for part in parts]
        if any(given) and not all(given) and not self.errors:
            raise ValidationError(_("A line needs text, quantity and unit price. Fill in what is missing or clear it."))
        return data

    def line(self):
        """(text, quantity, unit price) for the action; None for an empty line."""
        data = self.cleaned_data
        return (data["text"], data["quantity"], data["unit_price"]) if data.get("text") else None


LineFormSet = formset_factory(LineForm, extra=0, max_num=200)


class SeenInvoiceForm(CaseForm):
    """A form of one invoice, with what the page shows of it."""

    row_field = "invoice"

    def shown_now(self) -> str | None:
        """What the invoice says now; None where the form names no invoice of the case."""
        pk = str(self["invoice"].value() or "")
        rows = self.case.invoices.prefetch_related("lines")
        invoice = self.initial.get("shown") or (rows.filter(pk=pk).first() if pk.isdecimal() else None)
        return mark_of(parts_shown(invoice)) if invoice else None


class InvoiceForm(SeenInvoiceForm):
    """Receiver and lines of a prepared invoice. The lines are a formset beside it (`lines`)."""

    invoice = forms.ModelChoiceField(queryset=None, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=200)
    number = forms.CharField(label=_("Organisation number"), max_length=20)
    street = forms.CharField(label=_("Street or box"), max_length=200)
    postcode = forms.CharField(label=_("Postcode"), max_length=20)
    city = forms.CharField(label=_("Town"), max_length=100)
    reference = forms.CharField(label=_("Reference or cost centre"), max_length=100, required=False)

    def prepare(self):
        self.fields["invoice"].queryset = self.case.invoices.all()
        if self.is_bound:
            self.lines = LineFormSet(self.data, prefix="lines")
        else:
            self.lines = LineFormSet(initial=self.initial.get("lines"), prefix="lines")

    def is_valid(self) -> bool:
        """Whether receiver and lines can be read."""
        return all([super().is_valid(), self.lines.is_valid()])

    def clean_number(self) -> str:
        """The organisation number as it was written, checked by its check digit (S9)."""
        authority = self.case.authority
        check_organisation_number(self.cleaned_data["number"], authority.country, authority.other_countries)
        return self.cleaned_data["number"]

    def clean(self):
        """What the action takes."""
        data = super().clean()
        lines = [form.line() for form in self.lines.forms] if self.lines.is_valid() else []
        receiver = {part: data.get(part, "") for part in RECEIVER}
        return data | {"receiver": receiver, "lines": [line for line in lines if line], "seen": self.sent_seen}


class IssueForm(SeenInvoiceForm):
    """Send a prepared invoice."""

    invoice = forms.ModelChoiceField(queryset=None, widget=forms.HiddenInput)

    def prepare(self):
        self.fields["invoice"].queryset = self.case.invoices.all()

    def clean(self):
        """What the action takes."""
        return super().clean() | {"seen": self.sent_seen}


def starting_values(invoice) -> dict:
    """What the form of a prepared invoice starts with."""
    lines = [
        {"text": line.text, "quantity": line.quantity, "unit_price": line.unit_price} for line in invoice.lines.all()
    ]
    return {**invoice.receiver, "shown": invoice, "lines": lines + [{}] * BLANK_LINES}
