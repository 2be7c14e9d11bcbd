"""What is proposed once a completion did not come: its officer reads, changes and decides."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from applications.models import Application, CompletionRequest
from portal.base.clock import today
from portal.base.templatetags.portal_tags import longdate
from registries.kinds.dates import written_date
from reviews.next_steps import may


def turn_unanswered(frame) -> dict:
    """Whose turn it is (components/turn.html) in a case with an unanswered request, for the frame of one of its pages.

    Where the application can be dismissed that is proposed, else the request can be taken back and asked anew.
    """
    case, words = frame.case, {"day": longdate(frame.unanswered.due_on)}
    turn = {"title": _("The applicant has not answered in time"), "late": True, "yours": may(frame.user, case, "ask")}
    if not turn["yours"]:
        text = _("A completion was awaited by %(day)s. The case officer says what comes of it.")
        return turn | {"text": text % words}
    dismissal = next((way.url for way in frame.ways if way.name == "dismiss" and not way.reasons), "")
    if dismissal:
        url, label = dismissal, _("Look at the dismissal")
        text = _(
            "A completion was awaited by %(day)s. You can dismiss the application as incomplete: the reasons are "
            "written, for you to read and change. Or give more time: take the request back, and ask again."
        )
    else:
        url, label = reverse("desk_dialogue", args=[case.public_id]), _("Open the dialogue")
        text = _("A completion was awaited by %(day)s. Take the request back, or ask again with a new day.")
    return turn | {"text": text % words} | ({} if url == frame.here() else {"url": url, "label": label})


def reasons_to_dismiss(case: Application, request: CompletionRequest) -> dict:
    """What the form of the dismissal begins with, its reasons in the language of the letter."""
    with translation.override(case.language):
        words = {
            "asked": written_date(today(request.asked_at, case.authority.time_zone).isoformat(), case.language),
            "due": written_date(request.due_on.isoformat(), case.language),
            "text": request.text,
        }
        reason = _(
            "On %(asked)s we asked you to complete your application by %(due)s. This is what we asked for:\n\n%(text)s"
            "\n\nWe have not received an answer. Without it the application cannot be tried. It is therefore dismissed."
        )
        return {"because": "incomplete", "reason": reason % words}
