"""The institutions that an authority has approved (B2)."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.base.numbers import compact_number
from registries.search import clean
from registries.setup.access import setup_view
from registries.setup.actions.institution import add_institution, change_institution, remove_institution
from registries.setup.actions.legal_reference import has_begun
from registries.setup.forms.dated import InstitutionEndForm, InstitutionForm
from registries.setup.views.pages import deed, form_page, gone, part_crumbs

PAGE = 100


def institution_crumbs(authority, *more):
    """Where a page of an institution stands."""
    return part_crumbs(authority, _("Approved institutions"), "setup_institutions", *more)


@require_safe
@setup_view
def setup_institutions(request, authority):
    """The approved institutions, or those with `?q=` in their name or number."""
    said = clean(request.GET.get("q", ""))
    found = authority.approved_institutions.order_by("name", "-valid_from")
    if said:
        found = found.filter(Q(name__icontains=said) | Q(number__contains=compact_number(said) or said))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    words = {
        "authority": authority,
        "words": said,
        "today": authority.today(),
        "page": page,
        "query": urlencode({"q": said}) + "&" if said else "",
        "crumbs": part_crumbs(authority, _("Approved institutions"), ""),
    }
    return render(request, "registries/setup/institutions.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@setup_view
def setup_institution_add(request, authority):
    """Approve an institution."""
    return form_page(
        request,
        authority,
        InstitutionForm(request.POST or None, authority=authority, initial={"valid_from": authority.today()}),
        lambda form: add_institution(by=request.user, authority=authority, values=form.typed),
        done=_("The institution is approved from that day on. Forms know it at once."),
        then=("setup_institutions", authority.slug),
        **adding(authority),
    )


def adding(authority) -> dict:
    """What the page says on which an institution is approved."""
    return {
        "title": _("Approve an institution"),
        "button": _("Approve the institution"),
        "back": reverse("setup_institutions", args=[authority.slug]),
        "crumbs": institution_crumbs(authority, (_("Add"), "")),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@setup_view
def setup_institution(request, authority, pk: int):
    """An approval; of one that holds already the name and the last day."""
    row = authority.approved_institutions.select_related("authority").filter(pk=pk).first()
    if row is None:
        form = InstitutionForm(request.POST, authority=authority)
        return gone(request, authority, form, add="setup_institution_add", **adding(authority))
    name, is_begun = row.name, has_begun(row)
    remove = {
        "url": reverse("setup_institution_remove", args=[authority.slug, pk]),
        "label": _("Take this approval out"),
        "confirm": _("Take this approval out? It has not begun."),
    }
    return form_page(
        request,
        authority,
        (InstitutionEndForm if is_begun else InstitutionForm)(request.POST or None, instance=row, authority=authority),
        lambda form: change_institution(by=request.user, institution=row, values=form.typed, known=form.known),
        done=_("%(name)s is saved.") % {"name": name},
        then=("setup_institutions", authority.slug),
        title=name,
        intro=_("This approval holds already. To end it, write its last day.") if is_begun else "",
        button=_("Save"),
        back=reverse("setup_institutions", args=[authority.slug]),
        remove=None if is_begun else remove,
        crumbs=institution_crumbs(authority, (name, "")),
    )


@require_POST
@setup_view
def setup_institution_remove(request, authority, pk: int):
    """Take out an approval that has not begun."""
    row = get_object_or_404(authority.approved_institutions.select_related("authority"), pk=pk)
    return deed(
        request,
        lambda: remove_institution(by=request.user, institution=row),
        done=_("The approval is taken out."),
        then=("setup_institutions", authority.slug),
    )
