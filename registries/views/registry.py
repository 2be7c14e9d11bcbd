"""Search for registries and variables, and the page of one registry."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from registries.models import Authority, Registry, Variable

FEW = 5
PAGE = 100


@require_safe
def registry_list(request):
    """All registries, or those that hold every word of `?q=`, with the variables that do; `?authority=` narrows it."""
    words, chosen = request.GET.get("q", "").strip(), request.GET.get("authority", "")
    registries = Registry.objects.select_related("authority").annotate(variable_count=Count("variables"))
    if chosen:
        registries = registries.filter(authority__slug=chosen)
    if words:
        registries = registries.matching(words)
    context = {
        "words": words,
        "chosen": chosen,
        "authorities": Authority.objects.all(),
        "found": with_variables(list(registries), words),
        "crumbs": [{"label": _("Home"), "url": reverse("home")}, {"label": _("Registries")}],
    }
    return whole_or_part(request, "registries/registry_list.html", "registries/registry_results.html", context)


def with_variables(registries: list[Registry], words: str) -> list[tuple[Registry, list[Variable]]]:
    """Each registry with the first few of its variables that hold every one of `words`."""
    found: dict[int, list[Variable]] = {registry.pk: [] for registry in registries}
    if words:
        for variable in Variable.objects.filter(registry__in=registries).matching(words):
            found[variable.registry_id].append(variable)
    return [(registry, found[registry.pk][:FEW]) for registry in registries]


@require_safe
def registry_page(request, slug: str):
    """One registry with its variables, or those that hold every word of `?q=`."""
    registry = get_object_or_404(Registry.objects.select_related("authority"), slug=slug)
    words = request.GET.get("q", "").strip()
    variables = registry.variables.matching(words) if words else registry.variables.all()
    context = {
        "registry": registry,
        "authority": registry.authority,
        "words": words,
        "page": Paginator(variables, PAGE).get_page(request.GET.get("page")),
        "variable_count": registry.variables.count(),
        "crumbs": [
            {"label": _("Registries"), "url": reverse("registry_list")},
            {"label": str(registry)},
        ],
    }
    return whole_or_part(request, "registries/registry_page.html", "registries/variable_results.html", context)


def whole_or_part(request, whole: str, part: str, context: dict):
    """The page, or only its results for a search as one types; caches keep the two apart."""
    partial = bool(request.htmx) and not request.htmx.history_restore_request
    response = render(request, part if partial else whole, context | {"partial": partial})
    patch_vary_headers(response, ["HX-Request"])
    return response
