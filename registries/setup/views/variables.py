"""The variables of a registry: the list, and one of them."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from registries.search import clean
from registries.setup.access import setup_view
from registries.setup.actions.variable import change_variable
from registries.setup.forms.variable import VariableForm
from registries.setup.views.pages import form_page
from registries.setup.views.registries import crumbs

PAGE = 100


def registry_crumbs(authority, registry, *more):
    """Where a page of the variables of a registry stands."""
    here = reverse("setup_registry", args=[authority.slug, registry.slug])
    return crumbs(authority, (str(registry), here), *more)


def list_of(authority, registry) -> str:
    """The address of the list of variables."""
    return reverse("setup_variables", args=[authority.slug, registry.slug])


@require_safe
@setup_view
def setup_variables(request, authority, registry: str):
    """The variables of a registry, or those that hold every word of `?q=`."""
    row = get_object_or_404(authority.registries, slug=registry)
    said = clean(request.GET.get("q", ""))
    found = row.variables.matching(said) if said else row.variables.all()
    words = {
        "authority": authority,
        "registry": row,
        "words": said,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "query": urlencode({"q": said}) + "&" if said else "",
        "crumbs": registry_crumbs(authority, row, (_("Variables"), "")),
    }
    return render(request, "registries/setup/variables.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@setup_view
def setup_variable(request, authority, registry: str, pk: int):
    """What the catalogue says of one variable."""
    row = get_object_or_404(authority.registries, slug=registry)
    variable = get_object_or_404(row.variables.select_related("registry__authority"), pk=pk)
    form = VariableForm(request.POST or None, instance=variable, authority=authority, registry=row)
    back = list_of(authority, row)
    return form_page(
        request,
        authority,
        form,
        lambda form: change_variable(by=request.user, variable=variable, values=form.typed, known=form.known),
        done=_("%(name)s is saved. Searches find it as it stands now.") % {"name": variable.name},
        then=("setup_variables", authority.slug, registry),
        title=variable.name,
        button=_("Save"),
        back=back,
        crumbs=registry_crumbs(authority, row, (_("Variables"), back), (variable.name, "")),
    )
