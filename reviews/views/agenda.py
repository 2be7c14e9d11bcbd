"""The legal meetings of an authority, and the agenda of one of them (S16, T4)."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from applications.problems import NotAllowed, NotReady, Refused
from reviews import agenda as reading
from reviews.actions import agenda
from reviews.actions.legal_review import record_meeting
from reviews.forms.agenda import ChangeForm, OtherDayForm, PlanForm
from reviews.forms.legal import MeetingForm
from reviews.next_steps import may
from reviews.reading import case_on_desk

PAST = 20


class AgendaView(LoginRequiredMixin, View):
    """A page about the meetings of one authority. `?authority=` chooses among those whose agendas the person reads."""

    http_method_names = ["get", "head", "post"]
    day: date | None = None

    def dispatch(self, request, *args, **kwargs):
        """403 for whoever reads no agenda anywhere; time is that of the authority, and nothing is cached."""
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.places = reading.places_of(request.user)
        if not self.places:
            raise PermissionDenied
        self.place = self._place(request.GET.get("authority", ""))
        with timezone.override(self.place.time_zone):
            response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    def _place(self, asked: str):
        if asked:
            found = [place for place in self.places if place.slug == asked]
            if not found:
                raise Http404
            return found[0]
        planned = {row.pk for row in self.places if self.day and reading.meeting_on(row, self.day)}
        return next((row for row in self.places if row.pk in planned), self.places[0])

    @property
    def holds(self) -> bool:
        """Whether the person plans meetings here, orders their agendas and closes them."""
        return reading.may_hold(self.request.user, self.place)

    def address(self, day: date | None = None) -> str:
        """The page of a day, or that of all meetings, at the chosen authority."""
        path = reverse("desk_agenda_day", args=[day]) if day else reverse("desk_agenda")
        return f"{path}?authority={self.place.slug}" if len(self.places) > 1 else path

    def frame(self) -> dict:
        """What both pages show around their own: the authority, and the others to choose from."""
        others = [
            {"label": row.short_name, "url": f"?authority={row.slug}", "current": row == self.place}
            for row in self.places
        ]
        return {"place": self.place, "others": others if len(others) > 1 else [], "holds": self.holds}

    def plan(self, form: PlanForm) -> date | None:
        """Plan a meeting; its day, or None where the form says what is wrong."""
        if not form.is_valid():
            return None
        try:
            agenda.plan_meeting(by=self.request.user, authority=self.place, **form.cleaned_data)
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Refused as refusal:
            form.add_error("held_on", [str(sentence) for sentence in refusal.sentences])
            return None
        messages.success(self.request, _("The meeting is planned. Put the cases on its agenda."))
        return form.cleaned_data["held_on"]


class MeetingList(AgendaView):
    """All meetings: those ahead, those that are over, and the form for another one."""

    def get(self, request):
        """Show them."""
        return self.draw(PlanForm(authority=self.place))

    def post(self, request):
        """Plan a meeting."""
        if not self.holds:
            raise PermissionDenied
        form = PlanForm(request.POST, authority=self.place)
        day = self.plan(form)
        return redirect(self.address(day)) if day else self.draw(form, status=422)

    def draw(self, form: PlanForm, status: int = 200):
        """The page."""
        meetings = reading.meetings_of(self.place)
        words = {"ahead": meetings.ahead(), "over": meetings.over()[:PAST], "form": form if self.holds else None}
        return render(self.request, "reviews/agenda_list.html", self.frame() | words, status=status)


class MeetingPage(AgendaView):
    """The agenda of one day: its cases in their order, a record for each, and the cases that could be added."""

    def dispatch(self, request, *args, day: str, **kwargs):
        """404 for what is no day."""
        try:
            self.day = date.fromisoformat(day)
        except ValueError as error:
            raise Http404 from error
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        """Show the agenda; `?record=` opens the record of one case."""
        return self.draw(record=self._record_of(request.GET.get("record", "")))

    def post(self, request):
        """Do what one of the forms asks for; where it is refused, the reasons stand on the page."""
        deed = getattr(self, f"do_{request.POST.get('do', '')}", None)
        if deed is None:
            raise SuspiciousOperation("No such form on this page.")
        try:
            return deed(request.POST) or redirect(self.address(self.day))
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Refused as refusal:
            for sentence in refusal.sentences:
                messages.error(request, sentence)
            return self.draw(status=409)

    def _case(self, public_id: str):
        """A case that a form or the address names; 404 for whoever may not see it, and for what is no id."""
        try:
            return case_on_desk(self.request.user, UUID(public_id))
        except ValueError as error:
            raise Http404 from error

    def meeting(self):
        """The meeting of the day; 404 where none is planned."""
        found = reading.meeting_on(self.place, self.day)
        if found is None:
            raise Http404
        return found

    def do_plan(self, typed):
        """Plan the meeting of this day."""
        if not self.holds:
            raise PermissionDenied
        form = PlanForm(typed, authority=self.place)
        day = self.plan(form)
        return redirect(self.address(day)) if day else self.draw(status=422, plan=form)

    def do_change(self, typed):
        """Change who takes part and where."""
        meeting = self.meeting()
        form = ChangeForm(typed, authority=self.place)
        if not form.is_valid():
            return self.draw(status=422, change=form)
        agenda.change_meeting(by=self.request.user, meeting_id=meeting.pk, **form.cleaned_data)
        messages.success(self.request, _("The meeting is changed."))
        return None

    def do_change_day(self, typed):
        """Hold the meeting on another day, whose page comes next."""
        form, meeting = OtherDayForm(typed), self.meeting()
        if not form.is_valid():
            return self.draw(status=422, other_day=form)
        day = form.cleaned_data["held_on"]
        try:
            agenda.change_day(by=self.request.user, meeting_id=meeting.pk, held_on=day)
        except NotReady as refusal:
            form.add_error("held_on", [str(sentence) for sentence in refusal.sentences])
            return self.draw(status=409, other_day=form)
        messages.success(self.request, _("The meeting is on another day, and its agenda with it. Tell who takes part."))
        return redirect(self.address(day))

    def do_put_on(self, typed):
        """Put a case on the agenda."""
        case, meeting = self._case(typed.get("case", "")), self.meeting()
        agenda.put_on(by=self.request.user, application_id=case.pk, meeting=meeting, question=typed.get("question", ""))
        messages.success(self.request, _("The case is on the agenda."))

    def do_take_off(self, typed):
        """Take a case off it."""
        case = self._case(typed.get("case", ""))
        agenda.take_off(by=self.request.user, application_id=case.pk)
        messages.success(self.request, _("The case is off the agenda."))

    def do_move(self, typed):
        """Move a case one place up or down."""
        number = typed.get("item", "")
        item_id = int(number) if number.isdecimal() else 0
        agenda.move(by=self.request.user, meeting_id=self.meeting().pk, item_id=item_id, up=typed.get("way") == "up")

    def do_close(self, typed):
        """Close the meeting."""
        agenda.close_meeting(by=self.request.user, meeting_id=self.meeting().pk)
        messages.success(self.request, _("The meeting is closed. What was not reached can be put on another agenda."))

    def do_record(self, typed):
        """Record what the meeting said of one case."""
        form = self._record_of(typed.get("case", ""), typed)
        if form is None:
            raise Http404
        if not form.is_valid():
            return self.draw(status=422, record=form)
        try:
            record_meeting(by=self.request.user, application_id=form.case.pk, **form.cleaned_data)
        except Refused as refusal:
            if isinstance(refusal, NotAllowed):
                raise
            form.refuse(refusal.sentences)
            return self.draw(status=409, record=form)
        messages.success(self.request, _("The record is kept."))
        return None

    def _record_of(self, public_id: str, typed=None) -> MeetingForm | None:
        """The form for the record of one case; 404 and 403 as on the page of the case."""
        if not public_id:
            return None
        case, meeting = self._case(public_id), self.meeting()
        if not meeting.items.on_the_list().filter(application=case).exists():
            raise Http404
        if not may(self.request.user, case, "conclude_legal_review"):
            raise PermissionDenied
        people = {"lawyer": meeting.lawyer_id, "decision_maker": meeting.decision_maker_id}
        return MeetingForm(
            typed, case=case, by=self.request.user, do="record", initial={"held_on": meeting.held_on, **people}
        )

    def draw(self, status: int = 200, **typed):
        """The page. `typed` are forms that are shown with what was typed, and the record that is open."""
        meeting = reading.meeting_on(self.place, self.day)
        words = self.frame() | {"day": self.day, "meeting": meeting, "list_url": self.address()}
        if meeting is not None:
            words |= self._of(meeting)
        elif self.day >= self.place.today():
            words["plan"] = PlanForm(authority=self.place, initial={"held_on": self.day})
        words |= typed
        return render(self.request, "reviews/agenda_day.html", words, status=status)

    def _of(self, meeting) -> dict:
        people = {"decision_maker": meeting.decision_maker_id, "lawyer": meeting.lawyer_id, "place": meeting.place}
        offered = [] if meeting.is_over else reading.offered_for(self.request.user, meeting)
        return {
            "items": [self._shown(item) for item in reading.items_for(self.request.user, meeting)],
            "offered": [(case, may(self.request.user, case, "put_on_agenda")) for case in offered],
            "change": ChangeForm(authority=self.place, initial=people),
            "other_day": OtherDayForm(),
            "can_close": self.holds and not meeting.is_over and meeting.held_on <= self.place.today(),
        }

    def _shown(self, item) -> dict:
        """One case of the agenda, and what this person can do with it."""
        user, case = self.request.user, item.application
        return {
            "item": item,
            "case": case,
            "may_place": item.is_up and may(user, case, "put_on_agenda"),
            "may_record": item.is_up and may(user, case, "conclude_legal_review"),
        }
