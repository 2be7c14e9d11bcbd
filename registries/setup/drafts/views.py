"""The forms of an authority, and the page of the next version of one of them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from registries.models import Authority, FormDraft
from registries.search import clean
from registries.setup.access import setup_view
from registries.setup.drafts.access import back_with, crumbs_of, draft_view, elsewhere, name_of, tell
from registries.setup.drafts.actions import begin, discard, rename
from registries.setup.drafts.forms import DetailsForm
from registries.setup.drafts.overview import forms_of
from registries.setup.drafts.pages import DraftPages
from registries.setup.problems import NotAllowed, Refused, Stale
from registries.setup.views.draft_pages import draft_context


@require_safe
@setup_view
def draft_list(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The forms of an authority: which versions there are, and the draft of the next one."""
    context = {"authority": authority, "forms": forms_of(authority), "crumbs": [{"label": _("Forms")}]}
    return render(request, "registries/setup/draft_list.html", context)


@require_POST
@setup_view
def draft_begin(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Begin the next version of a form, and go to it; where somebody has begun it already, to that one."""
    kind, registry = (clean(request.POST.get(name, "")) for name in ("kind", "registry"))
    try:
        draft = begin(by=request.user, authority=authority, kind=kind, registry_slug=registry)
    except NotAllowed:
        raise
    except Refused as refusal:
        tell(request, refusal)
        group = {"kind": kind, "registry_slug": registry, "published_at": None, "discarded_at": None}
        draft = authority.form_drafts.filter(**group).first()
        if draft is None:
            return redirect("draft_list", authority.slug)
        return redirect("draft_page", authority.slug, draft.public_id)
    sentence = _(
        "The next version is begun. Nothing changes for applicants until it is published. Change what you want."
    )
    messages.success(request, sentence)
    return redirect("draft_page", authority.slug, draft.public_id)


@require_safe
@draft_view
def draft_page(request: HttpRequest, draft: FormDraft) -> HttpResponse:
    """Everything in a draft, each part with its faults and a way to change it."""
    context = draft_context(draft, "draft_page", pages=DraftPages(draft), title=name_of(draft))
    context["crumbs"] = crumbs_of(draft)
    return render(request, "registries/setup/draft_page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@draft_view
def draft_details(request: HttpRequest, draft: FormDraft) -> HttpResponse:
    """What the version is called, and for a registry's own form where it is published."""
    if closed := elsewhere(request, draft):
        return closed
    form, status = DetailsForm(request.POST or None, draft=draft), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                rename(by=request.user, draft_id=draft.pk, **form.cleaned_data)
                messages.success(request, _("The name of the version is saved."))
                return redirect("draft_page", draft.authority.slug, draft.public_id)
            except NotAllowed:
                raise
            except Stale as refusal:
                form.take(refusal)
            except Refused as refusal:
                form.refuse(refusal.sentences)
            status = 409
    title = _("Name of the version")
    context = {"form": form, "draft": draft, "authority": draft.authority, "title": title}
    context["crumbs"] = crumbs_of(draft, {"label": title})
    return render(request, "registries/setup/draft_details.html", context, status=status)


@require_POST
@draft_view
def draft_discard(request: HttpRequest, draft: FormDraft) -> HttpResponse:
    """Give the draft up."""
    try:
        discard(by=request.user, draft_id=draft.pk)
    except Refused as refusal:
        return back_with(request, draft, refusal)
    sentence = _("The draft is discarded. What is published holds on; begin the next version when you like.")
    messages.success(request, sentence)
    return redirect("draft_list", draft.authority.slug)
