"""The legal references of an authority: each paragraph in the words that hold from a day to a day."""

from datetime import timedelta

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from registries.models import LegalReference
from registries.search import clean
from registries.setup.access import setup_view
from registries.setup.actions.legal_reference import add_reference, change_reference, has_begun, remove_reference
from registries.setup.forms.dated import NewReferenceForm, ReferenceEndForm, ReferenceForm
from registries.setup.views.pages import deed, form_page, gone, part_crumbs


def reference_crumbs(authority, *more):
    """Where a page of a paragraph stands."""
    return part_crumbs(authority, _("Legal references"), "setup_references", *more)


@require_safe
@setup_view
def setup_references(request, authority):
    """Every version of every paragraph, with the days that it holds."""
    today = authority.today()
    rows = [
        (row, row.valid_from <= today and (row.valid_to is None or row.valid_to >= today), has_begun(row))
        for row in authority.legal_references.select_related("authority").order_by("key", "-valid_from")
    ]
    words = {"authority": authority, "rows": rows, "crumbs": part_crumbs(authority, _("Legal references"), "")}
    return render(request, "registries/setup/references.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@setup_view
def setup_reference_add(request, authority):
    """A paragraph, or with `?of=<key>` a new version of one, which begins with the words of the newest."""
    newest = authority.legal_references.filter(key=clean(request.GET.get("of", ""))).order_by("-valid_from").first()
    start = {"valid_from": authority.today() + timedelta(days=1)}
    if newest:
        start |= {"key": newest.key, "short": newest.short, "text": newest.text}
    return form_page(
        request,
        authority,
        NewReferenceForm(request.POST or None, authority=authority, initial=start),
        lambda form: add_reference(by=request.user, authority=authority, values=form.typed),
        done=_("The paragraph is added. A version before it ends the day before."),
        then=("setup_references", authority.slug),
        **adding(authority, newest),
    )


def adding(authority, newest: LegalReference | None = None) -> dict:
    """What the page says on which a paragraph is added, or a version that follows the newest one."""
    return {
        "title": _("Add a version of %(name)s") % {"name": newest} if newest else _("Add a legal reference"),
        "button": _("Add"),
        "back": reverse("setup_references", args=[authority.slug]),
        "crumbs": reference_crumbs(authority, (_("Add"), "")),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@setup_view
def setup_reference(request, authority, pk: int):
    """A version that has not begun; of one that has only the last day."""
    row = authority.legal_references.select_related("authority").filter(pk=pk).first()
    if row is None:
        form = NewReferenceForm(request.POST, authority=authority)
        return gone(request, authority, form, add="setup_reference_add", **adding(authority))
    name, is_begun = str(row), has_begun(row)
    remove = {
        "url": reverse("setup_reference_remove", args=[authority.slug, pk]),
        "label": _("Take this version out"),
        "confirm": _("Take this version out? The one before it holds on."),
    }
    return form_page(
        request,
        authority,
        (ReferenceEndForm if is_begun else ReferenceForm)(request.POST or None, instance=row, authority=authority),
        lambda form: change_reference(by=request.user, reference=row, values=form.typed, known=form.known),
        done=_("%(name)s is saved.") % {"name": name},
        then=("setup_references", authority.slug),
        title=name,
        intro=_("This holds already, so its words stay as they are. For new words add a version from a later day.")
        if is_begun
        else "",
        button=_("Save"),
        back=reverse("setup_references", args=[authority.slug]),
        remove=None if is_begun else remove,
        crumbs=reference_crumbs(authority, (name, "")),
    )


@require_POST
@setup_view
def setup_reference_remove(request, authority, pk: int):
    """Take out a version that has not begun."""
    row = get_object_or_404(authority.legal_references.select_related("authority"), pk=pk)
    return deed(
        request,
        lambda: remove_reference(by=request.user, reference=row),
        done=_("The version is taken out."),
        then=("setup_references", authority.slug),
    )
