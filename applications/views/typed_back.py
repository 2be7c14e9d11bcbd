"""Somebody may not write here any more: what was typed is not saved, and shown back so that nothing is lost."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.forms.section import rows_typed, typed_into
from applications.models import Application, ProjectMember
from registries.kinds import kind_of
from registries.schema import Section

# What a page posts beside the words that somebody typed.
OURS = frozenset(
    {
        "csrfmiddlewaretoken",
        "do",
        "version",
        "case_version",
        "newest",
        "known",
        "asked",
        "section",
        "anchor",
        "seen",
        "sure",
    }
)

SIGNS = ("given_", "version_", "newest_")  # what a page gives with each fact of a project


def has_left(user, **project) -> bool:
    """Whether the person was in the team of a project, and is no more. `project` says which, as a lookup."""
    return ProjectMember.objects.filter(user=user, **project).exclude(left_at=None).exists()


def of_removed(request: HttpRequest, *, case_id=None, section: str = "", project_id=None) -> HttpResponse | None:
    """What somebody typed who was taken out of the team while typing; None for others, and where nothing was typed."""
    if request.method != "POST":
        return None
    where = {"project__applications__public_id": case_id} if case_id else {"project__public_id": project_id}
    if not has_left(request.user, **where):
        return None
    case = Application.objects.select_related("form_version", "authority").filter(public_id=case_id).first()
    lines = lines_of(request, case, section)
    sentence = _("You are no longer in the team of this project, so what you typed was not saved.")
    return shown_back(request, lines, sentence) if lines else None


def of_reader(request: HttpRequest, case: Application, section: Section) -> HttpResponse:
    """What somebody typed who may only read since."""
    sentence = _("You may only read in this project now, so what you typed was not saved.")
    return shown_back(request, lines_of(request, case, section.key), sentence)


def shown_back(request: HttpRequest, lines: list[tuple[str, list]], sentence: str) -> HttpResponse:
    """The page: 403. An automatic save gets the same words into the page that is open, where the fields still stand."""
    template = "applications/typed_back_swap.html" if request.htmx else "applications/typed_back.html"
    status = 409 if request.htmx else 403  # pages take in what comes with 409
    return render(request, template, {"lines": lines, "sentence": sentence}, status=status)


def lines_of(request: HttpRequest, case: Application | None, section: str = "") -> list[tuple[str, list]]:
    """What was posted, as (label, [(part, words)]); nothing that is stored, and nothing that was left empty."""
    if case is None or section not in {found.key for found in case.form_version.sections}:
        return _as_posted(request)
    found = case.form_version.section(section)
    typed = typed_into(found, request.POST)
    lines = []
    for question in found.questions:
        kind = kind_of(question)
        if question.key in typed and kind.is_answered(typed[question.key]):
            words = kind.show(question, typed[question.key], get_language())
            lines.append((case.authority.text(question.label), words))
    rows = rows_typed(case, found, request.POST) or []
    reasons = [("", row.reason) for row in rows if row.reason]
    return [*lines, (_("Reasons in the variable list"), reasons)] if reasons else lines


def _as_posted(request: HttpRequest) -> list[tuple[str, list]]:
    posted = [(key, values) for key, values in request.POST.lists() if key not in OURS and not key.startswith(SIGNS)]
    lines = [(key.replace("_", " ").capitalize(), [("", v) for v in values if v.strip()]) for key, values in posted]
    return [(label, words) for label, words in lines if words]
