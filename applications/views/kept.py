"""What somebody typed whose session had ended: kept over the sign-in, so that a time-out loses nothing."""

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from applications.models import Application, Enquiry

KEY = "kept_typing"


def keep(request: HttpRequest, public_id, section: str = "") -> None:
    """Keep what was posted to a case, to a section of its form, or to an enquiry in the session.

    The sign-in goes on with that session. A page without an id gives its own name in place of it.
    """
    data = request.POST.copy()
    data.pop("csrfmiddlewaretoken", None)
    request.session[KEY] = {"case": str(public_id), "section": section, "data": data.urlencode()}


def take(request: HttpRequest, case: Application | Enquiry, section: str = "") -> QueryDict | None:
    """What was kept for this page, once; None where nothing was. Says that it is not saved yet."""
    return take_for(request, case.public_id, section)


def take_for(request: HttpRequest, public_id, section: str = "") -> QueryDict | None:
    """Likewise, for the id or the name that it was kept under."""
    kept = request.session.get(KEY)
    if not kept or (kept["case"], kept["section"]) != (str(public_id), section):
        return None
    del request.session[KEY]
    messages.warning(
        request,
        _("You had been signed out. What you typed is here again, but it is not saved yet: save or send it now."),
    )
    return QueryDict(kept["data"])
