"""The dialogue with the applicant, and the notes beside it."""

from django.utils.translation import gettext_lazy as _

from applications.actions.message import mark_read, write_message
from portal.base.texts import pick
from reviews.actions import completion_request
from reviews.actions.note import mark_mentions_read, write_note
from reviews.forms.dialogue import CompletionRequestForm, MessageForm, NoteForm, TakeBackForm
from reviews.models import Note
from reviews.next_steps import may
from reviews.views.page import CasePage, Deed


def _write(by, case, data, version):
    write_message(by=by, application_id=case.pk, text=data["text"])


def _note(by, case, data, version):
    write_note(by=by, application_id=case.pk, **data)


def _ask(by, case, data, version):
    completion_request.ask(by=by, application_id=case.pk, **data)


def _take_back(by, case, data, version):
    completion_request.take_back(by=by, application_id=case.pk)


def _can_be_asked(case) -> bool:
    return case.is_open and case.is_before_decision and case.open_completion_request is None


class DialoguePage(CasePage):
    """Messages and completion requests in the order of time; notes apart, since the applicant never sees them."""

    tab = "desk_dialogue"
    template_name = "reviews/case_dialogue.html"
    deeds = {
        "message": Deed(MessageForm, _write, _("The message is sent."), "write_on_desk"),
        "ask": Deed(
            CompletionRequestForm,
            _ask,
            _("The completion request is sent. The handling time stands still until it is answered."),
            "ask",
            _can_be_asked,
        ),
        "take_back": Deed(
            TakeBackForm,
            _take_back,
            _("The completion request is taken back. The handling time goes on."),
            "ask",
            lambda case: case.open_completion_request is not None,
        ),
        "note": Deed(NoteForm, _note, _("The note is kept."), "write_on_desk"),
    }

    def get(self, request, **kwargs):
        """Whoever works on the case has now seen the applicant's messages; whoever is mentioned, the notes."""
        if self.case.unread and may(request.user, self.case, "write_on_desk"):
            mark_read(self.case, by=request.user)
            self.case.unread = 0
        response = super().get(request, **kwargs)
        if any(note.is_new for note in self.notes):
            mark_mentions_read(self.case, by=request.user)
        return response

    def context(self):
        own = self.case.authority.language
        titles = {section.key: pick(section.title, fallback=own) for section in self.case.form_version.sections}
        said = [{"at": row.sent_at, "message": row} for row in self.case.messages.select_related("author")]
        for row in self.case.completion_requests.select_related("asked_by"):
            sections = [titles.get(key, key) for key in row.sections]
            said.append({"at": row.asked_at, "request": row, "sections": sections})
        self.notes = [self._marked(note) for note in self._notes()]
        return {"said": sorted(said, key=lambda one: one["at"]), "notes": self.notes}

    def _notes(self):
        return self.case.notes.select_related("author").prefetch_related("mentions__user")

    def _marked(self, note: Note) -> Note:
        """The note with whether it speaks to this person, who has not read it yet."""
        mine = [row for row in note.mentions.all() if row.user_id == self.request.user.pk]
        note.is_new = any(row.read_at is None for row in mine)
        return note
