"""One section of the form: saved as one types, never losing a word, and never writing over another window's."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from applications.actions import presence
from applications.actions.answers import StaleSection, can_edit, save_section
from applications.actions.project_fact import make_project_answer, use_project_answer
from applications.forms.section import rows_typed, typed_into, untouched_in, with_row_button
from applications.models import Answers, Application
from applications.problems import NotAllowed
from applications.views import typed_back
from applications.views.access import case_for, case_view
from applications.views.kept import take
from applications.views.refusals import refusals_on
from applications.views.section_page import SectionPage
from applications.views.variables import left_in_basket, rows_after
from registries.kinds import kind_of
from registries.schema import Section


@require_safe
@case_view
def application_form_start(request: HttpRequest, case: Application) -> HttpResponse:
    """The first section that is not whole, else the review."""
    page = SectionPage(case, case.form_version.sections[0])
    unfinished = [entry["key"] for entry in page.sections if entry["can_edit"] and entry["state"] != "whole"]
    if not unfinished:
        return redirect("application_review", public_id=case.public_id)
    return redirect("application_form", public_id=case.public_id, section=unfinished[0])


def section_of(case: Application, key: str) -> Section:
    """The section of the case's form with that key; Http404 where there is none."""
    try:
        return case.form_version.section(key)
    except KeyError as error:
        raise Http404 from error


def show_section(
    request: HttpRequest, case: Application, section: str, status: int = 200, posted=None, **kwargs
) -> HttpResponse:
    """Draw a section. What was typed and is not saved (after a refusal, or a time-out) stands in its fields."""
    page = SectionPage(case, section_of(case, section), **kwargs)
    posted = request.POST if status != 200 and request.method == "POST" else posted
    if posted is not None:
        page.typed = typed_into(page.section, posted)
        page.typed_rows = rows_typed(case, page.section, posted)
        page.typed_on = posted.get("version", "")
    return render(request, "applications/application_form.html", page.context(), status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view
@refusals_on(show_section)
def application_form(request: HttpRequest, case: Application, section: str) -> HttpResponse:
    """Show a section, or save it."""
    found = section_of(case, section)
    if request.method == "POST":
        try:
            return _save(request, case, found)
        except NotAllowed:  # the right to write was taken away while the page was open
            return typed_back.of_reader(request, case, found)
    if not (can_edit(case, section) and request.user.has_perm("applications.edit", case)):
        messages.info(request, _("This section cannot be changed now. Here is the application as it was sent."))
        return redirect(reverse("application_page", args=[case.public_id]) + "?tab=application")
    presence.enter(by=request.user, case=case, section=section)
    kept = take(request, case, section)
    show = "all" if "mend" in request.GET else "wrong"
    return show_section(request, case, section, show=show, posted=kept)


def _save(request: HttpRequest, case: Application, section: Section) -> HttpResponse:
    do = request.POST.get("do", "")
    if do == "take_theirs":
        return redirect("application_form", public_id=case.public_id, section=section.key)
    version = request.POST.get("newest" if do == "keep_mine" else "version", "")
    before = {registry.pk for registry in case.registries.all()}
    typed = typed_into(section, request.POST)
    wanted = with_row_button(typed, do)
    untouched = {key for key in untouched_in(section, request.POST, typed) if wanted[key] == typed[key]}
    try:
        save_section(
            by=request.user,
            application_id=case.pk,
            section=section.key,
            typed=wanted,
            version=int(version) if version.isdecimal() else 0,
            rows=rows_after(request, case, section, do),
            untouched=untouched,
        )
    except StaleSection as stale:
        return _conflict(request, case, section, stale)
    case = case_for(request.user, case.public_id)
    if request.htmx:
        return _saved_as_one_types(request, case, section, before)
    return _saved(request, case, section, do)


def _saved_as_one_types(request: HttpRequest, case: Application, section: Section, before: set) -> HttpResponse:
    """Only what changed: the version, the states of the sections, questions that came or went."""
    page = SectionPage(case, section, on_screen=typed_into(section, request.POST))
    asked, ticked = set(request.POST.getlist("asked")), set(request.POST.getlist("add"))
    changed = page.slots_changed(asked, before)
    redrawn = {key for key, _block in changed}
    context = page.context() | {
        "changed": changed,
        "noted": [block for block in page.form.noted if block.key not in redrawn],
        "ticked": {int(value) for value in ticked if value.isdecimal()},
    }
    return render(request, "applications/form/saved.html", context)


def _saved(request: HttpRequest, case: Application, section: Section, do: str) -> HttpResponse:
    here = reverse("application_form", args=[case.public_id, section.key])
    if key := _shared(request, case, do):
        return redirect(f"{here}#slot_{key}")
    if do == "basket":
        for sentence in left_in_basket(request, case):
            messages.warning(request, sentence)
    if place := _place_of_rows(case, do):
        return redirect(f"{here}#{place}")
    page = SectionPage(case, section, after_save=True)
    came = [key for key in page.form.blocks if key not in set(request.POST.getlist("asked"))]
    if do != "next":
        messages.success(request, _("Saved."))
        return redirect(here)
    if came:
        messages.info(request, _("Saved. Your answers brought up further questions: they stand below."))
        return redirect(f"{here}#slot_{came[0]}")
    if page.form.troubles:
        return render(request, "applications/application_form.html", page.context())
    if missing := len(page.gaps):
        sentence = ngettext(
            "Saved. In “%(title)s” one answer is still missing; the last page lists it.",
            "Saved. In “%(title)s” %(number)s answers are still missing; the last page lists them.",
            missing,
        )
        messages.info(request, sentence % {"title": page.title, "number": missing})
    return redirect(page.next_url)


def _shared(request: HttpRequest, case: Application, do: str) -> str:
    """Take an answer from the project, or give it to the project; the question's key, "" for another button."""
    verb, _colon, key = do.partition(":")
    if verb == "use_project":
        use_project_answer(by=request.user, application_id=case.pk, question=key)
        messages.success(request, _("The answer is that of the project again, and changes with it."))
    elif verb == "make_project":
        make_project_answer(by=request.user, application_id=case.pk, question=key)
        messages.success(request, _("This is the project’s answer now. Drafts that follow the project have it too."))
    else:
        return ""
    return key


def _place_of_rows(case: Application, do: str) -> str:
    """The id to go on at after a button of a list: the row that was added, or the list; "" for another button."""
    if do in ("add", "basket") or do.startswith(("remove:", "swap:")):
        return "variables"
    verb, _colon, key = do.partition(":")
    key = key.partition(":")[0]
    if verb == "remove_row":
        return f"id_{key}"
    question = case.form_version.questions.get(key)
    if verb != "add_row" or question is None or not kind_of(question).is_table:
        return ""
    rows = Answers.objects.get(application=case).values.get(key) or [{}]
    return f"id_{key}__{len(rows) - 1}__{kind_of(question).columns[0].key}"


def _conflict(request: HttpRequest, case: Application, section: Section, stale: StaleSection) -> HttpResponse:
    """Both versions side by side, and what was typed still in its fields."""
    page = SectionPage(case, section, stale=stale)
    page.typed, page.typed_rows, page.typed_on = stale.yours, stale.your_rows, request.POST.get("version", "")
    template = "applications/form/conflict_swap.html" if request.htmx else "applications/application_form.html"
    return render(request, template, page.context(), status=409)
