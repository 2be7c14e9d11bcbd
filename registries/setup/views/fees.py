"""The fee schedules of an authority."""

from datetime import timedelta

from django.contrib import messages
from django.forms.models import model_to_dict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from registries.setup.access import setup_view
from registries.setup.actions.fee_schedule import add_fees, change_fees, is_fixed, remove_fees, spans_of
from registries.setup.forms.dated import FeesForm
from registries.setup.views.pages import deed, form_page, gone, part_crumbs

NOT_CARRIED_OVER = ("id", "authority", "valid_from", "currency", "source")


def fees_crumbs(authority, *more):
    """Where a page of the fees stands."""
    return part_crumbs(authority, _("Fees"), "setup_fees", *more)


@require_safe
@setup_view
def setup_fees(request, authority):
    """Every schedule, the newest first, with the days that it holds and whether it can still be changed."""
    ends = {span.begin: span.end for span in spans_of(authority)}
    today = authority.today()
    rows = [
        {
            "fees": row,
            "until": ends[row.valid_from],
            "is_fixed": is_fixed(row),
            "holds": row.valid_from <= today and (ends[row.valid_from] is None or today <= ends[row.valid_from]),
            "comes": row.valid_from > today,
        }
        for row in authority.fee_schedules.order_by("-valid_from")
    ]
    words = {"authority": authority, "rows": rows, "crumbs": part_crumbs(authority, _("Fees"), "")}
    return render(request, "registries/setup/fees.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@setup_view
def setup_fees_add(request, authority):
    """Fees from a day on; they begin as what holds now, to be changed."""
    newest = authority.fee_schedules.order_by("-valid_from").first()
    start = model_to_dict(newest, exclude=NOT_CARRIED_OVER) if newest else {}
    start["valid_from"] = authority.today() + timedelta(days=1)
    return form_page(
        request,
        authority,
        FeesForm(request.POST or None, authority=authority, initial=start),
        lambda form: add_fees(
            by=request.user, authority=authority, values=form.typed, until=form.cleaned_data["until"]
        ),
        done=_("The fees are added. They hold for every price that is proposed from that day on."),
        then=("setup_fees", authority.slug),
        **adding(authority),
    )


def adding(authority) -> dict:
    """What the page says on which fees are added."""
    return {
        "title": _("Add fees"),
        "intro": _("Amounts are in %(currency)s, without VAT.") % {"currency": authority.currency},
        "button": _("Add the fees"),
        "back": reverse("setup_fees", args=[authority.slug]),
        "crumbs": fees_crumbs(authority, (_("Add"), "")),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@setup_view
def setup_fees_change(request, authority, pk: int):
    """Fees that have not begun. Those that hold, or that a case uses, are only shown in the list."""
    schedule = authority.fee_schedules.filter(pk=pk).first()
    if schedule is None:
        form = FeesForm(request.POST, authority=authority)
        return gone(request, authority, form, add="setup_fees_add", **adding(authority))
    if request.method != "POST" and is_fixed(schedule):
        messages.info(request, _("These fees hold already, or a case uses them: they stay as they are."))
        return redirect("setup_fees", authority.slug)
    until = next((span.end for span in spans_of(authority) if span.begin == schedule.valid_from), None)
    return form_page(
        request,
        authority,
        FeesForm(request.POST or None, instance=schedule, authority=authority, initial={"until": until}),
        lambda form: change_fees(
            by=request.user,
            schedule=schedule,
            values=form.typed,
            until=form.cleaned_data["until"],
            known=form.known,
        ),
        done=_("The fees are saved."),
        then=("setup_fees", authority.slug),
        title=_("Change fees"),
        intro=_("Amounts are in %(currency)s, without VAT.") % {"currency": schedule.currency},
        button=_("Save"),
        back=reverse("setup_fees", args=[authority.slug]),
        remove=removal(authority, pk),
        crumbs=fees_crumbs(authority, (_("Change"), "")),
    )


def removal(authority, pk: int) -> dict:
    """The button below fees that have not begun."""
    return {
        "url": reverse("setup_fees_remove", args=[authority.slug, pk]),
        "label": _("Take these fees out"),
        "confirm": _("Take these fees out? Those before them go on."),
    }


@require_POST
@setup_view
def setup_fees_remove(request, authority, pk: int):
    """Take out fees that have not begun."""
    schedule = get_object_or_404(authority.fee_schedules, pk=pk)
    return deed(
        request,
        lambda: remove_fees(by=request.user, schedule=schedule),
        done=_("The fees are taken out."),
        then=("setup_fees", authority.slug),
    )
