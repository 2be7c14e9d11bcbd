"""The public pages, the admin, and what their frame links to, without the apps that stand on registries."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def elsewhere(request: HttpRequest, **kwargs) -> HttpResponse:
    return HttpResponse("elsewhere")


urlpatterns = [
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("account/", include("allauth.account.urls")),
    path("start/", elsewhere, name="start"),
    path("authorities/<slug:slug>/apply/", elsewhere, name="application_start"),
    path("", include("portal.base.urls")),
    path("", include("registries.urls")),
]
