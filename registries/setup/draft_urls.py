"""The pages about a draft of a form beside its editor: tried out, checked, compared, published."""

from django.urls import path

from registries.setup.views import comparing, publishing, trying

urlpatterns = [
    path("test/", trying.draft_test, name="draft_test"),
    path("faults/", trying.draft_faults, name="draft_faults"),
    path("compare/", comparing.draft_compare, name="draft_compare"),
    path("publish/", publishing.draft_publish, name="draft_publish"),
]
