"""What belongs to a whole project: approvals, the linkage plan, what authorities see of each other."""

from django.urls import path

from applications.views import approval, linkage, project_facts

urlpatterns = [
    path("facts/", project_facts.project_facts, name="project_facts"),
    path("approvals/", approval.approval_list, name="approval_list"),
    path("approvals/new/", approval.approval_new, name="approval_new"),
    path("approvals/<int:approval>/", approval.approval_page, name="approval_page"),
    path("approvals/<int:approval>/remove/", approval.approval_remove, name="approval_remove"),
    path("linkage/", linkage.linkage_page, name="linkage_page"),
    path("sharing/", approval.project_sharing, name="project_sharing"),
]
