"""The page of a case: where it is, whose turn it is, until when, and everything that belongs to it."""

from dataclasses import dataclass, field

from django.db.models import Exists, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications.actions.message import mark_read
from applications.completeness import gaps, read_whole, section_states
from applications.differences import Comparison, difference_as_decided
from applications.forms import case as forms
from applications.law import LAW
from applications.letters.annex import paragraphs
from applications.models import Application, DecisionRow, Document, Event, Invoice
from applications.scope import Scope, scopes_to_show
from applications.views.access import case_for, case_view, or_at_the_desk
from applications.views.delays import Delay, delay_of
from applications.views.history import history_of
from applications.views.kept import take
from applications.views.reading import read_submission
from applications.views.specified import to_read
from applications.views.steps import steps_of
from applications.views.turns import turn_of
from registries.fees import single_fee
from registries.kinds.dates import written_date
from registries.models import ApplicationKind

ROWS = Prefetch("rows", DecisionRow.objects.select_related("registry"))
TABS = ("overview", "application", "messages", "documents", "history")


@dataclass
class CasePage:
    """Everything that a page of a case shows, each read once and only where it is asked for."""

    case: Application
    user: object
    tab: str = "overview"
    typed: dict = field(default_factory=dict)  # what a refused form held, so that it stands there again

    @cached_property
    def may_act(self) -> bool:
        """Whether the person answers for the project, and does not only read."""
        return self.user.has_perm("applications.write_as_applicant", self.case)

    @cached_property
    def events(self) -> list[Event]:
        """The whole chain, oldest first."""
        return list(self.case.events.select_related("by", "written_reason"))

    @cached_property
    def steps(self) -> list[dict]:
        """The stages for components/steps.html. What is read here anyway need not be asked for once more."""
        self.case.is_free = any(version.is_accepted and version.is_free for version in self.specifications)
        self.case.delivery_is_invoiced = any(invoice.kind == Invoice.Kind.DELIVERY for invoice in self.invoices)
        return steps_of(self.case, self.events)

    @cached_property
    def history(self) -> list:
        """What has happened, newest first."""
        return history_of(self.case, self.events, self.user)

    @cached_property
    def specifications(self) -> list:
        """Every version that was sent to the applicant, newest first, with its state on this day."""
        sent = self.case.specifications.exclude(proposed_at=None).select_related("fee_schedule").order_by("-version")
        versions = to_read(self.case, sent)
        self.case.accepted_specification = next((version for version in versions if version.is_accepted), None)
        for version in versions:
            is_open = version is versions[0] and self.case.takes_specification
            version.can_be_accepted = is_open and version.state == version.State.PROPOSED
        return versions

    @cached_property
    def specification(self):
        """The version that counts: the newest, or the accepted one while no newer one waits for an answer; or None."""
        newest = next(iter(self.specifications), None)
        accepted = self.case.accepted_specification
        return accepted if accepted and newest.state != newest.State.PROPOSED else newest

    @property
    def other_specifications(self) -> list:
        """The other versions that were sent."""
        return [version for version in self.specifications if version is not self.specification]

    @property
    def agreement_terms(self) -> list[str]:
        """The terms of the agreement, each a paragraph."""
        return paragraphs(self.case.procedure.text("agreement_terms"))

    @cached_property
    def whole(self):
        """The draft, read once."""
        return read_whole(self.case)

    @cached_property
    def turn(self) -> dict:
        """Whose turn it is, for components/turn.html."""
        lacking = len(gaps(self.case, self.whole)) if self.case.is_draft else 0
        shown = {"specification": self.specification, "duty": self.pressing_duty, "gap_count": lacking}
        return turn_of(self.case, may_act=self.may_act, **shown)

    @cached_property
    def delay(self) -> Delay:
        """What the authority told of a delay, and the demand for a decision (FL § 11, § 12)."""
        return delay_of(self.case, {event.kind for event in self.events}, may_act=self.may_act)

    @cached_property
    def decision(self):
        """The newest decision that was taken, or None."""
        taken = self.case.decisions.exclude(decided_at=None).select_related("decided_by")
        return taken.prefetch_related(ROWS).order_by("-pk").first()

    @cached_property
    def scopes(self) -> list[Scope]:
        """What was granted in this case and in its changes, newest first (B16)."""
        is_granted = self.decision is not None and self.decision.is_grant
        return scopes_to_show(self.case) if is_granted or self.case.is_change else []

    @cached_property
    def difference(self) -> Comparison | None:
        """What a change makes different of what is in force."""
        return difference_as_decided(self.case)

    @cached_property
    def deliveries(self) -> list:
        """What was delivered, each with whether errors can still be reported."""
        found, day = list(self.case.deliveries.prefetch_related("complaints")), self.case.authority.today()
        for delivery in found:
            delivery.takes_complaints = delivery.takes_complaints_on(day)
        return found

    @cached_property
    def invoices(self) -> list:
        """Invoices that were sent."""
        return list(self.case.invoices.exclude(issued_at=None).prefetch_related("lines"))

    @cached_property
    def duties(self) -> list:
        """What is owed after the delivery, each with its form; the one that was refused holds what was typed."""
        if not self.case.procedure.duties:
            return []
        found = list(self.case.duties.select_related("attested_by"))
        refused = self.typed.get("duty", "")
        for duty in found:
            duty.was_refused = refused == str(duty.pk)
            duty.form = forms.duty_form(self.typed if duty.was_refused else None, key=duty.pk)
        return found

    @cached_property
    def pressing_duty(self):
        """The first duty that should be done now, or None."""
        day = self.case.authority.today()
        return next((duty for duty in self.duties if duty.is_open and duty.remind_on <= day), None)

    @cached_property
    def documents(self) -> list[Document]:
        """Every document, newest first."""
        return list(self.case.documents.all())

    @cached_property
    def completion(self):
        """The open completion request with the sections that it names, or None."""
        request = self.case.open_completion_request if self.case.waits_for_applicant else None
        if request:
            request.named = [
                {"key": section.key, "title": self.case.authority.text(section.title)}
                for section in self.case.form_version.sections
                if section.key in request.sections
            ]
        return request

    @property
    def tabs(self) -> list[dict]:
        """The tabs for components/tabs.html."""
        labels = {
            "overview": _("Overview"),
            "application": _("Application"),
            "messages": _("Messages"),
            "documents": _("Documents"),
            "history": _("History"),
        }
        address = reverse("application_page", args=[self.case.public_id])
        counts = {"messages": self.case.unread_by_applicants}
        return [
            {
                "url": address if tab == "overview" else f"{address}?tab={tab}",
                "label": label,
                "current": tab == self.tab,
                "count": counts.get(tab),
            }
            for tab, label in labels.items()
        ]

    @property
    def crumbs(self) -> list[dict]:
        """Where the page lies."""
        return crumbs_of(self.case)

    @property
    def forms(self) -> dict:
        """The small forms of the page, with what a refused one held."""
        return {
            "message": forms.message_form(self.typed),
            "decline": forms.decline_form(self.typed),
            "answer": forms.answer_form(self.typed),
            "withdrawal": forms.withdrawal_form(self.typed),
            "complaint": forms.complaint_form(self.typed),
        }

    @property
    def period(self) -> str:
        """The period of the newest submission, as the reader's language writes it."""
        period = self.case.sent_facts.get("period") or {}
        return " – ".join(written_date(period.get(end, ""), get_language()) for end in ("from", "to"))

    @cached_property
    def way_to_change(self) -> str:
        """The way to have changed what was granted: "portal", or "elsewhere" where no form takes changes here.

        "" where nothing is granted, or the person does not lead the project (B16).
        """
        if self.decision is None or not self.may_act:
            return ""
        authority = self.case.authority
        own = Application.objects.changeable_by(self.user, authority).filter(pk=self.case.pk)
        taken = own.annotate(is_taken=Exists(authority.rules_with_form(ApplicationKind.CHANGE)))
        return {True: "portal", False: "elsewhere"}.get(taken.values_list("is_taken", flat=True).first(), "")

    @cached_property
    def withdrawal(self) -> bool:
        """Whether the person can take the application back now."""
        return LAW["withdraw"].is_open_from(self.case) and self.user.has_perm("applications.withdraw", self.case)

    @cached_property
    def withdrawal_fee(self):
        """What the withdrawal would cost today, or None for nothing."""
        schedule = self.case.authority.fees_in_force()
        return single_fee(schedule, "withdrawal") if schedule and schedule.withdrawal else None

    @property
    def draft_sections(self) -> list[dict]:
        """The sections of a draft with their state."""
        states = section_states(self.case, self.whole)
        return [
            {"key": section.key, "title": self.case.authority.text(section.title), "state": states[section.key]}
            for section in self.case.form_version.sections
        ]


