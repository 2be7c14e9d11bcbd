"""Conversations before there is a case: the list, a new question, and one conversation (Q2, Q3, U3, U11)."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.actions import enquiry as act
from applications.forms.enquiry import EnquiryForm, answer_form
from applications.models import Enquiry, Project
from applications.problems import Refused
from applications.views.access import private
from applications.views.kept import keep, take, take_for
from applications.views.refusals import refusals_on
from registries.models import Authority
from registries.roles import is_registry_holder

PAGE = 50


def enquiry_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view its enquiry in place of the id; Http404 where the person has no part in it. Nothing is cached."""

    @wraps(view)
    def wrapped(request: HttpRequest, public_id, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            if request.method == "POST":
                keep(request, public_id)
            return redirect_to_login(reverse("enquiry_page", args=[public_id]))
        found = Enquiry.objects.visible_to(request.user).select_related("authority", "registry", "project", "asked_by")
        enquiry = get_object_or_404(found, public_id=public_id)
        if enquiry.registry:
            enquiry.registry.authority = enquiry.authority
        with timezone.override(enquiry.authority.time_zone):
            return private(view(request, enquiry, **kwargs))

    return wrapped


@require_safe
@login_required
def enquiry_list(request: HttpRequest) -> HttpResponse:
    """What the person answers, and what the person asked: what waits comes first, what is closed last."""
    user = request.user
    answered, own = Enquiry.objects.answerable_by(user), Enquiry.objects.asked_by(user)
    answers_here = is_registry_holder(user) or answered.exists()
    shows_own = request.GET.get("view") == "own" or not answers_here
    chosen = (own if shows_own else answered).with_marks(user).select_related("authority", "registry", "asked_by")
    order = (F("closed_at").asc(nulls_first=True), "-is_unread", "is_answered", "-last_at", "-pk")
    context = {
        "page": Paginator(chosen.order_by(*order), PAGE).get_page(request.GET.get("page")),
        "shows_own": shows_own,
        "tabs": _tabs(user, own, answered, shows_own) if answers_here else [],
    }
    return private(render(request, "applications/enquiry_list.html", context))


def _tabs(user, own, answered, shows_own: bool) -> list[dict]:
    """The two lists for components/tabs.html, each with how many conversations wait in it."""
    address = reverse("enquiry_list")
    waiting = Enquiry.objects.waiting_for(user)
    counts = [waiting.filter(pk__in=rows.values("pk")).count() for rows in (answered, own)]
    return [
        {"url": address, "label": _("To answer"), "current": not shows_own, "count": counts[0]},
        {"url": f"{address}?view=own", "label": _("Your questions"), "current": shows_own, "count": counts[1]},
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def enquiry_new(request: HttpRequest) -> HttpResponse:
    """Ask: `?authority=` and `?registry=` say whom, `?project=` for which project. Without them, choose first."""
    slug = request.GET.get("authority", "")
    if not request.user.is_authenticated:
        if request.method == "POST":
            keep(request, "enquiry_new", slug)
        return redirect_to_login(request.get_full_path())
    places = Authority.objects.filter(takes_enquiries=True)
    if slug:
        return private(_new_to(request, get_object_or_404(places, slug=slug)))
    context = {"authorities": places, "crumbs": _crumbs()}
    return private(render(request, "applications/enquiry_choose.html", context))


def _new_to(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The form for a question to an authority; what is sent in it goes out."""
    typed = request.POST if request.method == "POST" else take_for(request, "enquiry_new", authority.slug)
    projects = Project.objects.visible_to(request.user)
    form = EnquiryForm(typed, authority=authority, projects=projects, initial=_initial(request, authority))
    if request.method == "POST" and form.is_valid():
        try:
            return _asked(request, act.ask(by=request.user, authority=authority, **form.cleaned_data))
        except Refused as refusal:
            form.add_error(None, refusal.sentences)
    procedure = authority.procedure_in_force()
    context = {"authority": authority, "procedure": procedure, "form": form, "crumbs": _crumbs()}
    return render(request, "applications/enquiry_new.html", context)


def _initial(request: HttpRequest, authority: Authority) -> dict:
    """What the address says: the registry, and the project."""
    registry = authority.registries.filter(slug=request.GET.get("registry", "")).first()
    known = {"project": request.GET.get("project", "")}
    if registry is None:
        return known
    about = {"registries": [registry.slug]} if authority.receives_by_registry else {"subject": str(registry)}
    return known | about


def _asked(request: HttpRequest, enquiries: list[Enquiry]) -> HttpResponse:
    """Say that the question is on its way: to the conversation, or to the list where there are several."""
    number = len(enquiries)
    told = ngettext(
        "Your question is sent. You get a mail when there is an answer.",
        "Your question is sent to %(number)d registries. You get a mail for each answer.",
        number,
    )
    messages.success(request, told % {"number": number})
    return _to(enquiries[0]) if number == 1 else redirect(reverse("enquiry_list") + "?view=own")


def show_enquiry(request: HttpRequest, enquiry: Enquiry, *, status: int = 200) -> HttpResponse:
    """The conversation; what the other side wrote counts as read once it is shown."""
    act.mark_read(by=request.user, enquiry=enquiry)
    typed = request.POST if request.method == "POST" else take(request, enquiry)
    context = {
        "enquiry": enquiry,
        "authority": enquiry.authority,
        "is_own": enquiry.asked_by_id == request.user.pk,
        "said": enquiry.messages.select_related("author"),
        "form": answer_form(enquiry, request.user, typed),
        "begin": urlencode(_begin_with(enquiry)),
        "crumbs": _crumbs(enquiry.subject),
    }
    return render(request, "applications/enquiry_page.html", context, status=status)


enquiry_page = require_safe(enquiry_view(show_enquiry))


def _begin_with(enquiry: Enquiry) -> dict[str, str]:
    """What an application that comes of it begins with."""
    project = {"project": str(enquiry.project.public_id)} if enquiry.project else {}
    return ({"registry": enquiry.registry.slug} if enquiry.registry else {}) | project


@require_POST
@enquiry_view
@refusals_on(show_enquiry)
def enquiry_write(request: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    """Write to the other side."""
    act.write(by=request.user, enquiry_id=enquiry.pk, text=request.POST.get("message", ""))
    messages.success(request, _("Your message is sent."))
    return _to(enquiry)


@require_POST
@enquiry_view
@refusals_on(show_enquiry)
def enquiry_close(request: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    """End the conversation."""
    act.close(by=request.user, enquiry_id=enquiry.pk)
    messages.success(request, _("The conversation is closed. You can still read it here."))
    return _to(enquiry)


def _to(enquiry: Enquiry) -> HttpResponse:
    return redirect("enquiry_page", public_id=enquiry.public_id)


def _crumbs(here: str = "") -> list[dict]:
    """Enquiries › this page."""
    last = {"label": here or _("Ask a question")}
    return [{"label": _("Enquiries"), "url": reverse("enquiry_list")}, last]
