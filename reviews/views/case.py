"""The case at the desk: overview, the application as it was sent, and its history."""

from django.conf import settings
from django.db.models.fields.json import KT
from django.http import Http404
from django.shortcuts import render

from applications.case_coverage import coverage_of_submission
from applications.checklist import rules_of_form
from applications.differences import difference_of, files_of, parts_of, variables_of
from applications.models import Attachment
from applications.naming import people_named
from applications.scope import scopes_to_show
from reviews.case_page import Frame
from reviews.history import tell
from reviews.reading import case_on_desk
from reviews.readings import in_words
from reviews.views.access import desk_only
from reviews.views.page import CasePage

LATEST = 5
MOST_READINGS = 50


def closed_files(case, submission) -> dict[str, set[str]]:
    """The files of a submission that cannot be opened, by their ids: those with a virus, and those that wait."""
    scans = case.attachments.scans() if submission.content["attachments"] else {}
    waits = {key for key, scan in scans.items() if scan == Attachment.Scan.UNSCANNED} if settings.CLAMAV_URL else set()
    return {"infected": {key for key, scan in scans.items() if scan == Attachment.Scan.INFECTED}, "waiting": waits}


class OverviewPage(CasePage):
    """What is asked for, the documents, and what happened last."""

    tab = "desk_case"
    template_name = "reviews/case_overview.html"

    def context(self):
        events = list(self.case.events.all())[-LATEST:]
        submission = self.case.newest_submission
        return {
            "facts": self.frame.facts,
            "variables": submission.content["variables"] if submission else [],
            "scopes": scopes_to_show(self.case),
            "documents": self.case.documents.defer("context").annotate(invoice_number=KT("context__invoice__number")),
            "duties": list(self.case.duties.select_related("attested_by")) if self.case.procedure.duties else [],
            "history": tell(events, people_named(events, self.case)),
            "request_open": self.case.open_completion_request,
        }


class ApplicationPage(CasePage):
    """A submission as it was frozen; `?submission=` chooses an earlier one."""

    tab = "desk_application"
    template_name = "reviews/case_application.html"

    def context(self):
        submissions = {row.number: row for row in self.case.submissions.select_related("submitted_by")}
        wanted = self.request.GET.get("submission", "")
        number = int(wanted) if wanted.isdecimal() else max(submissions, default=0)
        if submissions and number not in submissions:
            raise Http404
        submission, earlier = submissions.get(number), submissions.get(number - 1)
        if submission is None:
            return {"submission": None}
        labels = {rule.key: rule.label for rule in rules_of_form(self.case)}
        return {
            "submission": submission,
            "difference": difference_of(self.case, submission.content) if self.case.is_change else None,
            "earlier": earlier,
            "submissions": list(submissions.values()),
            "parts": parts_of(self.case, submission, earlier),
            "coverage": coverage_of_submission(self.case, submission),
            "variables": variables_of(submission, earlier),
            "has_levels": any(row.get("level") for row in submission.content["variables"]),
            "files": [(line, labels.get(line.row["rule"])) for line in files_of(submission, earlier)],
            **closed_files(self.case, submission),
        }


class HistoryPage(CasePage):
    """Everything that happened, newest first."""

    tab = "desk_history"
    template_name = "reviews/case_history.html"

    def context(self):
        events = list(self.case.events.all())
        readings = self.case.readings.select_related("by").order_by("-number")
        return {
            "history": tell(events, people_named(events, self.case)),
            "readings": in_words(self.case, readings[:MOST_READINGS]),
            "readings_left": max(readings.count() - MOST_READINGS, 0),
        }


@desk_only
def panel(request, public_id):
    """The chosen case beside the queue, fetched when somebody looks at it."""
    case = case_on_desk(request.user, public_id)
    response = render(request, "reviews/desk_panel.html", {"case": case, "frame": Frame(case, request.user, "")})
    response["Cache-Control"] = "no-store"
    return response
