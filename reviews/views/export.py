"""An export: how far it has come, and its file. Nobody sees it but the person who asked for it."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.base.clock import today
from portal.base.serving import download
from portal.base.signed_links import detour
from reviews.exporting import MOST
from reviews.models import Export
from reviews.views.access import desk_only

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@desk_only
def export_page(request, public_id):
    """How far the work has come; where scripts run, the part that changes is fetched again until it is done."""
    export = get_object_or_404(Export.objects.of(request.user), public_id=public_id)
    cut = export.total is not None and export.total > MOST
    words = {"export": export, "most": MOST, "is_cut": cut, "shown_total": min(export.total or 0, MOST)}
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "reviews/export_state.html" if is_part else "reviews/export_page.html", words)


@require_safe
@desk_only
def export_file(request, public_id):
    """The workbook, while it is kept."""
    export = get_object_or_404(Export.objects.of(request.user), public_id=public_id)
    if not export.is_ready:
        raise Http404
    if answer := detour(request):
        return answer
    name = _("cases-%(day)s.xlsx") % {"day": today(export.asked_at).isoformat()}
    return download(export.file.open("rb"), name=name, content_type=XLSX)
