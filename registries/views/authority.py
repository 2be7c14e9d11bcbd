"""The page of one authority: what it has, how it decides, what it costs, how to reach it (T11)."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from registries.models import Authority, Stage
from registries.presenting import present


@require_safe
def authority_page(request, slug: str):
    """Everything that applies at the authority today."""
    authority = get_object_or_404(Authority, slug=slug)
    today = authority.today()
    presented = present([authority], today)[0]
    procedure = presented.procedure
    context = {
        "presented": presented,
        "authority": authority,
        "procedure": procedure,
        "steps": [step(stage) for stage in procedure.public_stages()] if procedure else [],
        "legal_references": authority.legal_references.in_force(today),
        "crumbs": [{"label": _("Registries"), "url": reverse("registry_list")}, {"label": str(authority)}],
    }
    return render(request, "registries/authority_page.html", context)


def step(stage: Stage) -> dict[str, str]:
    """A stage for the picture: its name, who acts, and how many working days it takes at most."""
    days = stage.limit_days or 0
    note = ngettext("at most %(days)d working day", "at most %(days)d working days", days) % {"days": days}
    return {
        "name": stage.procedure.authority.text(stage.name),
        "role": stage.get_role_display() if stage.role else "",
        "note": note if days else "",
    }