def crumbs_of(case: Application, *further: dict) -> list[dict]:
    """My projects › the project › the authority › what lies below."""
    trail = [
        {"label": _("My projects"), "url": reverse("project_list")},
        {"label": case.project.title, "url": reverse("project_page", args=[case.project.public_id])},
    ]
    here = {"label": case.receiver_name}
    if further:
        here["url"] = reverse("application_page", args=[case.public_id])
    return [*trail, here, *further]


@require_safe
@or_at_the_desk
@case_view
def application_page(request: HttpRequest, case: Application) -> HttpResponse:
    """The case, on the tab that the address names."""
    tab = request.GET.get("tab", "overview")
    return show_case(request, case, tab=tab if tab in TABS else "overview")


def show_case(request: HttpRequest, case: Application, *, tab="overview", status=200, **kwargs) -> HttpResponse:
    """Draw the page. After a refusal the case is read anew, and what was typed stands in its form again."""
    if status != 200:
        case = case_for(request.user, case.public_id)
    page = CasePage(case=case, user=request.user, tab=tab, typed=take(request, case) or request.POST)
    context = {"page": page, "case": case, "authority": case.authority, "crumbs": page.crumbs, **_of_tab(page)}
    response = render(request, f"applications/case/{tab}.html", context, status=status)
    if tab == "messages" and page.may_act:
        mark_read(case, by=request.user)
    return response


def _of_tab(page: CasePage) -> dict:
    """What only one tab needs."""
    case = page.case
    if page.tab == "messages":
        return {"messages_of_case": case.messages.select_related("author")}
    if page.tab == "application":
        submission = case.newest_submission
        return {"submission": submission, "parts": read_submission(case, submission) if submission else []}
    return {}
