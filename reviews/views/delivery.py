"""Deliveries, and complaints about them (S23, T8, T9)."""

from django.utils.translation import gettext_lazy as _

from applications.letters.head import address_lines
from applications.models import DeliveryComplaint
from applications.models.delivery import open_complaints
from applications.specifying import as_text
from registries.models import StageKey
from reviews.actions import delivery
from reviews.forms.delivery import DeliveryForm, SettlementForm
from reviews.next_steps import may
from reviews.views.page import CasePage, Deed


def _record(by, case, data, version):
    delivery.record_delivery(by=by, application_id=case.pk, **data)


def _settle(by, case, data, version):
    delivery.settle_complaint(by=by, **data)


class DeliveryPage(CasePage):
    """What was delivered, what was complained about, and the form for the next delivery."""

    tab = "desk_delivery"
    template_name = "reviews/case_delivery.html"
    deeds = {
        "delivery": Deed(
            DeliveryForm,
            _record,
            _("The delivery is recorded and its note is made. Complete the delivery when nothing more follows."),
            "deliver",
            lambda case: case.in_delivery,
        ),
        "settle": Deed(SettlementForm, _settle, _("The complaint is settled."), "deliver", lambda case: False),
    }

    def initial(self, name):
        facts = self.case.sent_facts
        person, address = facts.get("contact_person") or {}, facts.get("representative_address") or {}
        accepted = self.case.accepted_specification
        return {
            "method": self.case.procedure.delivery_method,
            "receiver": person.get("name", ""),
            "address": "\n".join(address_lines(address)),
            "contents": as_text(accepted) if accepted else "",
            "sent_on": self.case.authority.today(),
            "corrects": open_complaints(self.case).first(),
        }

    def context(self):
        settles = may(self.request.user, self.case, "deliver")
        complaints = DeliveryComplaint.objects.filter(delivery__application=self.case).select_related(
            "delivery", "made_by"
        )
        return {
            "deliveries": list(self.case.deliveries.select_related("recorded_by", "corrects"))[::-1],
            "stage_title": self.frame.name_of(StageKey.DELIVERY),
            "complaints": [
                (row, self.form_for("settle", row, {}) if settles and not row.settled_at else None)
                for row in complaints
            ],
        }
