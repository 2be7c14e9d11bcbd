"""The addresses that the frame of every page links to, without the apps that stand on portal.base."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from portal.base import views

handler400 = "portal.base.views.bad_request"
handler403 = "portal.base.views.permission_denied"
handler404 = "portal.base.views.not_found"
handler500 = "portal.base.views.server_error"


def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("home")


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("Only the lawyer may do this.")


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret")


def conflict(request: HttpRequest) -> HttpResponse:
    return views.conflict(request, request.GET.getlist("why"), request.GET.get("back", ""))


urlpatterns = [
    path("", home, name="home"),
    path("todo/", home, name="todo"),
    path("forbidden/", forbidden),
    path("suspicious/", suspicious),
    path("broken/", broken),
    path("conflict/", conflict),
    path("account/profile/", home, name="account_profile"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("account/", include("allauth.account.urls")),
    path("", include("portal.base.urls")),
]
