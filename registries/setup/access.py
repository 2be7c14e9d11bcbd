"""Who may configure an authority in the browser: its administrators."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.cache import add_never_cache_headers

from registries.models import Authority, Role
from registries.roles import DESK_ROLES, authorities_of, has_role
from registries.setup.problems import NotAllowed


def may_configure(user, authority: Authority) -> bool:
    """Whether the person is an administrator of the authority."""
    return has_role(user, authority, Role.ADMINISTRATOR)


def require_administrator(by, authority: Authority) -> None:
    """Raise NotAllowed unless the person is an administrator of the authority. Every action begins with it."""
    if not may_configure(by, authority):
        raise NotAllowed


def configured_by(user):
    """The authorities that the person configures; raises PermissionDenied where there is none."""
    authorities = authorities_of(user, Role.ADMINISTRATOR)
    if not authorities:
        raise PermissionDenied
    return authorities


def answered(view, request, *args, **kwargs):
    """What the view gives, never kept by a cache; NotAllowed of an action becomes a 403."""
    try:
        response = view(request, *args, **kwargs)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    add_never_cache_headers(response)
    return response


def setup_view(view):
    """A page of the setup of one authority: `view(request, authority, …)` for an address with `slug`.

    Whoever is not signed in is asked to; whoever works with the authority's cases without being its administrator gets
    403, everybody else 404.
    """

    @login_required
    @wraps(view)
    def guarded(request, slug: str, *args, **kwargs):
        authority = get_object_or_404(Authority, slug=slug)
        if not may_configure(request.user, authority):
            if has_role(request.user, authority, *DESK_ROLES):
                raise PermissionDenied
            raise Http404
        return answered(view, request, authority, *args, **kwargs)

    return guarded


def setup_home_view(view):
    """A page about all that the person configures: `view(request, authorities)`; 403 for whoever configures none."""

    @login_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        return answered(view, request, configured_by(request.user), *args, **kwargs)

    return guarded
