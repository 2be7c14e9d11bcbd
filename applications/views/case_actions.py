"""What an applicant does on the page of a case: each view calls one action, and goes back to the page."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from applications.actions import application, completion_request, demand, message, specification
from applications.actions.delivery import complain
from applications.actions.duty import attest
from applications.models import Application
from applications.problems import NotReady
from applications.views.access import case_view
from applications.views.case import show_case
from applications.views.refusals import refusals_on


def _back(case: Application, anchor: str = "") -> HttpResponse:
    return redirect(reverse("application_page", args=[case.public_id]) + anchor)


def _number(value: str | None) -> int:
    """A number that a page sent; one that is none matches nothing."""
    return int(value) if value and value.isdecimal() else 0


@require_POST
@case_view
@refusals_on(partial(show_case, tab="messages"))
def message_write(request: HttpRequest, case: Application) -> HttpResponse:
    """Send a message to the authority."""
    message.write_message(by=request.user, application_id=case.pk, text=request.POST.get("message", ""))
    messages.success(request, _("Your message is sent. You get a mail when there is an answer."))
    return _back(case, "?tab=messages")


@require_POST
@case_view
@refusals_on(show_case)
def completion_answer(request: HttpRequest, case: Application) -> HttpResponse:
    """Send what was mended (S15, T2)."""
    completion_request.answer(by=request.user, application_id=case.pk, text=request.POST.get("answer", "").strip())
    messages.success(request, _("Your completion is sent. The handling time goes on."))
    return _back(case)


@require_POST
@case_view
@refusals_on(show_case)
def specification_accept(request: HttpRequest, case: Application) -> HttpResponse:
    """Agree with content and price of the version that the page showed (S17, T5)."""
    version = _number(request.POST.get("version"))
    specification.accept(by=request.user, application_id=case.pk, specification_version=version)
    messages.success(request, _("You have accepted it. The authority now takes its decision."))
    return _back(case)


@require_POST
@case_view
@refusals_on(show_case)
def specification_decline(request: HttpRequest, case: Application) -> HttpResponse:
    """Say no to the version that the page showed, and why."""
    specification.decline(
        by=request.user,
        application_id=case.pk,
        specification_version=_number(request.POST.get("version")),
        because=request.POST.get("because", ""),
    )
    messages.success(request, _("You have declined it. The case officer writes a new version."))
    return _back(case)


@require_POST
@case_view
@refusals_on(show_case)
def delivery_complain(request: HttpRequest, case: Application, delivery: int) -> HttpResponse:
    """Report errors in a delivery (T9)."""
    found = get_object_or_404(case.deliveries, pk=delivery)
    complain(by=request.user, delivery=found, text=request.POST.get("complaint", ""))
    messages.success(request, _("Your report is sent. The authority looks into it without charge."))
    return _back(case, "#delivery")


@require_POST
@case_view
@refusals_on(show_case)
def duty_attest(request: HttpRequest, case: Application, duty: int) -> HttpResponse:
    """Attest what was to be done after the delivery (Q13, Q14)."""
    found = get_object_or_404(case.duties, pk=duty)
    typed = request.POST
    attest(by=request.user, duty=found, is_stated=typed.get("stated") == "yes", note=typed.get("note", ""))
    messages.success(request, _("It is attested. The authority can see it."))
    return _back(case, "#duties")


@require_POST
@case_view
@refusals_on(show_case)
def decision_demand(request: HttpRequest, case: Application) -> HttpResponse:
    """Demand that the authority decides the case, once the box is ticked (FL § 12)."""
    if request.POST.get("sure_demand") != "yes":
        raise NotReady([_("Tick the box to say that you are sure. Nothing is demanded yet.")])
    demand.demand_decision(by=request.user, application_id=case.pk)
    messages.success(request, _("Your demand has come in. The page says by when the authority has to answer it."))
    return _back(case, "#delay")


@require_POST
@case_view
@refusals_on(show_case)
def application_withdraw(request: HttpRequest, case: Application) -> HttpResponse:
    """Take the application back, once the box is ticked."""
    if request.POST.get("sure") != "yes":
        raise NotReady([_("Tick the box to say that you are sure. The application is as it was.")])
    application.withdraw(by=request.user, application_id=case.pk, reason=request.POST.get("reason", "").strip())
    messages.success(request, _("The application is withdrawn."))
    return _back(case)
