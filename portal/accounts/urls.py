from django.urls import path

from portal.accounts import own_data_views, views

urlpatterns = [
    path("", views.profile, name="account_profile"),
    path("my-data/", own_data_views.own_data, name="own_data"),
    path("my-data/file/", own_data_views.own_data_file, name="own_data_file"),
    path("close/", own_data_views.close, name="close_account"),
    path("go-on/", views.go_on, name="account_go_on"),
    path("sessions/left/", views.session_left, name="session_left"),
    path("sessions/<int:pk>/end/", views.session_end, name="session_end"),
    path("mail/", views.mail_choices, name="mail_choices"),
    path("mail/stop/<str:token>/", views.mail_stop, name="mail_stop"),
]
