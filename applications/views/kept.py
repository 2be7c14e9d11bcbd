"""What somebody typed whose session had ended: kept over the sign-in, so that a time-out loses nothing."""

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from applications.models import Application

KEY = "kept_typing"


def keep(request: HttpRequest, public_id, section: str = "") -> None:
    """Keep what was posted to a case, or to a section of its form, in the session that the sign-in goes on with."""
    data = request.POST.copy()
    data.pop("csrfmiddlewaretoken", None)
    request.session[KEY] = {"case": str(public_id), "section": section, "data": data.urlencode()}


def take(request: HttpRequest, case: Application, section: str = "") -> QueryDict | None:
    """What was kept for this page, once; None where nothing was. Says that it is not saved yet."""
    kept = request.session.get(KEY)
    if not kept or (kept["case"], kept["section"]) != (str(case.public_id), section):
        return None
    del request.session[KEY]
    messages.warning(
        request,
        _("You had been signed out. What you typed is here again, but it is not saved yet: save or send it now."),
    )
    return QueryDict(kept["data"])
