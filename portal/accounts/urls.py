from django.urls import path

from portal.accounts import views

urlpatterns = [
    path("", views.profile, name="account_profile"),
    path("mail/", views.mail_choices, name="mail_choices"),
    path("mail/stop/<str:token>/", views.mail_stop, name="mail_stop"),
]
