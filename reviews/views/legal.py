"""The legal review (S16, T4)."""

from django.utils.translation import gettext_lazy as _

from reviews.actions.legal_review import record_meeting
from reviews.forms.legal import MeetingForm
from reviews.views.page import CasePage, Deed


def _record(by, case, data, version):
    record_meeting(by=by, application_id=case.pk, **data)


class LegalPage(CasePage):
    """The meetings that were held, and the form for the next one."""

    tab = "desk_legal"
    template_name = "reviews/case_legal.html"
    deeds = {
        "meeting": Deed(
            MeetingForm,
            _record,
            _("The meeting is recorded. Conclude the legal review when nothing is left to clear up."),
            "conclude_legal_review",
            lambda case: case.in_legal_review,
        )
    }

    def initial(self, name):
        return {"held_on": self.case.authority.today(), "lawyer": self.request.user.pk}

    def context(self):
        meetings = self.case.legal_reviews.select_related("decision_maker", "lawyer", "recorded_by")
        return {"meetings": list(meetings)[::-1]}
