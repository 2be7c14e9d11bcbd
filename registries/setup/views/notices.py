"""The notices of an authority on the public pages (S3, S4)."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from registries.setup.access import setup_view
from registries.setup.actions.notice import add_notice, change_notice, remove_notice
from registries.setup.forms.dated import NoticeForm
from registries.setup.views.pages import deed, form_page, gone, part_crumbs


def notice_crumbs(authority, *more):
    """Where a page of a notice stands."""
    return part_crumbs(authority, _("Notices"), "setup_notices", *more)


@require_safe
@setup_view
def setup_notices(request, authority):
    """Every notice, those to be seen today first."""
    shown = set(authority.notices.shown(authority.today()).values_list("pk", flat=True))
    rows = sorted(((row, row.pk in shown) for row in authority.notices.all()), key=lambda pair: not pair[1])
    words = {"authority": authority, "rows": rows, "crumbs": part_crumbs(authority, _("Notices"), "")}
    return render(request, "registries/setup/notices.html", words | {"today": authority.today()})


@require_http_methods(["GET", "HEAD", "POST"])
@setup_view
def setup_notice_add(request, authority):
    """A new notice."""
    return form_page(
        request,
        authority,
        NoticeForm(request.POST or None, authority=authority, initial={"shown_from": authority.today()}),
        lambda form: add_notice(by=request.user, authority=authority, values=form.typed),
        done=_("The notice is added. It is shown from its day on."),
        then=("setup_notices", authority.slug),
        **adding(authority),
    )


def adding(authority) -> dict:
    """What the page says on which a notice is added."""
    return {
        "title": _("Add a notice"),
        "intro": _(
            "A line on the first page and on the authority's page: an open house, or how far the handling has come."
        ),
        "button": _("Add the notice"),
        "back": reverse("setup_notices", args=[authority.slug]),
        "crumbs": notice_crumbs(authority, (_("Add"), "")),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@setup_view
def setup_notice(request, authority, pk: int):
    """One notice."""
    row = authority.notices.select_related("authority").filter(pk=pk).first()
    if row is None:
        form = NoticeForm(request.POST, authority=authority)
        return gone(request, authority, form, add="setup_notice_add", **adding(authority))
    return form_page(
        request,
        authority,
        NoticeForm(request.POST or None, instance=row, authority=authority),
        lambda form: change_notice(by=request.user, notice=row, values=form.typed, known=form.known),
        done=_("The notice is saved. The public pages show it at once."),
        then=("setup_notices", authority.slug),
        title=_("Change a notice"),
        button=_("Save"),
        back=reverse("setup_notices", args=[authority.slug]),
        remove={
            "url": reverse("setup_notice_remove", args=[authority.slug, pk]),
            "label": _("Take the notice away"),
            "confirm": _("Take this notice off the public pages?"),
        },
        crumbs=notice_crumbs(authority, (_("Change"), "")),
    )


@require_POST
@setup_view
def setup_notice_remove(request, authority, pk: int):
    """Take a notice off the public pages."""
    row = get_object_or_404(authority.notices.select_related("authority"), pk=pk)
    return deed(
        request,
        lambda: remove_notice(by=request.user, notice=row),
        done=_("The notice is taken away."),
        then=("setup_notices", authority.slug),
    )
