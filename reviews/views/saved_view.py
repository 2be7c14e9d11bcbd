"""Saving what is chosen in the queue under a name, and changing that."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.problems import NotAllowed, NotReady
from registries.models import Role
from registries.roles import DESK_ROLES, authorities_of, roles_by_authority
from reviews.actions.saved_view import change_view, choice_of, put_first, remove_view, save_view
from reviews.forms.saved_view import SavedViewForm
from reviews.models import SavedView
from reviews.queue.choice import Choice, read_choice
from reviews.queue.filters import FILTERS
from reviews.queue.options import options_of
from reviews.views.access import desk_only
from reviews.workplace import workplace_of


@require_http_methods(["GET", "HEAD", "POST"])
@desk_only
def save(request):
    """Keep what the address chooses."""
    user = request.user
    choice = read_choice(request.GET, set().union(*roles_by_authority(user).values()))
    form = _form(request)
    title = _("Save this view")
    if request.method == "POST" and form.is_valid():
        made = _tried(
            form, lambda: save_view(by=user, name=form.cleaned_data["name"], choice=choice, authority=form.authority)
        )
        if made:
            return _back(request, choice, _("The view is saved. It stands in the list of views."))
    return _page(request, form, choice, title)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_only
def saved(request, view_id: int):
    """Change a saved view, put it first, or take it away. 404 for one that the person does not see."""
    user = request.user
    view = get_object_or_404(SavedView.objects.visible_to(user).select_related("authority"), pk=view_id)
    if not view.can_be_changed_by(user):
        raise PermissionDenied
    choice, do = choice_of(view, user), request.POST.get("do", "")
    initial = {"name": view.name, "readers": view.authority.slug if view.authority else ""}
    form = _form(request, initial=initial, is_sent=do == "change")
    if do == "remove":
        remove_view(by=user, view=view)
        return _back(request, choice, _("The view is removed. What it held is where it was."))
    if do == "first":
        put_first(by=user, view=view)
        return _back(request, choice, _("The view stands first in the list."))
    if do == "change" and form.is_valid():
        named = {"name": form.cleaned_data["name"], "authority": form.authority}
        if _tried(form, lambda: change_view(by=user, view=view, **named)):
            return _back(request, choice, _("The view is changed."))
    if request.method == "POST" and do != "change":
        raise Http404
    return _page(request, form, choice, _("Change the view"), view)


def _form(request, *, initial=None, is_sent: bool = True) -> SavedViewForm:
    here = list(authorities_of(request.user, *DESK_ROLES, Role.ADMINISTRATOR))
    typed = request.POST if request.method == "POST" and is_sent else None
    return SavedViewForm(typed, authorities=here, initial=initial)


def _tried(form: SavedViewForm, deed: Callable[[], SavedView]) -> SavedView | None:
    """What the action made; None where it refused, with its reasons in the form."""
    try:
        return deed()
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except NotReady as refusal:
        form.refuse(refusal.sentences)
        return None


def _back(request, choice: Choice, words: str):
    messages.success(request, words)
    return redirect(reverse("desk") + choice.but().address())


def _page(request, form: SavedViewForm, choice: Choice, title: str, view: SavedView | None = None):
    options = options_of(request.user, workplace_of(request.user))
    said = [(FILTERS[key].label, FILTERS[key].said(value, options)) for key, value in choice.filters.items()]
    words = {"form": form, "choice": choice, "said": said, "title": title, "view": view, "back": choice.but().address()}
    return render(request, "reviews/saved_view.html", words, status=422 if form.errors else 200)
