"""Every address of the portal. The map is fixed (docs: see templates/ for the pages behind it)."""

from django.contrib import admin
from django.urls import include, path

handler400 = "portal.base.views.bad_request"
handler403 = "portal.base.views.permission_denied"
handler404 = "portal.base.views.not_found"
handler500 = "portal.base.views.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("account/", include("portal.accounts.urls")),
    path("account/", include("allauth.account.urls")),
    path("desk/", include("reviews.urls")),
    path("", include("portal.base.urls")),
    path("", include("applications.urls")),
    path("", include("registries.urls")),
]
