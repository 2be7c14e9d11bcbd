"""The registries of an authority."""

from django.db.models import Count
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from registries.setup.access import setup_view
from registries.setup.actions.registry import add_registry, change_registry, close_registry, open_registry
from registries.setup.forms.registry import ClosingForm, NewRegistryForm, RegistryForm
from registries.setup.views.pages import deed, form_page, part_crumbs


def crumbs(authority, *more: tuple[str, str]) -> list[dict]:
    """Where a page of a registry stands: the authority, its registries, and (label, address) of what follows."""
    return part_crumbs(authority, _("Registries"), "setup_registries", *more)


@require_safe
@setup_view
def setup_registries(request, authority):
    """Every registry, with the number of its variables."""
    rows = authority.registries.annotate(variable_count=Count("variables"))
    today = authority.today()
    words = {"authority": authority, "rows": [(row, row.is_closed(today)) for row in rows]}
    return render(request, "registries/setup/registries.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@setup_view
def setup_registry_add(request, authority):
    """A registry that is not there yet."""
    form = NewRegistryForm(request.POST or None, authority=authority)
    return form_page(
        request,
        authority,
        form,
        lambda form: add_registry(by=request.user, authority=authority, values=form.typed),
        done=_("The registry is added. Its variables come next: read them from a file."),
        then=("setup_registries", authority.slug),
        title=_("Add a registry"),
        button=_("Add the registry"),
        back=reverse("setup_registries", args=[authority.slug]),
        crumbs=crumbs(authority, (_("Add"), "")),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@setup_view
def setup_registry(request, authority, registry: str):
    """One registry: what the portal says of it, its variables, and whether it is closed."""
    row = get_object_or_404(authority.registries, slug=registry)
    name = str(row)
    is_closed = row.closed_on is not None
    form = RegistryForm(request.POST or None, instance=row, authority=authority)
    return form_page(
        request,
        authority,
        form,
        lambda form: change_registry(by=request.user, registry=row, values=form.typed, known=form.known),
        done=_("Saved. The registry's page shows it at once."),
        then=("setup_registry", authority.slug, registry),
        template="registries/setup/registry.html",
        title=name,
        button=_("Save"),
        row=row,
        is_closed=is_closed,
        variable_count=row.variables.count(),
        crumbs=crumbs(authority, (name, "")),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@setup_view
def setup_registry_close(request, authority, registry: str):
    """From when nothing new can be applied for in a registry, and why."""
    row = get_object_or_404(authority.registries, slug=registry)
    name = str(row)
    form = ClosingForm(request.POST or None, instance=row, authority=authority)
    back = reverse("setup_registry", args=[authority.slug, registry])
    return form_page(
        request,
        authority,
        form,
        lambda form: close_registry(by=request.user, registry=row, values=form.typed, known=form.known),
        done=_("The registry is closed from that day. Cases that were begun before go on."),
        then=("setup_registry", authority.slug, registry),
        title=_("Close %(name)s") % {"name": name},
        intro=_(
            "From that day on nobody can apply for it any more. Its page stays and says why. Cases that were sent "
            "go on."
        ),
        button=_("Close the registry"),
        back=back,
        crumbs=crumbs(authority, (name, back), (_("Close"), "")),
    )


@require_POST
@setup_view
def setup_registry_open(request, authority, registry: str):
    """Let a closed registry be applied for again."""
    row = get_object_or_404(authority.registries, slug=registry)
    return deed(
        request,
        lambda: open_registry(by=request.user, registry=row),
        done=_("The registry is open again: it can be applied for from now on."),
        then=("setup_registry", authority.slug, registry),
    )
