from django.urls import path

from portal.accounts import views

urlpatterns = [
    path("", views.profile, name="account_profile"),
    path("go-on/", views.go_on, name="account_go_on"),
    path("sessions/left/", views.session_left, name="session_left"),
    path("sessions/<int:pk>/end/", views.session_end, name="session_end"),
    path("mail/", views.mail_choices, name="mail_choices"),
    path("mail/stop/<str:token>/", views.mail_stop, name="mail_stop"),
]
