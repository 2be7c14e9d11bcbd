"""Rows of a list from a file, and as a file: the variables, and every question whose kind is a table."""

from io import BytesIO
from typing import BinaryIO, Protocol

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from openpyxl import Workbook

from applications.actions.answers import StaleSection, rows_of, save_section, set_variables
from applications.forms.section import known_variables
from applications.models import Answers, Application
from applications.problems import NotAllowed
from applications.table_import import Preview, TableError, read_rows, rows_workbook, with_rows
from applications.variable_import import merged, read_variables, template_for
from applications.views.access import case_view
from applications.views.case import crumbs_of
from applications.views.form import section_of, show_section
from applications.views.refusals import refusals_on
from portal.base.serving import download_of
from registries.kinds import kind_of
from registries.schema import Question

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_TRIES = 3


class List(Protocol):
    """A list of an application that can be read from a file."""

    anchor: str  # where the page is gone on at

    def read(self, uploaded: BinaryIO) -> Preview:
        """What the file would add. Raises TableError."""

    def workbook(self) -> Workbook:
        """The list as it stands, to be filled in."""

    def add(self, by, version: int, values: list) -> int:
        """Add the values of taken rows to what is stored; how many of them count. Raises StaleSection."""


class VariableList:
    """The variables that are asked for."""

    anchor = "variables"

    def __init__(self, case: Application, section: str):
        self.case, self.section = case, section

    def read(self, uploaded):
        return read_variables(uploaded, self.case)

    def workbook(self):
        return template_for(self.case)

    def add(self, by, version, values):
        registries = known_variables(self.case, [pk for pk, _reason, _level in values])
        rows = [(pk, registries[pk], reason, level) for pk, reason, level in values if pk in registries]
        wanted = merged(rows_of(self.case), rows)
        set_variables(by=by, application_id=self.case.pk, section=self.section, rows=wanted, version=version)
        return len(rows)


class TableOfQuestion:
    """The rows of a question whose kind is a table."""

    def __init__(self, case: Application, section: str, question: Question):
        self.case, self.section, self.question = case, section, question
        self.anchor = f"id_{question.key}"

    @property
    def stored(self) -> list[dict]:
        """The rows as they stand."""
        return Answers.objects.get(application=self.case).values.get(self.question.key) or []

    def read(self, uploaded):
        return read_rows(uploaded, self.question, self.stored, self.case.authority)

    def workbook(self):
        return rows_workbook(self.question, self.stored)

    def add(self, by, version, values):
        typed = {self.question.key: with_rows(self.question, self.stored, values)}
        save_section(by=by, application_id=self.case.pk, section=self.section, typed=typed, version=version)
        return len(values)


def list_of(case: Application, section: str, key: str) -> List:
    """The list that a question of a section asks for. Raises Http404 where it asks for none."""
    question = {question.key: question for question in section_of(case, section).questions}.get(key)
    if question is not None and question.kind == "variables":
        return VariableList(case, section)
    if question is None or not kind_of(question).is_table:
        raise Http404
    return TableOfQuestion(case, section, question)


def _section_again(request: HttpRequest, case: Application, section: str, question: str, **kwargs) -> HttpResponse:
    return show_section(request, case, section, **kwargs)


@require_POST
@case_view
@refusals_on(_section_again)
def rows_import(request: HttpRequest, case: Application, section: str, question: str) -> HttpResponse:
    """Show what a file would add, with every fault; take it over when the applicant says so."""
    wanted = list_of(case, section, question)
    if not request.user.has_perm("applications.edit", case):
        raise NotAllowed
    if "rows" in request.POST:
        return _take_over(request, case, section, wanted)
    try:
        if "file" not in request.FILES:
            raise TableError(_("No file was chosen. Choose one, then read it in."))
        preview = wanted.read(request.FILES["file"])
    except TableError as error:
        return show_section(request, case, section, status=422, table_error=str(error), table_key=question)
    return _preview(request, case, section, wanted, preview)


def _preview(request: HttpRequest, case: Application, section: str, wanted: List, preview: Preview) -> HttpResponse:
    address = reverse("application_form", args=[case.public_id, section])
    title = case.authority.text(section_of(case, section).title)
    context = {
        "case": case,
        "authority": case.authority,
        "preview": preview,
        "rows": signing.dumps([row.value for row in preview.taken], salt=_salt(case, wanted), compress=True),
        "back": f"{address}#{wanted.anchor}",
        "crumbs": crumbs_of(case, {"label": title, "url": address}, {"label": _("Rows from a file")}),
    }
    return render(request, "applications/rows_import.html", context)


def _take_over(request: HttpRequest, case: Application, section: str, wanted: List) -> HttpResponse:
    try:
        values = signing.loads(request.POST["rows"], salt=_salt(case, wanted))
    except signing.BadSignature:  # the field has been tampered with
        values = []
    number = _add(request, case, section, wanted, values)
    sentence = ngettext("%(number)s row is taken over.", "%(number)s rows are taken over.", number)
    messages.success(request, sentence % {"number": number})
    return redirect(reverse("application_form", args=[case.public_id, section]) + f"#{wanted.anchor}")


def _salt(case: Application, wanted: List) -> str:
    """What was read for one list is taken over into that list."""
    return f"rows of {case.public_id} {wanted.anchor}"


def _add(request: HttpRequest, case: Application, section: str, wanted: List, values: list) -> int:
    """Add to the list as it stands now. Adding takes nothing away, so another window's save is no conflict."""
    tries = 0
    while True:
        version = Answers.objects.get(application=case).version_of(section)
        try:
            return wanted.add(request.user, version, values)
        except StaleSection:
            tries += 1
            if tries == MOST_TRIES:
                raise


@require_safe
@case_view
def rows_template(request: HttpRequest, case: Application, section: str, question: str) -> HttpResponse:
    """The list as it stands, as a workbook to fill in and read in again."""
    content = BytesIO()
    list_of(case, section, question).workbook().save(content)
    return download_of(content.getvalue(), name=f"{question}.xlsx", content_type=XLSX)
