"""When the decision is delayed: the notice of it (FL § 11), and the demand for a decision with its answer (FL § 12)."""

from django.core.exceptions import SuspiciousOperation
from django.utils.translation import gettext_lazy as _

from applications.models import DelayNotice, Demand, Document
from reviews.actions import delay
from reviews.forms.delay import DelayNoticeForm, DemandRefusalForm
from reviews.views.files import letter_preview
from reviews.views.page import CasePage, Deed


def _tell(by, case, data, version):
    delay.give_notice(by=by, application_id=case.pk, reason=data["reason"], expected_on=data["expected_on"])


def _refuse(by, case, data, version):
    delay.refuse_demand(by=by, application_id=case.pk, reasons=data["reason"])


def _notice(case, data):
    notice = DelayNotice(application=case, reason=data["reason"], expected_on=data["expected_on"])
    return Document.Kind.DELAY_NOTICE, {"notice": notice}


def _refusal(case, data):
    """The letter as it will be, save who decided and when."""
    demand: Demand = case.demand
    demand.reasons = data["reason"]
    return Document.Kind.DEMAND_REFUSAL, {"demand": demand}


LETTERS = {"notice": _notice, "refusal": _refusal}


class DelayPage(CasePage):
    """What was told, what was demanded, and the forms for both. `preview` shows the letter of what is typed."""

    tab = "desk_delay"
    template_name = "reviews/case_delay.html"
    deeds = {
        "refusal": Deed(
            DemandRefusalForm,
            _refuse,
            _("The demand is refused. The applicant gets the decision with its appeal notice."),
            "refuse_demand",
            lambda case: case.demand_until is not None,
        ),
        "notice": Deed(
            DelayNoticeForm,
            _tell,
            _("The notice is sent. The applicant is told by e-mail, and sees the new day in the case."),
            "tell_of_delay",
            lambda case: case.procedure.knows_notices and case.is_tried,
        ),
    }

    def post(self, request, **kwargs):
        """Send, or show the letter first."""
        return self.preview(request.POST.get("do", "")) if "preview" in request.POST else super().post(request)

    def preview(self, name: str):
        """The letter of what is typed, as its receiver will see it; nothing is sent or kept."""
        if name not in self.open_forms({}):
            raise SuspiciousOperation("No such letter can be written now.")
        form = self.form(name, self.request.POST)
        if not form.is_valid():
            return self.draw(status=422, **{name: form})
        kind, subject = LETTERS[name](self.case, form.cleaned_data)
        return letter_preview(self.case, kind, **subject)

    def context(self):
        demand = Demand.objects.filter(application=self.case).select_related("demanded_by", "refused_by").first()
        return {
            "notices": list(self.case.delay_notices.select_related("sent_by"))[::-1],
            "demand": demand,
            "owes_notice": self.case.owes_notice_on(self.frame.day),
        }
