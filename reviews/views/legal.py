"""The review: a meeting with the lawyer (S16, T4), or a harm assessment (Q8)."""

from django.utils.translation import gettext_lazy as _

from registries.models import StageKey
from reviews.actions.legal_review import record_assessment, record_meeting
from reviews.forms.legal import HarmForm, MeetingForm, advisers
from reviews.views.page import CasePage, Deed


def _record(by, case, data, version):
    record_meeting(by=by, application_id=case.pk, **data)


def _record_assessment(by, case, data, version):
    record_assessment(by=by, application_id=case.pk, **data)


class LegalPage(CasePage):
    """The reviews that were made, and the form for the next one: of a meeting, or of a harm assessment."""

    tab = "desk_legal"
    template_name = "reviews/case_legal.html"
    deeds = {
        "meeting": Deed(
            MeetingForm,
            _record,
            _("The meeting is recorded. Conclude the stage when nothing is left to clear up."),
            "conclude_legal_review",
            lambda case: case.in_legal_review and not case.has_harm_assessment,
        ),
        "assessment": Deed(
            HarmForm,
            _record_assessment,
            _("The assessment is recorded. Conclude the stage when nothing is left to clear up."),
            "conclude_legal_review",
            lambda case: case.in_legal_review and case.has_harm_assessment,
        ),
    }

    def initial(self, name):
        day, person = self.case.authority.today(), self.request.user.pk
        if name == "meeting":
            return {"held_on": day, "lawyer": person}
        return {"held_on": day, "advised_on": day, "decision_maker": person, "advised_by": advisers(self.case)}

    def context(self):
        meetings = self.case.legal_reviews.select_related("decision_maker", "lawyer", "recorded_by")
        return {"meetings": list(meetings)[::-1], "stage_title": self.frame.name_of(StageKey.LEGAL_REVIEW)}
