"""Every address of the portal. Letters and mails point at them, so they live long."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from reviews.urls import root_urlpatterns

handler400 = "portal.base.views.bad_request"
handler403 = "portal.base.views.permission_denied"
handler404 = "portal.base.views.not_found"
handler500 = "portal.base.views.server_error"

admin.site.login = secure_admin_login(admin.site.login)  # one way in, with its second factor and its rate limits

urlpatterns = [
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("account/", include("portal.accounts.urls")),
    path("account/second-factor/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
    path("account/institutions/", include("allauth.socialaccount.urls")),
    path("account/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("account/", include("allauth.account.urls")),
    path("desk/", include("reviews.urls")),
    path("", include(root_urlpatterns)),
    path("", include("portal.base.urls")),
    path("", include("applications.urls")),
    path("setup/", include("registries.setup.urls")),
    path("", include("registries.urls")),
]
