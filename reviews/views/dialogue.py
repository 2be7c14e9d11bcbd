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
            lambda case: case.can_be_asked,
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

    def open_forms(self, typed):
        """The requests are read once for the whole page: the open one is among them."""
        self.requests = list(self.case.completion_requests.select_related("asked_by"))
        self.case.open_completion_request = next((row for row in self.requests if row.is_open), None)
        return super().open_forms(typed)

    def context(self):
        own = self.case.authority.language
        titles = {section.key: pick(section.title, fallback=own) for section in self.case.form_version.sections}
        said = [{"at": row.sent_at, "message": row} for row in self.case.messages.select_related("author")]
        for row in self.requests:
            sections = [titles.get(key, key) for key in row.sections]
            said.append({"at": row.asked_at, "request": row, "sections": sections})
        self.notes = self._notes()
        return {"said": sorted(said, key=lambda one: one["at"]), "notes": self.notes}

    def _notes(self) -> list[Note]:
        """The notes, each with whom it mentions, and whether it waits for this person; in one query."""
        found: dict[int, Note] = {}
        for row in self.case.notes.select_related("author").with_mentions():
            note = found.setdefault(row.pk, row)
            note.told, note.is_new = getattr(note, "told", []), getattr(note, "is_new", False)
            if row.mentioned:
                note.told.append({"name": row.mentioned_name, "read_at": row.mention_read_at})
                note.is_new |= row.mentioned == self.request.user.pk and row.mention_read_at is None
        return list(found.values())
