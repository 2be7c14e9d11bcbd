"""The pages on which administrators configure their authorities: /setup/."""

from django.urls import path

from registries.setup.views import home

urlpatterns = [
    path("", home.setup_home, name="setup_home"),
    path("<slug:slug>/", home.setup_authority, name="setup_authority"),
]
