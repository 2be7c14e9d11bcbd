"""The steps of a case that are taken from the column at the right: a page where one asks something, else at once."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.law import LAW
from applications.templatetags.letter_tags import number
from applications.workflow import perform, steps_for
from registries.models import StageKey
from reviews.actions import assignment, decision, delivery, flag, legal_review, reminder
from reviews.dismissal import reasons_to_dismiss
from reviews.estimates import used_of
from reviews.forms.steps import (
    ConflictForm,
    DismissForm,
    FlagsForm,
    LiftConflictForm,
    NothingForm,
    OfficerForm,
    ReasonForm,
    StepBackForm,
)
from reviews.next_steps import may
from reviews.views.page import CasePage, Deed


def _take(by, case, data, version):
    assignment.assign(by=by, application_id=case.pk, officer=by, expected_version=version)


def _assign(by, case, data, version):
    assignment.assign(by=by, application_id=case.pk, officer=data["officer"], expected_version=version)


def _reassign(by, case, data, version):
    assignment.reassign(by=by, application_id=case.pk, officer=data["officer"])


def _declare(by, case, data, version):
    assignment.declare_conflict(by=by, application_id=case.pk, **data)


def _lift(by, case, data, version):
    assignment.lift_conflict(by=by, application_id=case.pk, conflict_id=data["conflict"].pk, reason=data["reason"])


def _set_flags(by, case, data, version):
    flag.set_flags(by=by, application_id=case.pk, flags=list(data["flags"]))


def _remind(by, case, data, version):
    reminder.remind(by=by, application_id=case.pk)


def _dismiss(by, case, data, version):
    decision.dismiss(by=by, application_id=case.pk, expected_version=version, **data)


def _step_back(by, case, data, version):
    decision.step_back(by=by, application_id=case.pk, expected_version=version, **data)


def _reopen(by, case, data, version):
    decision.reopen(by=by, application_id=case.pk, **data)


def _conclude(by, case, data, version):
    legal_review.conclude(by=by, application_id=case.pk, expected_version=version)


def _complete(by, case, data, version):
    delivery.complete(by=by, application_id=case.pk, expected_version=version)


def _plainly(transition: str):
    """A transition that needs no action of its own around it."""
    return lambda by, case, data, version: perform(transition, application_id=case.pk, by=by, expected_version=version)


STEPS: dict[str, Deed] = {
    "take": Deed(NothingForm, _take, _("The case is yours. Begin with the checklist."), "assign"),
    "assign": Deed(OfficerForm, _assign, _("The case has a case officer, who is told by e-mail."), "assign"),
    "reassign": Deed(
        OfficerForm, _reassign, _("The case has another case officer, who is told by e-mail."), "reassign"
    ),
    "conflict": Deed(
        ConflictForm,
        _declare,
        _("Your conflict of interest is kept, and the case is closed to you."),
        "write_on_desk",
    ),
    "lift_conflict": Deed(
        LiftConflictForm, _lift, _("The conflict of interest is lifted, and the case is open again."), "lift_conflict"
    ),
    "flags": Deed(FlagsForm, _set_flags, _("The flags of the case are kept."), "write_on_desk"),
    "remind": Deed(NothingForm, _remind, _("A reminder is on its way."), "write_on_desk"),
    "dismiss": Deed(DismissForm, _dismiss, _("The application is dismissed. The decision is sent."), "dismiss"),
    "step_back": Deed(StepBackForm, _step_back, _("The case is back at an earlier stage."), "step_back"),
    "reopen": Deed(ReasonForm, _reopen, _("The case is open again."), "reopen"),
    "send_to_legal_review": Deed(
        NothingForm,
        _plainly("send_to_legal_review"),
        _("The case has gone on. Whoever has to act now is told by e-mail."),
        "send_to_legal_review",
    ),
    "conclude_legal_review": Deed(NothingForm, _conclude, _("The stage is concluded."), "conclude_legal_review"),
    "start_specification": Deed(
        NothingForm,
        _plainly("start_specification"),
        _("The case has gone on. Write what will be delivered now."),
        "start_specification",
    ),
    "refer_for_decision": Deed(
        NothingForm, _plainly("refer_for_decision"), _("The case is at the decision."), "refer_for_decision"
    ),
    "complete_delivery": Deed(NothingForm, _complete, _("The delivery is complete."), "complete_delivery"),
    "archive": Deed(NothingForm, _plainly("archive"), _("The case is archived."), "archive"),
}
# What stands above a step that is no transition of the law, or is not named after it.
TITLES = {
    "take": _("Take the case"),
    "reassign": _("Give the case to another officer"),
    "conflict": _("Declare a conflict of interest"),
    "lift_conflict": _("Lift a conflict of interest"),
    "flags": _("Set the flags"),
    "remind": _("Send a reminder"),
}
# What a step does, for whoever is about to take it.
WORDS = {
    "take": _("You become its case officer."),
    "assign": _("The applicant and the officer are told by e-mail."),
    "reassign": _("The applicant and the officer are told by e-mail."),
    "conflict": _(
        "You can then neither read the case nor have any part in it. If it is yours, the coordinator gives it to "
        "somebody else."
    ),
    "lift_conflict": _(
        "Only where it was declared by mistake, or where what the portal found is of no matter here. The case is open "
        "to the person again, and can be given to the person. The history keeps that it was there, and that you "
        "lifted it."
    ),
    "flags": _("Colleagues see the flags in the queue and on the case. The applicant never does."),
    "remind": _("Whoever the case waits for gets an e-mail now. Nobody is reminded of it twice on a day."),
    "dismiss": _(
        "The application is not tried. The applicant gets a decision with these reasons and an appeal notice."
    ),
    "step_back": _("The applicant is told by e-mail."),
    "reopen": _("For a decision that an appeal has changed in the applicant's favour."),
}


class StepPage(CasePage):
    """One step. The field `do` is the step's name, so that the page of the step and the button post the same."""

    tab = "desk_case"
    template_name = "reviews/case_step.html"
    deeds = STEPS

    def dispatch(self, request, *args, step, **kwargs):
        """404 for a step that does not exist."""
        if step not in STEPS:
            raise Http404
        self.step = step
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, **kwargs):
        """Ask what the step needs; 403 for whoever may not take it."""
        if not may(request.user, self.case, STEPS[self.step].permission):
            raise PermissionDenied
        return super().get(request, **kwargs)

    def post(self, request, **kwargs):
        """Take the step."""
        return self.do(STEPS[self.step], self.step)

    def next_address(self, name):
        """The case; the desk where the case is closed to the person from now on."""
        if name == "conflict":
            return reverse("desk")
        return reverse("desk_case", args=[self.case.public_id])

    def initial(self, name):
        """What a step begins with, where the case says it already."""
        prefilled = {"dismiss": self._why_dismissed, "step_back": self._why_back}.get(name)
        return prefilled() if prefilled else {}

    def _why_dismissed(self) -> dict:
        """A dismissal begins with its reasons where an answer did not come."""
        request = self.case.unanswered_on(self.case.authority.today())
        return reasons_to_dismiss(self.case, request) if request else {}

    def _why_back(self) -> dict:
        """Why the case goes back, where the page that led here knows it."""
        used = used_of(self.case) if self.request.GET.get("because") == "estimate" else None
        if used is None:
            return {}
        words = {"written": number(used.written), "estimated": number(used.estimated), "version": used.version}
        sentence = _(
            "The work takes more time: %(written)s of the %(estimated)s hours in version %(version)s are used."
        )
        return {"to": StageKey.SPECIFICATION, "reason": sentence % words}

    def open_forms(self, typed):
        """The one form of the page, under the name that its template knows."""
        return {"step": typed.get(self.step) or self.form(self.step)}

    def context(self):
        title = TITLES.get(self.step) or LAW[self.step].words(self.case)
        return {"step_title": title, "step_text": self._words(), "reasons": self._reasons()}

    def _words(self) -> str:
        """What the step does, for this case."""
        words = str(WORDS.get(self.step, ""))
        newest = self.case.newest_specification if self.step == "step_back" else None
        if newest is None or not (newest.is_waiting or newest.is_accepted):
            return words
        name = {"name": self.case.specification_name}
        return _("“%(name)s” is then no longer valid and has to be accepted anew.") % name + " " + words

    def _reasons(self) -> list[str]:
        """Why the step cannot be taken now; what only its form can tell is not among it."""
        transition = LAW.get(STEPS[self.step].permission)
        if transition is None:
            return []
        known = [step for step in steps_for(self.case, self.request.user) if step.name == transition.transition]
        return list(known[0].reasons) if known else [_("This step is not open now.")]
