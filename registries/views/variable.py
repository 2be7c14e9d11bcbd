"""The page of one variable, and all variables of a registry as a file."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.base.serving import download_of
from registries.models import Registry, Variable
from registries.search import clean
from registries.variable_files import write_csv, write_xlsx

# How each kind of file is written, and what it is called on its way.
FILES = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@require_safe
def variable_page(request, slug: str, variable: str):
    """Everything that the catalogue says of one variable."""
    rows = Variable.objects.select_related("registry__authority").filter(registry__slug=slug)
    variable = get_object_or_404(rows, name=clean(variable))
    registry, authority = variable.registry, variable.registry.authority
    # In the order in which the variable names them: the usual choice first.
    by_name = {one.name: one for one in rows.filter(name__in=variable.less_detail)}
    context = {
        "variable": variable,
        "registry": registry,
        "authority": authority,
        "is_closed": registry.is_closed(authority.today()),
        "less_detail": [by_name[name] for name in variable.less_detail if name in by_name],
        "values": [(row["code"], authority.text(row["label"])) for row in variable.values],
        "crumbs": [
            {"label": _("Registries"), "url": reverse("registry_list")},
            {"label": authority.text(registry.name), "url": reverse("registry_page", args=[slug])},
            {"label": variable.name},
        ],
    }
    return render(request, "registries/variable_page.html", context)


@require_safe
def variable_file(request, slug: str, ending: str):
    """All variables of a registry: `xlsx` or `csv`, with which they can also be read in again."""
    registry = get_object_or_404(Registry, slug=slug)
    if ending not in FILES:
        raise Http404
    write, content_type = FILES[ending]
    return download_of(write(registry), name=f"{slug}.{ending}", content_type=content_type)
