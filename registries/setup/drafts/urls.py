"""The pages of the forms of an authority, and of the next version of one of them: /setup/<authority>/forms/."""

from django.urls import include, path, register_converter

from registries.setup.drafts import part_views, views


class PartConverter:
    """The address of a part of a draft (registries.setup.drafts.finding)."""

    regex = r"(?:sections|attachments|procedure)(?:/[a-z0-9_-]+)*"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


register_converter(PartConverter, "draft_part")

urlpatterns = [
    path("", views.draft_list, name="draft_list"),
    path("begin/", views.draft_begin, name="draft_begin"),
    path("<uuid:draft_id>/", views.draft_page, name="draft_page"),
    path("<uuid:draft_id>/details/", views.draft_details, name="draft_details"),
    path("<uuid:draft_id>/discard/", views.draft_discard, name="draft_discard"),
    path("<uuid:draft_id>/add/<draft_part:where>/", part_views.draft_add, name="draft_add"),
    path("<uuid:draft_id>/move/<draft_part:where>/", part_views.draft_move, name="draft_move"),
    path("<uuid:draft_id>/remove/<draft_part:where>/", part_views.draft_remove, name="draft_remove"),
    path("<uuid:draft_id>/<draft_part:where>/", part_views.draft_part, name="draft_part"),
    path("<uuid:draft_id>/", include("registries.setup.draft_urls")),
]
