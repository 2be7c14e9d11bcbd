"""Pages on which one part of a draft is added, changed, moved and removed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from registries.models import FormDraft
from registries.setup.drafts.access import back_with, crumbs_of, draft_view, elsewhere
from registries.setup.drafts.actions import add_part, change_part, move_part, move_question, remove_part
from registries.setup.drafts.finding import NotThere, Spot, find
from registries.setup.drafts.pages import DraftPages, PartPage
from registries.setup.problems import NotAllowed, Refused, Stale
from registries.setup.views.pages import GONE


def spot_of(draft: FormDraft, where: str) -> Spot:
    """The part of a draft at an address; Http404 where there is none."""
    try:
        return find(draft.content, where)
    except NotThere as error:
        raise Http404 from error


@require_http_methods(["GET", "HEAD", "POST"])
@draft_view
def draft_part(request: HttpRequest, draft: FormDraft, where: str) -> HttpResponse:
    """One part of a draft, to be changed."""
    if closed := elsewhere(request, draft):
        return closed
    pages = DraftPages(draft)
    try:
        spot = find(draft.content, where)
    except NotThere as error:
        if request.method != "POST":
            raise Http404 from error
        return gone(request, draft, pages, where)
    if spot.is_list:
        return redirect(pages.part_url(where))
    page = PartPage.of(pages, spot, request.POST or None)
    if request.method != "POST":
        return show(request, page)
    if not page.form.is_valid():
        page.known = request.POST.get("known", "")
        return show(request, page, 422)
    return save(request, page, where)


def save(request: HttpRequest, page: PartPage, where: str) -> HttpResponse:
    """Keep what was typed for a part, and go on: to what is around it, or back to it where it has faults."""
    draft, values = page.pages.draft, page.form.values
    try:
        draft = change_part(
            by=request.user, draft_id=draft.pk, where=where, values=values, known=request.POST.get("known", "")
        )
    except NotAllowed:
        raise
    except Stale as refusal:
        if refusal.row is None:
            return gone(request, draft, page.pages, where)
        page.form.refuse(refusal.sentences)
        page.compare(refusal.row)
        return show(request, page, 409)
    except Refused as refusal:
        page.known = request.POST.get("known", "")
        page.form.refuse(refusal.sentences)
        return show(request, page, 409)
    return onward(request, draft, renamed(where, page.spot, values))


@require_http_methods(["GET", "HEAD", "POST"])
@draft_view
def draft_add(request: HttpRequest, draft: FormDraft, where: str) -> HttpResponse:
    """A row to be added to a list of a draft."""
    if closed := elsewhere(request, draft):
        return closed
    spot = spot_of(draft, where)
    if not spot.is_list:
        raise Http404
    page = PartPage.of(DraftPages(draft), spot, request.POST or None, adding=True)
    if request.method != "POST":
        return show(request, page)
    if not page.form.is_valid():
        return show(request, page, 422)
    try:
        draft = add_part(by=request.user, draft_id=draft.pk, where=where, values=page.form.values)
    except NotAllowed:
        raise
    except Refused as refusal:
        page.form.refuse(refusal.sentences)
        return show(request, page, 409)
    return onward(request, draft, f"{where}/{page.form.values['key']}", added=True)


@require_POST
@draft_view
def draft_move(request: HttpRequest, draft: FormDraft, where: str) -> HttpResponse:
    """Move a row up or down, or a question into another section."""
    spot = spot_of(draft, where)
    if not spot.is_row:
        raise Http404
    back = PartPage.of(DraftPages(draft), spot).back + f"#row-{spot.row['key']}"
    try:
        if section := request.POST.get("section", ""):
            move_question(by=request.user, draft_id=draft.pk, where=where, section=section)
            messages.success(request, _("The question is moved. It stands at the end of its new section."))
            return redirect("draft_part", draft.authority.slug, draft.public_id, f"sections/{section}")
        move_part(by=request.user, draft_id=draft.pk, where=where, up=request.POST.get("do") == "up")
    except Refused as refusal:
        return back_with(request, draft, refusal)
    return redirect(back)


@require_POST
@draft_view
def draft_remove(request: HttpRequest, draft: FormDraft, where: str) -> HttpResponse:
    """Remove a row with everything in it."""
    spot = spot_of(draft, where)
    if not spot.is_row:
        raise Http404
    page = PartPage.of(DraftPages(draft), spot)
    try:
        remove_part(by=request.user, draft_id=draft.pk, where=where, known=request.POST.get("known"))
    except Refused as refusal:
        return back_with(request, draft, refusal)
    messages.success(request, _("“%(name)s” is removed from the draft.") % {"name": page.title})
    return redirect(page.back)


def show(request: HttpRequest, page: PartPage, status: int = 200) -> HttpResponse:
    """The page of a part."""
    draft = page.pages.draft
    context = {"page": page, "form": page.form, "draft": draft, "authority": draft.authority}
    context["crumbs"] = crumbs_of(draft, *page.crumbs)
    return render(request, "registries/setup/draft_part.html", context, status=status)


def gone(request: HttpRequest, draft: FormDraft, pages: DraftPages, where: str) -> HttpResponse:
    """What was typed for a row that somebody has removed: it can be added again. Http404 where its list is gone too."""
    try:
        spot = find(draft.content, where.rpartition("/")[0])
    except NotThere as error:
        raise Http404 from error
    if not spot.is_list:
        raise Http404
    page = PartPage.of(pages, spot, request.POST, adding=True)
    page.form.refuse([GONE])
    return show(request, page, 409)


def onward(request: HttpRequest, draft: FormDraft, where: str, *, added: bool = False) -> HttpResponse:
    """After a save: to what is around the part; to itself where it has faults, or where a list in it begins."""
    page = PartPage.of(DraftPages(draft), find(draft.content, where))
    if page.form.faults:
        messages.warning(request, _("Saved, with something to mend before the form can be published."))
        return redirect(page.pages.url("draft_part", where))
    messages.success(request, _("“%(name)s” is saved in the draft.") % {"name": page.title})
    if added and page.lists:
        return redirect(page.pages.url("draft_part", where))
    return redirect(f"{page.back}#row-{page.spot.row['key']}" if page.spot.is_row else page.back)


def renamed(where: str, spot: Spot, values: dict) -> str:
    """The address of a row after it was saved: its key may be another one."""
    return f"{spot.list_where}/{values['key']}" if spot.is_row else where
