"""Variables read from a file: first a preview of what it would change, then the change."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from registries.setup import imports
from registries.setup.access import setup_view
from registries.setup.actions.variable import Imported, asked_for, import_variables, state_of
from registries.setup.forms.base import shown
from registries.setup.forms.variable import FileForm, VariableForm
from registries.setup.problems import NotAllowed, Refused
from registries.setup.views.variables import registry_crumbs
from registries.variable_files import TableError, VariableFile, read_variables

SHOWN = 200  # rows of each kind on the preview; the counts above them are whole


@require_http_methods(["GET", "HEAD", "POST"])
@setup_view
def setup_variable_import(request, authority, registry: str):
    """Choose a file, see what it would do, and take it over."""
    row = get_object_or_404(authority.registries, slug=registry)
    if request.method == "POST" and "kept" in request.POST:
        return take_over(request, authority, row)
    form = FileForm(request.POST or None, request.FILES or None) if request.method == "POST" else FileForm()
    if request.method != "POST" or not form.is_valid():
        return draw(request, authority, row, status=422 if request.method == "POST" else 200, form=form)
    uploaded = form.cleaned_data["file"]
    known = state_of(row)  # before the file is read, so that no change slips in between
    try:
        found = read_variables(uploaded, row)
    except TableError as problem:
        form.add_error("file", str(problem))
        return draw(request, authority, row, status=422, form=form)
    kept = imports.keep(uploaded, registry=row.pk, known=known) if not found.problems else ""
    return draw(request, authority, row, form=FileForm(), kept=kept, **preview(found, authority, row))


def draw(request, authority, registry, *, status: int = 200, **words):
    """The page with the file to choose, and the preview where there is one."""
    where = registry_crumbs(authority, registry, (_("Variables from a file"), ""))
    page = {"authority": authority, "registry": registry, "crumbs": where, **words}
    return render(request, "registries/setup/variable_import.html", page, status=status)


def preview(found: VariableFile, authority, registry) -> dict:
    """What a file would do, for its page."""
    added = [row for row in found.rows if row.variable is None]
    changed = [row for row in found.rows if row.variable is not None and row.changes]
    asked = asked_for(found.gone)
    form = VariableForm(authority=authority, registry=registry)
    return {
        "found": found,
        "problems": found.problems[:SHOWN],
        "added": [(row, authority.text(row.values["label"])) for row in added[:SHOWN]],
        "changed": [(row, changes_of(row, form)) for row in changed[:SHOWN]],
        "gone": [(variable, variable.pk in asked) for variable in found.gone[:SHOWN]],
        "counts": {"added": len(added), "changed": len(changed), "gone": len(found.gone)},
        "removable": len(found.gone) - len(asked),
        "unchanged": len(found.rows) - len(added) - len(changed),
        "has_work": bool(added or changed or found.gone),
    }


def changes_of(row, form: VariableForm) -> list[tuple[str, str, str]]:
    """(what, before, after) of each field that a row would change."""
    changes = []
    for name, after in row.changes.items():
        field = form.fields.get(name)
        before = getattr(row.variable, name)
        label = field.label if field else row.variable._meta.get_field(name).verbose_name
        changes.append((label, *("; ".join(written(field, value)) for value in (before, after))))
    return changes


def written(field, value) -> list[str]:
    """A value of a variable as short lines."""
    if isinstance(value, list):
        value = ", ".join(row["code"] if isinstance(row, dict) else row for row in value)
    return shown(field, value) if field else [str(value)]


def take_over(request, authority, registry):
    """Do what the preview showed, and say what came of it."""
    here = ("setup_variable_import", authority.slug, registry.slug)
    about = imports.find(request.POST["kept"])
    if about is None or about["registry"] != registry.pk:
        messages.error(request, _("The file is no longer kept here. Nothing was taken over. Choose it again."))
        return redirect(*here)
    goes = "remove_gone" in request.POST
    try:
        done = import_variables(
            by=request.user, registry=registry, file=about["file"], known=about["known"], remove_gone=goes
        )
    except NotAllowed:
        raise
    except Refused:
        sentence = _("The variables have changed since the preview. Nothing was taken over. Choose the file again.")
        messages.error(request, sentence)
        return redirect(*here)
    imports.forget(about)
    messages.success(request, said(done))
    if done.kept:
        sentence = _("Cases ask for these, so they stay: %(names)s. Give them a last year instead.")
        messages.warning(request, sentence % {"names": ", ".join(done.kept[:20])})
    return redirect("setup_variables", authority.slug, registry.slug)


def said(done: Imported) -> str:
    """What came of a file, in a sentence."""
    parts = [
        ngettext("%(number)d variable added", "%(number)d variables added", done.added) % {"number": done.added},
        ngettext("%(number)d changed", "%(number)d changed", done.changed) % {"number": done.changed},
        ngettext("%(number)d taken out", "%(number)d taken out", done.removed) % {"number": done.removed},
    ]
    return _("The file is taken over: %(what)s.") % {"what": ", ".join(parts)}
