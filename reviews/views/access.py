"""Who may see the desk."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied

from registries.roles import is_administrator, is_officer


def works_here(user) -> bool:
    """Whether the person has any role at a desk."""
    return is_officer(user) or is_administrator(user)


def desk_only(view):
    """Let in whoever works at a desk: others get 403, and whoever is not signed in is asked to. Nothing is cached."""

    @login_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not works_here(request.user):
            raise PermissionDenied
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return guarded
