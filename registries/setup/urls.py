"""The pages on which administrators configure their authorities: /setup/."""

from django.urls import include, path, re_path

from registries.setup.views import home, registries, variable_import, variables

registry_urls = [
    path("", registries.setup_registry, name="setup_registry"),
    path("close/", registries.setup_registry_close, name="setup_registry_close"),
    path("open/", registries.setup_registry_open, name="setup_registry_open"),
    path("variables/", variables.setup_variables, name="setup_variables"),
    path("variables/import/", variable_import.setup_variable_import, name="setup_variable_import"),
    path("variables/<int:pk>/", variables.setup_variable, name="setup_variable"),
    re_path(r"^variables/file\.(?P<ending>xlsx|csv)$", variables.setup_variables_file, name="setup_variables_file"),
]
authority_urls = [
    path("", home.setup_authority, name="setup_authority"),
    path("forms/", include("registries.setup.drafts.urls")),
    path("registries/", registries.setup_registries, name="setup_registries"),
    path("registries/add/", registries.setup_registry_add, name="setup_registry_add"),
    path("registries/<slug:registry>/", include(registry_urls)),
]
urlpatterns = [
    path("", home.setup_home, name="setup_home"),
    path("<slug:slug>/", include(authority_urls)),
]
