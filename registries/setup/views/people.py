"""Who has which role at an authority."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from registries.models import Role
from registries.setup.access import setup_view
from registries.setup.actions.membership import give_role, take_role
from registries.setup.forms.people import RoleForm
from registries.setup.views.pages import attempt, deed, part_crumbs


@require_http_methods(["GET", "HEAD", "POST"])
@setup_view
def setup_people(request, authority):
    """Everybody with a role, and the form to give one."""
    status, form = 200, RoleForm(request.POST or None, authority=authority)
    if request.method == "POST":
        status = attempt(form, lambda form: give_role(by=request.user, authority=authority, **form.typed))
        if status == 302:
            said = {"email": form.typed["email"], "role": Role(form.typed["role"]).label}
            messages.success(request, _("%(email)s has the role %(role)s now.") % said)
            return redirect("setup_people", authority.slug)
    memberships = authority.memberships.select_related("user", "registry__authority").order_by("user__name", "role")
    words = {"authority": authority, "form": form, "people": by_person(memberships)}
    words["one_of_two"] = administrators(authority) == 2
    words["crumbs"] = part_crumbs(authority, _("People and roles"), "")
    return render(request, "registries/setup/people.html", words, status=status)


def by_person(memberships) -> list[tuple]:
    """(person, that person's memberships) in the order of the names."""
    found: dict = {}
    for membership in memberships:
        found.setdefault(membership.user, []).append(membership)
    return list(found.items())


@require_POST
@setup_view
def setup_role_take(request, authority, pk: int):
    """Take a role back."""
    membership = get_object_or_404(authority.memberships.select_related("user", "authority", "registry"), pk=pk)
    said = {"person": membership.user, "role": membership.get_role_display()}
    is_own = membership.user_id == request.user.pk and membership.role == Role.ADMINISTRATOR
    return deed(
        request,
        lambda: take_role(by=request.user, membership=membership),
        done=_("%(person)s no longer has the role %(role)s.") % said,
        then=("home",) if is_own and administrators(authority) > 1 else ("setup_people", authority.slug),
    )


def administrators(authority) -> int:
    """How many people can administer the authority. It takes two to publish a form."""
    return authority.memberships.filter(role=Role.ADMINISTRATOR, user__is_active=True).count()
