"""What an authority says of itself: its name, how it is reached, its contacts and links."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from registries.setup.access import setup_view
from registries.setup.actions.authority import change_authority
from registries.setup.forms.authority import LISTS, AuthorityForm
from registries.setup.problems import Stale
from registries.setup.rows import fingerprint
from registries.setup.views.pages import form_page, part_crumbs

TITLES = {"contacts": gettext_lazy("Contacts"), "links": gettext_lazy("Guides and links")}


@require_http_methods(["GET", "HEAD", "POST"])
@setup_view
def setup_details(request, authority):
    """Name, unit, addresses and what the authority says about itself."""
    words = {"counts": [(name, TITLES[name], len(getattr(authority, name))) for name in LISTS]}
    return form_page(
        request,
        authority,
        AuthorityForm(request.POST or None, instance=authority, authority=authority),
        lambda form: change_authority(by=request.user, authority=authority, values=form.typed, known=form.known),
        done=_("Saved. The authority's page shows it at once."),
        then=("setup_details", authority.slug),
        template="registries/setup/details.html",
        title=_("Details of the authority"),
        button=_("Save"),
        crumbs=part_crumbs(authority, _("Details"), ""),
        **words,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@setup_view
def setup_details_list(request, authority, rows: str):
    """The contacts of an authority, or its links: the rows that are there and room for one more."""
    if rows not in LISTS:
        raise Http404
    known, status = fingerprint(authority), 200
    formset = LISTS[rows](request.POST or None, initial=getattr(authority, rows))
    trouble: list[str] = []
    if request.method == "POST":
        status, trouble = save_list(request, authority, rows, formset)
        if status == 302:
            messages.success(request, _("Saved. There is room for one more below."))
            return redirect("setup_details_list", authority.slug, rows)
        known = request.POST.get("known", "") if status == 422 else known
    words = {
        "authority": authority,
        "formset": formset,
        "known": known,
        "trouble": trouble,
        "forms": [(form, heading(authority, form.initial)) for form in formset],
        "theirs": [in_a_line(authority, row) for row in getattr(authority, rows)] if status == 409 else [],
        "title": TITLES[rows],
        "crumbs": part_crumbs(authority, _("Details"), "setup_details", (TITLES[rows], "")),
        "back": reverse("setup_details", args=[authority.slug]),
    }
    return render(request, "registries/setup/details_list.html", words, status=status)


def heading(authority, row: dict) -> str:
    """What a contact is for, or the title of a link; "" for the row that is not there yet."""
    return authority.text(row.get("label") or row.get("title"))


def in_a_line(authority, row: dict) -> str:
    """A contact or a link on one line."""
    return " · ".join(
        filter(None, (heading(authority, row), *(row.get(name) for name in ("email", "telephone", "web"))))
    )


def save_list(request, authority, rows: str, formset) -> tuple[int, list[str]]:
    """Store the rows that were typed; gives the status and what is wrong."""
    if not formset.is_valid():
        return 422, []
    try:
        known = request.POST.get("known", "")
        change_authority(by=request.user, authority=authority, values={rows: formset.rows}, known=known)
    except Stale as refusal:
        return 409, [str(sentence) for sentence in refusal.sentences]
    except ValidationError as error:
        return 422, error.messages
    return 302, []
