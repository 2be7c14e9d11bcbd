"""The public pages: what the portal is for, the authorities, the registries and their variables."""

from django.urls import path

from registries.views.authority import authority_page
from registries.views.home import home
from registries.views.registry import registry_list, registry_page
from registries.views.self_check import self_check
from registries.views.variable import variable_file, variable_page

urlpatterns = [
    path("", home, name="home"),
    path("authorities/<slug:slug>/", authority_page, name="authority_page"),
    path("authorities/<slug:slug>/check/", self_check, name="self_check"),
    path("registries/", registry_list, name="registry_list"),
    path("registries/<slug:slug>/", registry_page, name="registry_page"),
    path("registries/<slug:slug>/variables.<slug:ending>", variable_file, name="variable_file"),
    # A name is as extracts have it, and may hold any sign.
    path("registries/<slug:slug>/<path:variable>/", variable_page, name="variable_page"),
]
