"""A draft of a form as applicants would meet it, drawn by their own pages. Nothing that is typed is stored."""

from dataclasses import asdict

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from applications.actions.answers import save_section
from applications.forms.section import typed_into, with_row_button
from applications.models import Answers, Application
from applications.previews import Tried, case_of, state_of
from applications.views.section_page import SectionPage
from applications.views.variables import rows_after
from registries.models import FormDraft
from registries.setup.drafts.access import draft_view
from registries.setup.views.draft_pages import draft_context

SESSION = "form_preview"


class PreviewPage(SectionPage):
    """A section of the form as its applicants see it, at an address of the setup."""

    is_preview = True
    notes: dict = {}  # there is no project that could say anything
    draft: FormDraft

    def _url(self, key: str) -> str:
        return section_address(self.draft, key)

    @property
    def next_url(self) -> str:
        """The next section; after the last one the first."""
        keys = [section.key for section in self.case.form_version.sections]
        return self._url(keys[self.number % len(keys)])


def section_address(draft: FormDraft, section: str) -> str:
    """Where a section of the draft is shown."""
    return reverse("draft_preview_section", args=[draft.authority.slug, draft.public_id, section])


@require_http_methods(["GET", "HEAD", "POST"])
@draft_view
def draft_preview(request: HttpRequest, draft: FormDraft, section: str = "") -> HttpResponse:
    """A section of the draft, with what was typed so far; a change of an answer shows what comes and goes."""
    if request.method == "POST" and request.POST.get("do") == "anew":
        request.session.pop(SESSION, None)
        return redirect("draft_preview", draft.authority.slug, draft.public_id)
    with case_of(draft, tried_in(request, draft), request.user) as case:
        if not case.form_version.sections:
            return _show(request, draft, None)
        page = _page(draft, case, section)
        return _save(request, page) if request.method == "POST" else _show(request, draft, page)


def tried_in(request: HttpRequest, draft: FormDraft) -> Tried:
    """What the person has typed into the preview of this draft."""
    kept = request.session.get(SESSION, {})
    return Tried(**kept["tried"]) if kept.get("draft") == str(draft.public_id) else Tried()


def _page(draft: FormDraft, case: Application, section: str, show: str = "wrong") -> PreviewPage:
    """The page of a section, the first one where none is named; Http404 where the form has none of that name."""
    sections = {found.key: found for found in case.form_version.sections}
    found = sections.get(section or next(iter(sections)))
    if found is None:
        raise Http404
    page = PreviewPage(case, found, show=show)
    page.draft = draft
    return page


def _save(request: HttpRequest, page: PreviewPage) -> HttpResponse:
    """Save as the applicants' form does, in a case that is gone afterwards, and keep what was typed in the session."""
    case, section, do = page.case, page.section, request.POST.get("do", "")
    before = {registry.pk for registry in case.registries.all()}
    save_section(
        by=request.user,
        application_id=case.pk,
        section=section.key,
        typed=with_row_button(typed_into(section, request.POST), do),
        version=Answers.objects.get(application=case).version_of(section.key),
        rows=rows_after(request, case, section, do),
    )
    case = Application.objects.select_related("authority", "form_version").get(pk=case.pk)
    request.session[SESSION] = {"draft": str(page.draft.public_id), "tried": asdict(state_of(case))}
    page = _page(page.draft, case, section.key)
    if request.htmx:
        return _as_one_types(request, page, before)
    return redirect(page.next_url if do == "next" else page.address)


def _as_one_types(request: HttpRequest, page: PreviewPage, before: set) -> HttpResponse:
    """Only what changed: the states of the sections, questions that came or went."""
    changed = page.slots_changed(set(request.POST.getlist("asked")), before)
    return render(request, "applications/form/saved.html", page.context() | {"changed": changed})


def _show(request: HttpRequest, draft: FormDraft, page: PreviewPage | None) -> HttpResponse:
    """The page of the preview; None for a form without sections."""
    if page and "mend" in request.GET:
        page = _page(draft, page.case, page.section.key, show="all")
    context = draft_context(draft, "draft_preview", **(page.context() if page else {"page": None}))
    return render(request, "applications/form_preview.html", context)
