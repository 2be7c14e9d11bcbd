"""The variable list from a file, and as a file."""

import json
from io import BytesIO

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from applications.actions.answers import StaleSection, rows_of, set_variables
from applications.forms.section import known_variables
from applications.models import Answers, Application
from applications.problems import NotAllowed
from applications.variable_import import TableError, merged, read_variables, template_for
from applications.views.access import case_view
from applications.views.case import crumbs_of
from applications.views.form import section_of, show_section
from applications.views.refusals import refusals_on

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_TRIES = 3


@require_POST
@case_view
@refusals_on(show_section)
def variables_import(request: HttpRequest, case: Application, section: str) -> HttpResponse:
    """Show what a file would add, with every fault; take it over when the applicant says so."""
    section_of(case, section)
    if not request.user.has_perm("applications.edit", case):
        raise NotAllowed
    if "rows" in request.POST:
        return _take_over(request, case, section)
    try:
        if "file" not in request.FILES:
            raise TableError(_("No file was chosen. Choose one, then read it in."))
        preview = read_variables(request.FILES["file"], case)
    except TableError as error:
        return show_section(request, case, section, status=422, table_error=str(error))
    taken = [[row.variable.pk, row.reason] for row in preview.taken]
    title = case.authority.text(section_of(case, section).title)
    address = reverse("application_form", args=[case.public_id, section])
    context = {
        "case": case,
        "authority": case.authority,
        "section": section,
        "preview": preview,
        "rows": json.dumps(taken, ensure_ascii=False),
        "back": f"{address}#variables",
        "crumbs": crumbs_of(case, {"label": title, "url": address}, {"label": _("Variables from a file")}),
    }
    return render(request, "applications/variables_import.html", context)


def _take_over(request: HttpRequest, case: Application, section: str) -> HttpResponse:
    taken = _read_rows(request.POST["rows"])
    registries = known_variables(case, [pk for pk, _reason in taken])
    rows = [(pk, registries[pk], reason) for pk, reason in taken if pk in registries]
    _add(request, case, section, rows)
    sentence = ngettext("%(number)s variable is taken over.", "%(number)s variables are taken over.", len(rows))
    messages.success(request, sentence % {"number": len(rows)})
    return redirect(reverse("application_form", args=[case.public_id, section]) + "#variables")


def _add(request: HttpRequest, case: Application, section: str, rows: list[tuple[int, int, str]]) -> None:
    """Add to the list as it stands now. Adding takes nothing away, so another window's save is no conflict."""
    for attempt in range(1, MOST_TRIES + 1):
        version = Answers.objects.get(application=case).version_of(section)
        wanted = merged(rows_of(case), rows)
        try:
            set_variables(by=request.user, application_id=case.pk, section=section, rows=wanted, version=version)
            return
        except StaleSection:
            if attempt == MOST_TRIES:
                raise


def _read_rows(text: str) -> list[tuple[int, str]]:
    """[(variable, reason)] from the hidden field of the preview; [] where it has been tampered with."""
    try:
        return [(int(pk), str(reason)[:1000]) for pk, reason in json.loads(text)]
    except (ValueError, TypeError):
        return []


@require_safe
@case_view
def variables_template(request: HttpRequest, case: Application, section: str) -> HttpResponse:
    """The list as it stands, as a workbook to fill in and read in again."""
    section_of(case, section)
    content = BytesIO()
    template_for(case).save(content)
    name = "variables.xlsx"
    return HttpResponse(
        content.getvalue(),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
