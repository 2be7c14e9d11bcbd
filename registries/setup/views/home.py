"""Where the setup begins: the authorities that the person configures, and the parts of one of them."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portal.base.templatetags.portal_tags import plaindate
from registries.models import Role, Variable
from registries.setup.access import setup_home_view, setup_view
from registries.setup.views.log import told

NEWEST = 8


@require_safe
@setup_home_view
def setup_home(request, authorities):
    """Every authority that the person configures; whoever configures one goes on to it."""
    if len(authorities) == 1:
        return redirect("setup_authority", authorities[0].slug)
    return render(request, "registries/setup/home.html", {"authorities": authorities})


@require_safe
@setup_view
def setup_authority(request, authority):
    """The parts of the setup of one authority, each with what it holds today, and what was changed last."""
    parts = [part(authority) for part in (registries, forms, fees, people, notices, references, letters, institutions)]
    newest = told(authority.setup_events.select_related("by")[:NEWEST])
    words = {"authority": authority, "cards": [row for row in parts if row], "rows": newest}
    return render(request, "registries/setup/authority.html", words)


def entry(authority, label: str, name: str, holds: str, warning: str = "") -> dict:
    """A part of the setup: what it is called, where it is, what it holds, and what is missing there."""
    return {"label": label, "url": reverse(name, args=[authority.slug]), "holds": holds, "warning": warning}


def registries(authority) -> dict:
    """How many registries there are, with how many variables."""
    count = authority.registries.count()
    variables = Variable.objects.filter(registry__authority=authority).count()
    held = ngettext("%(number)d registry", "%(number)d registries", count) % {"number": count}
    said = ngettext("%(number)d variable", "%(number)d variables", variables) % {"number": variables}
    return entry(authority, _("Registries"), "setup_registries", f"{held} · {said}")


def forms(authority) -> dict:
    """Which form holds, and whether a new version is being written."""
    form, drafts = authority.form_in_force(), authority.form_drafts.filter(published_at=None, discarded_at=None).count()
    held = _("Form %(version)s holds") % {"version": form.version} if form else ""
    said = ngettext("%(number)d draft", "%(number)d drafts", drafts) % {"number": drafts} if drafts else ""
    warning = "" if form else _("No form holds today: nobody can apply.")
    return entry(authority, _("Forms"), "draft_list", " · ".join(filter(None, (held, said))), warning)


def fees(authority) -> dict:
    """Since when the fees hold, and when others follow."""
    today = authority.today()
    now = authority.fees_in_force(today)
    follows = authority.fee_schedules.filter(valid_from__gt=today).order_by("valid_from").first()
    said = [_("Since %(day)s") % {"day": plaindate(now.valid_from)}] if now else []
    said += [_("others from %(day)s") % {"day": plaindate(follows.valid_from)}] if follows else []
    warning = "" if now else _("No fees hold today: no price can be proposed.")
    return entry(authority, _("Fees"), "setup_fees", " · ".join(said), warning)


def people(authority) -> dict:
    """How many people have a role, and how many of them are administrators."""
    count = authority.memberships.values("user").distinct().count()
    admins = authority.memberships.filter(role=Role.ADMINISTRATOR, user__is_active=True).count()
    held = ngettext("%(number)d person", "%(number)d people", count) % {"number": count}
    said = ngettext("%(number)d administrator", "%(number)d administrators", admins) % {"number": admins}
    warning = _("A form is published by a second administrator: add one.") if admins < 2 else ""
    return entry(authority, _("People and roles"), "setup_people", f"{held} · {said}", warning)


def notices(authority) -> dict:
    """How many notices are shown today."""
    count = authority.notices.shown(authority.today()).count()
    return entry(authority, _("Notices"), "setup_notices", _("%(number)d shown today") % {"number": count})


def references(authority) -> dict:
    """How many paragraphs hold today."""
    count = authority.legal_references.in_force(authority.today()).count()
    return entry(authority, _("Legal references"), "setup_references", _("%(number)d hold today") % {"number": count})


def letters(authority) -> dict:
    """How many letters the authority has a version of its own of."""
    count = authority.letter_templates.count()
    said = ngettext("%(number)d letter of its own", "%(number)d letters of its own", count) % {"number": count}
    return entry(authority, _("Letters"), "setup_letters", said)


def institutions(authority) -> dict:
    """How many institutions are approved today."""
    count = authority.approved_institutions.in_force(authority.today()).count()
    said = _("%(number)d approved today") % {"number": count}
    return entry(authority, _("Approved institutions"), "setup_institutions", said)
