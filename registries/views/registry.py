"""Search for registries and variables, and the page of one registry."""

from dataclasses import replace

from django.db.models import Count
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from registries.models import Authority, Registry, Sensitivity, Variable
from registries.search import Choice, find, read_choice, registries_named


@require_safe
def registry_list(request):
    """All registries; with `?q=&authority=&registry=&from=&to=&sensitivity=&identifying=` the variables asked for."""
    choice = read_choice(request.GET)
    names_registries = not choice.registry and (choice.words or not choice.asks_for_variables)
    context = searched(choice) | {
        "registries": found_by(choice) if names_registries else [],
        "authorities": Authority.objects.prefetch_related("registries"),
        "levels": Sensitivity.choices,
        "typed": request.GET,
        "crumbs": [{"label": _("Home"), "url": reverse("home")}, {"label": _("Registries")}],
    }
    return whole_or_part(request, "registries/registry_list.html", "registries/search_results.html", context)


def found_by(choice: Choice) -> list[Registry]:
    """The registries that a choice names, with how many variables each has."""
    registries = list(registries_named(choice))
    variables = Variable.objects.filter(registry__in=registries).order_by()
    counts = dict(variables.values_list("registry").annotate(Count("pk")))
    for registry in registries:
        registry.variable_count = counts.get(registry.pk, 0)
    return registries


def searched(choice: Choice) -> dict:
    """What a page shows of a search: the variables, where it goes on, and how to begin anew."""
    found = find(choice) if choice.asks_for_variables else None
    return {
        "choice": choice,
        "found": found,
        "next_url": choice.address(after=found.next_after) if found and found.next_after else "",
        "first_url": choice.address() if choice.after else "",
    }


@require_safe
def registry_page(request, slug: str):
    """One registry with its variables, or those that hold every word of `?q=`."""
    registry = get_object_or_404(Registry.objects.select_related("authority"), slug=slug)
    asked = read_choice(request.GET)
    choice = Choice(words=asked.words, registry=slug, after=asked.after)
    context = searched(choice) | {
        "registry": registry,
        "authority": registry.authority,
        "is_closed": registry.is_closed(registry.authority.today()),
        "wait": registry.measured_waits.of_receivers().first(),
        "crumbs": [
            {"label": _("Registries"), "url": reverse("registry_list")},
            {"label": str(registry)},
        ],
    }
    # The address of the page names the registry already.
    own = replace(choice, registry="")
    context["next_url"] = own.address(after=context["found"].next_after) if context["next_url"] else ""
    context["first_url"] = reverse("registry_page", args=[slug]) + own.address() if choice.after else ""
    return whole_or_part(request, "registries/registry_page.html", "registries/variable_results.html", context)


def whole_or_part(request, whole: str, part: str, context: dict):
    """The page, or only its results for a search as one types; caches keep the two apart."""
    partial = bool(request.htmx) and not request.htmx.history_restore_request
    response = render(request, part if partial else whole, context | {"partial": partial})
    patch_vary_headers(response, ["HX-Request"])
    return response
