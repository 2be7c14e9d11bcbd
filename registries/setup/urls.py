"""The pages on which administrators configure their authorities: /setup/."""

from django.urls import include, path

from registries.setup.views import (
    details,
    fees,
    home,
    institutions,
    letters,
    log,
    notices,
    people,
    references,
    registries,
    variable_import,
    variables,
)

registry_urls = [
    path("", registries.setup_registry, name="setup_registry"),
    path("close/", registries.setup_registry_close, name="setup_registry_close"),
    path("open/", registries.setup_registry_open, name="setup_registry_open"),
    path("variables/", variables.setup_variables, name="setup_variables"),
    path("variables/import/", variable_import.setup_variable_import, name="setup_variable_import"),
    path("variables/<int:pk>/", variables.setup_variable, name="setup_variable"),
]
authority_urls = [
    path("", home.setup_authority, name="setup_authority"),
    path("forms/", include("registries.setup.drafts.urls")),
    path("registries/", registries.setup_registries, name="setup_registries"),
    path("registries/add/", registries.setup_registry_add, name="setup_registry_add"),
    path("registries/<slug:registry>/", include(registry_urls)),
    path("fees/", fees.setup_fees, name="setup_fees"),
    path("fees/add/", fees.setup_fees_add, name="setup_fees_add"),
    path("fees/<int:pk>/", fees.setup_fees_change, name="setup_fees_change"),
    path("fees/<int:pk>/remove/", fees.setup_fees_remove, name="setup_fees_remove"),
    path("people/", people.setup_people, name="setup_people"),
    path("people/<int:pk>/remove/", people.setup_role_take, name="setup_role_take"),
    path("notices/", notices.setup_notices, name="setup_notices"),
    path("notices/add/", notices.setup_notice_add, name="setup_notice_add"),
    path("notices/<int:pk>/", notices.setup_notice, name="setup_notice"),
    path("notices/<int:pk>/remove/", notices.setup_notice_remove, name="setup_notice_remove"),
    path("references/", references.setup_references, name="setup_references"),
    path("references/add/", references.setup_reference_add, name="setup_reference_add"),
    path("references/<int:pk>/", references.setup_reference, name="setup_reference"),
    path("references/<int:pk>/remove/", references.setup_reference_remove, name="setup_reference_remove"),
    path("texts/", log.setup_paragraphs, name="setup_paragraphs"),
    path("letters/", letters.setup_letters, name="setup_letters"),
    path("letters/<slug:letter>/", letters.setup_letter, name="setup_letter"),
    path("letters/<slug:letter>/remove/", letters.setup_letter_remove, name="setup_letter_remove"),
    path("institutions/", institutions.setup_institutions, name="setup_institutions"),
    path("institutions/add/", institutions.setup_institution_add, name="setup_institution_add"),
    path("institutions/<int:pk>/", institutions.setup_institution, name="setup_institution"),
    path("institutions/<int:pk>/remove/", institutions.setup_institution_remove, name="setup_institution_remove"),
    path("details/", details.setup_details, name="setup_details"),
    path("details/<slug:rows>/", details.setup_details_list, name="setup_details_list"),
    path("log/", log.setup_log, name="setup_log"),
]
urlpatterns = [
    path("", home.setup_home, name="setup_home"),
    path("<slug:slug>/", include(authority_urls)),
]
