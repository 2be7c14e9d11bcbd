"""What an action refuses, as a page: 403, 409, or the same page with the reasons and everything typed kept."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from applications.models import Application
from applications.problems import NotAllowed, Refused, StaleCase
from portal.base.views import conflict


def refusals_on(page: Callable[..., HttpResponse]) -> Callable:
    """Decorate the view of an action: what is refused is said on `page(request, case, status=409, **kwargs)`.

    NotAllowed becomes 403, StaleCase the page of 409; every other Refused is told in its sentences on `page`.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapped(request: HttpRequest, case: Application, **kwargs) -> HttpResponse:
            try:
                return view(request, case, **kwargs)
            except NotAllowed as refusal:
                raise PermissionDenied(str(refusal)) from refusal
            except StaleCase as refusal:
                return conflict(request, refusal.sentences, back=reverse("application_page", args=[case.public_id]))
            except Refused as refusal:
                for sentence in refusal.sentences:
                    messages.error(request, sentence)
                return page(request, case, status=409, **kwargs)

        return wrapped

    return decorate
