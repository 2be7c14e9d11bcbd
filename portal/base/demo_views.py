"""/demo/mail/: the mail that a demonstration has sent. None of it exists unless settings.DEMO."""

from collections.abc import Callable
from functools import wraps

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from portal.base.mailfolder import MailNotFound, list_mails, read_attachment, read_mail
from portal.base.serving import download_of

# A mail brings its own style and nothing else: no script, no picture from elsewhere, no form.
MAIL_POLICY = {
    "default-src": [NONE],
    "script-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": ["data:"],
    "frame-src": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-popups", "allow-top-navigation-by-user-activation"],
}


def only_in_a_demonstration(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """404 without settings.DEMO, and for a mail that is not there."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        try:
            return view(request, *args, **kwargs)
        except MailNotFound as missing:
            raise Http404 from missing

    return require_safe(never_cache(guarded))


@only_in_a_demonstration
def mail_list(request: HttpRequest) -> HttpResponse:
    """All mail, newest first."""
    return render(request, "base/demo_mail_list.html", {"mails": list_mails()})


@only_in_a_demonstration
def mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: its head, its HTML in a frame, its text, its attachments."""
    return render(request, "base/demo_mail_detail.html", {"mail": read_mail(name)})


@csp_replace(MAIL_POLICY)
@xframe_options_sameorigin
@only_in_a_demonstration
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML of a mail alone, for the frame."""
    return HttpResponse(read_mail(name).html)


@only_in_a_demonstration
def mail_attachment(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """An attachment, as a download."""
    attachment = read_attachment(name, number)
    return download_of(attachment.content, name=attachment.name, content_type=attachment.content_type)
