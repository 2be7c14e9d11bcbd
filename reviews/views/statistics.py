"""Statistics: of the own authority at the desk, of every authority in public; as a page and as a workbook."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.base.serving import download_of
from portal.base.templatetags.portal_tags import longdate
from registries.models import ApplicationKind, Authority, MeasuredWait
from registries.roles import authorities_of
from reviews.statistics.choosing import STATISTICS_ROLES, Choice, period_options, read_choice
from reviews.statistics.reading import Figures, read_figures
from reviews.statistics.sections import in_words, sections_of
from reviews.statistics.workbook import CONTENT_TYPE, write_statistics
from reviews.views.access import desk_only


def readers_only(view):
    """Let in whoever reads the statistics of an authority; hands the authorities over. Others at a desk get 403."""

    @desk_only
    @wraps(view)
    def guarded(request):
        authorities = list(authorities_of(request.user, *STATISTICS_ROLES))
        if not authorities:
            raise PermissionDenied
        return view(request, authorities)

    return guarded


@require_safe
@readers_only
def desk_statistics(request, authorities):
    """`?period=&authority=&registry=&kind=`: waits, checks, hours and outcomes of the authorities where one works."""
    return page(request, authorities, is_public=False)


@require_safe
@readers_only
def desk_statistics_file(request, authorities):
    """The same as a workbook."""
    return workbook(request, authorities, is_public=False)


@require_safe
def statistics(request):
    """Waits and outcomes of every authority, without numbers that would tell about single cases."""
    return page(request, list(Authority.objects.all()), is_public=True)


@require_safe
def statistics_file(request):
    """The same as a workbook."""
    return workbook(request, list(Authority.objects.all()), is_public=True)


def page(request, authorities: list[Authority], *, is_public: bool) -> HttpResponse:
    """The page of a choice among authorities."""
    choice = read_choice(request.GET, authorities)
    figures = read_figures(choice)
    context = {
        "is_public": is_public,
        "choice": choice,
        "figures": figures,
        "head": [] if is_public else head_of(figures),
        "waits": waits_of(choice) if is_public else [],
        "sections": sections_of(figures, is_public=is_public) if figures.is_counted else [],
        "authorities": authorities if len(authorities) > 1 else [],
        "registries": choice.authority.registries.defer("description") if choice.authority else [],
        "kinds": [(kind.value, capfirst(str(kind.label))) for kind in ApplicationKind],
        "periods": period_options(),
        "file_url": f"{reverse('statistics_file' if is_public else 'desk_statistics_file')}?{choice.query}",
        "crumbs": crumbs_of(is_public),
    }
    return render(request, "reviews/statistics.html", context)


def workbook(request, authorities: list[Authority], *, is_public: bool) -> HttpResponse:
    """The workbook of a choice among authorities."""
    choice = read_choice(request.GET, authorities)
    figures = read_figures(choice)
    sections = sections_of(figures, is_public=is_public) if figures.is_counted else []
    written = write_statistics(said_of(figures), sections)
    return download_of(written, name=f"statistics-{choice.period}.xlsx", content_type=CONTENT_TYPE)


def crumbs_of(is_public: bool) -> list[dict]:
    """Where the page stands."""
    above = (_("Home"), reverse("home")) if is_public else (_("Desk"), reverse("desk"))
    return [{"label": above[0], "url": above[1]}, {"label": _("Statistics")}]


def head_of(figures: Figures) -> list[tuple[str, str]]:
    """The period in a few figures."""
    whole, still_open = figures.whole, sum(ages.total() for ages in figures.waiting.values())
    pairs = [
        (_("Came in"), whole.came_in),
        (_("Got a case officer"), whole.queue.total()),
        (_("Handled"), whole.handling.total()),
        (_("Half were handled in at most (working days)"), whole.handling.half),
        (_("Nine of ten in at most (working days)"), whole.handling.most),
        (_("Open now"), still_open),
    ]
    return [(label, in_words(value)) for label, value in pairs]


def waits_of(choice: Choice) -> list[MeasuredWait]:
    """The waits of the last twelve months, of those who receive applications."""
    waits = MeasuredWait.objects.of_receivers().filter(authority__in=choice.authorities)
    return [wait for wait in waits.select_related("authority", "registry__authority") if wait.says_anything]


def said_of(figures: Figures) -> list[tuple[str, str]]:
    """What was chosen, and when it was counted."""
    choice = figures.choice
    periods, kinds = dict(period_options()), dict(ApplicationKind.choices)
    return [
        (_("Period"), str(periods[choice.period])),
        (_("Authority"), ", ".join(row.short_name for row in choice.authorities)),
        (_("Registry"), str(choice.registry) if choice.registry else _("all")),
        (_("Kind of application"), str(kinds[choice.kind]) if choice.kind else _("all")),
        (_("Counted"), longdate(figures.counted_at)),
    ]
