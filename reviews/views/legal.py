"""The review: a meeting with the lawyer (S16, T4), or a harm assessment (Q8)."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from applications.models import Reading
from applications.readings import note
from registries.models import StageKey
from reviews.actions import agenda, meeting_question
from reviews.actions.legal_review import record_assessment, record_meeting
from reviews.agenda import standing_item
from reviews.forms.agenda import DropForm, PassOnForm, PutOnForm
from reviews.forms.legal import HarmForm, MeetingForm, advisers
from reviews.forms.steps import NothingForm
from reviews.models import AgendaItem
from reviews.next_steps import may
from reviews.views.page import CasePage, Deed


def _record(by, case, data, version):
    record_meeting(by=by, application_id=case.pk, **data)


def _record_assessment(by, case, data, version):
    record_assessment(by=by, application_id=case.pk, **data)


def _put_on(by, case, data, version):
    agenda.put_on(by=by, application_id=case.pk, **data)


def _take_off(by, case, data, version):
    agenda.take_off(by=by, application_id=case.pk)


def _pass_on(by, case, data, version):
    question = data.pop("question")
    meeting_question.pass_on(by=by, application_id=case.pk, question_id=question.pk, **data)


def _drop(by, case, data, version):
    meeting_question.drop(by=by, application_id=case.pk, question_id=data["question"].pk, reason=data["reason"])


def _is_for_a_meeting(case) -> bool:
    return case.in_legal_review and not case.has_harm_assessment


class LegalPage(CasePage):
    """The reviews that were made, the agenda that the case stands on, and the form for the next review."""

    tab = "desk_legal"
    template_name = "reviews/case_legal.html"
    deeds = {
        "meeting": Deed(
            MeetingForm,
            _record,
            _("The meeting is recorded. Conclude the stage when nothing is left to clear up."),
            "conclude_legal_review",
            _is_for_a_meeting,
        ),
        "assessment": Deed(
            HarmForm,
            _record_assessment,
            _("The assessment is recorded. Conclude the stage when nothing is left to clear up."),
            "conclude_legal_review",
            lambda case: case.in_legal_review and case.has_harm_assessment,
        ),
        # The context decides which of these two is open; the last two belong to one question each.
        "put_on": Deed(PutOnForm, _put_on, _("The case is on the agenda."), "put_on_agenda", lambda case: False),
        "take_off": Deed(NothingForm, _take_off, _("The case is off the agenda."), "put_on_agenda", lambda case: False),
        "pass_on": Deed(PassOnForm, _pass_on, _("The questions are sent to the applicant."), "ask", lambda case: False),
        "drop": Deed(DropForm, _drop, _("The questions are settled; the reason is kept."), "ask", lambda case: False),
    }

    def get(self, request, **kwargs):
        """Draw the page; who reads a harm assessment is written down."""
        if self.case.has_harm_assessment and self.case.legal_reviews.exists():
            note(self.case, Reading.Kind.ASSESSMENT, subject=self.case.public_id, by=request.user)
        return super().get(request, **kwargs)

    def initial(self, name):
        day, person = self.case.authority.today(), self.request.user.pk
        if name == "meeting":
            return self._of_the_agenda() or {"held_on": day, "lawyer": person}
        return {"held_on": day, "advised_on": day, "decision_maker": person, "advised_by": advisers(self.case)}

    def _of_the_agenda(self) -> dict:
        """What the record begins with, once the day of the meeting on whose agenda the case stands has come."""
        item = self.item
        if item is None or item.meeting.held_on > self.case.authority.today():
            return {}
        meeting = item.meeting
        return {"held_on": meeting.held_on, "lawyer": meeting.lawyer_id, "decision_maker": meeting.decision_maker_id}

    def context(self):
        meetings = list(self.case.legal_reviews.select_related("decision_maker", "lawyer", "recorded_by"))
        # Only a meeting that was recorded leaves questions behind.
        questions = self.case.meeting_questions.select_related("asked_by") if meetings else []
        return {
            "meetings": meetings[::-1],
            "stage_title": self.frame.name_of(StageKey.LEGAL_REVIEW),
            "questions": [self._asked(row) for row in questions],
            **self._agenda(),
        }

    def _agenda(self) -> dict:
        """Where the case stands, with what this person can do about it."""
        if not _is_for_a_meeting(self.case):
            return {"is_for_a_meeting": False}
        item = self.item
        deed = "take_off" if item else "put_on"
        open_to = may(self.request.user, self.case, "put_on_agenda")
        form = (self.typed.get(deed) or self.form(deed)) if open_to else None
        return {"is_for_a_meeting": True, "item": item, "agenda_form": form}

    @cached_property
    def item(self) -> AgendaItem | None:
        """Where the case stands on an agenda, as the page is drawn."""
        return standing_item(self.case)

    def _asked(self, question) -> dict:
        """Questions of a meeting, with the two ways to settle them for whoever may."""
        settles = question.settled_at is None and may(self.request.user, self.case, "ask")
        return {
            "question": question,
            "pass_on": self.form_for("pass_on", question, {"text": question.text}) if settles else None,
            "drop": self.form_for("drop", question, {}) if settles else None,
        }
