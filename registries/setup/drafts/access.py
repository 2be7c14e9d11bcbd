"""What every page of a draft begins and ends with: the draft, the way to it, and why something was refused."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from registries.models import ApplicationKind, Authority, FormDraft
from registries.setup.access import setup_view
from registries.setup.drafts.actions import PROPOSED
from registries.setup.problems import NotAllowed, Refused


def draft_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one draft: `view(request, draft, …)` for an address with `slug` and `draft_id`; Http404 without it.

    Days and times are those of the authority.
    """

    @setup_view
    @wraps(view)
    def found(request: HttpRequest, authority: Authority, draft_id, **kwargs) -> HttpResponse:
        drafts = FormDraft.objects.select_related("created_by", "changed_by", "proposed_by", "published_by", "based_on")
        draft = get_object_or_404(drafts, authority=authority, public_id=draft_id)
        draft.authority = authority
        with timezone.override(authority.time_zone):
            return view(request, draft, **kwargs)

    return found


def elsewhere(request: HttpRequest, draft: FormDraft) -> HttpResponse | None:
    """To the draft's own page, with the reason, where it cannot be changed; None where it can.

    What was typed goes on to the action, whose refusal is shown with it.
    """
    if request.method == "POST" or (draft.is_open and draft.proposed_at is None):
        return None
    said = PROPOSED if draft.is_open else _("This version is closed, so it cannot be changed. Begin a new one instead.")
    messages.warning(request, said)
    return redirect("draft_page", draft.authority.slug, draft.public_id)


def back_with(request: HttpRequest, draft: FormDraft, refusal: Refused) -> HttpResponse:
    """The draft's page with the reasons of a refusal. NotAllowed goes on to its 403."""
    if isinstance(refusal, NotAllowed):
        raise refusal
    tell(request, refusal)
    return redirect("draft_page", draft.authority.slug, draft.public_id)


def tell(request: HttpRequest, refusal: Refused) -> None:
    """Say why something was refused."""
    for sentence in refusal.sentences:
        messages.error(request, str(sentence))


def crumbs_of(draft: FormDraft, *more: dict[str, str]) -> list[dict[str, str]]:
    """The way to a page of a draft, from the setup of its authority."""
    slug = draft.authority.slug
    here = {"label": name_of(draft)}
    if more:
        here["url"] = reverse("draft_page", args=[slug, draft.public_id])
    return [
        {"label": draft.authority.short_name, "url": reverse("setup_authority", args=[slug])},
        {"label": _("Forms"), "url": reverse("draft_list", args=[slug])},
        here,
        *more,
    ]


def name_of(draft: FormDraft) -> str:
    """A draft as the pages of its authority call it."""
    own = [draft.registry_slug] if draft.registry_slug else []
    return " · ".join([str(ApplicationKind(draft.kind).label).capitalize(), *own, draft.version_name])
