"""The self-check of an authority: open to everybody, its answers stand in the address and nowhere else (U2, U7)."""

from urllib.parse import urlsplit

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from registries.forms import SelfCheckForm
from registries.models import Authority
from registries.self_check import (
    APPLY,
    ELSEWHERE,
    NOT_NEEDED,
    Finding,
    Outcome,
    evaluate,
    has_self_check,
    read_self_check,
)
from registries.views.registry import whole_or_part


@require_safe
def self_check(request, slug: str):
    """The questions that are asked, and where the answers lead; 404 where the procedure in force has no check."""
    authority = get_object_or_404(Authority, slug=slug)
    procedure = authority.procedure_in_force()
    check = read_self_check(procedure.self_check) if procedure else None
    if check is None:
        raise Http404
    finding = evaluate(check, request.GET, authority)
    form = SelfCheckForm(finding.asked, request.GET, authority)
    context = {
        "authority": authority,
        "intro": check.intro,
        "form": form,
        # The button carries its own name: pressing it with nothing chosen asks for the result too.
        "has_begun": any(name in request.GET for name in ("see", *(question.key for question in check.questions))),
        "finding": finding,
        "next_field": form[finding.unanswered[0].key] if finding.unanswered else None,
        "status": status_of(finding, authority),
        "outcome": shown(finding.outcome, authority) if finding.outcome else None,
        "crumbs": [
            {"label": str(authority), "url": reverse("authority_page", args=[slug])},
            {"label": _("Check before you apply")},
        ],
    }
    return whole_or_part(request, "registries/self_check.html", "registries/self_check_answer.html", context)


def status_of(finding: Finding, authority) -> str:
    """In one sentence where the check stands: what a screen reader hears after each answer."""
    if finding.outcome:
        return _("Result: %(result)s") % {"result": title_of(finding.outcome, authority)}
    if finding.is_answered:
        return _("These answers give no clear result")
    left = len(finding.unanswered)
    return ngettext("%(left)d question left", "%(left)d questions left", left) % {"left": left}


def title_of(outcome: Outcome, authority) -> str:
    """The outcome's own title, else the common words for such a result."""
    return authority.text(outcome.title) or words_for(outcome)


def words_for(outcome: Outcome) -> str:
    """The common words for a result."""
    words = {APPLY: _("Apply here"), ELSEWHERE: _("Apply there instead"), NOT_NEEDED: _("You may not need to apply")}
    return words[outcome.result]


def shown(outcome: Outcome, authority) -> dict:
    """What the page shows of an outcome: its words, and the ways on from there."""
    title, words = title_of(outcome, authority), words_for(outcome)
    other = Authority.objects.filter(slug=outcome.authority).first() if outcome.authority else None
    return {
        "title": title,
        "kind": words if words != title else "",
        "text": authority.text(outcome.text),
        "applies_here": outcome.result == APPLY,
        "can_ask": outcome.result == APPLY and authority.takes_enquiries,
        "other": other,
        "other_url": address_of(other) if other else "",
        "web": outcome.web,
        "host": urlsplit(outcome.web).hostname,
    }


def address_of(authority: Authority) -> str:
    """The check of an authority, or its page where it has none."""
    has_check = has_self_check(authority.procedure_in_force())
    return reverse("self_check" if has_check else "authority_page", args=[authority.slug])
