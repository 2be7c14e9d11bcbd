"""The letters of an authority: the portal's, or its own version of them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from registries.letters import LETTERS, placeholders
from registries.models import LetterTemplate
from registries.setup.access import setup_view
from registries.setup.actions.letter import problems_of, remove_letter, write_letter
from registries.setup.forms.letter import LetterForm
from registries.setup.views.pages import attempt, deed, part_crumbs

# What each letter is called; a letter without words here is shown by its name.
NAMES = {
    "order_copy": gettext_lazy("Copy of the order"),
    "specification": gettext_lazy("Specification"),
    "decision": gettext_lazy("Decision"),
    "secrecy_information": gettext_lazy("Secrecy information"),
    "agreement": gettext_lazy("Agreement"),
    "delivery_note": gettext_lazy("Delivery note"),
    "invoice": gettext_lazy("Invoice"),
    "delay_notice": gettext_lazy("Notice of delay"),
    "demand_refusal": gettext_lazy("Refusal of a demand for a decision"),
}


@require_safe
@setup_view
def setup_letters(request, authority):
    """Every letter, and whether the authority has its own version."""
    own = {letter.name for letter in authority.letter_templates.all()}
    rows = [(name, NAMES.get(name, name), name in own) for name in LETTERS]
    words = {"authority": authority, "rows": rows, "crumbs": part_crumbs(authority, _("Letters"), "")}
    return render(request, "registries/setup/letters.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@setup_view
def setup_letter(request, authority, letter: str):
    """The authority's version of a letter, checked before it is stored."""
    if letter not in LETTERS:
        raise Http404
    stored = authority.letter_templates.filter(name=letter).first()
    start = {} if stored else {"source": f'{{% extends "letters/{letter}.html" %}}\n'}
    row = stored or LetterTemplate(authority=authority, name=letter)
    form = LetterForm(request.POST or None, instance=row, authority=authority, initial=start)
    status, is_checked = 200, False
    if request.method == "POST" and request.POST.get("do") == "check":
        status = attempt(form, lambda form: check(authority, letter, form))
        status, is_checked = (200, True) if status == 302 else (status, False)
    elif request.method == "POST":
        status = attempt(form, lambda form: save(request, authority, letter, form))
        if status == 302:
            messages.success(request, _("The letter is saved. Letters that are made from now on are written so."))
            return redirect("setup_letter", authority.slug, letter)
    words = {"authority": authority, "form": form, "stored": stored, "is_checked": is_checked, "letter": letter}
    return render(request, "registries/setup/letter.html", words | about(authority, letter), status=status)


def about(authority, letter: str) -> dict:
    """What the page says of a letter besides its template."""
    references = authority.legal_references.values_list("key", flat=True)
    return {
        "title": NAMES.get(letter, letter),
        "portals": get_template(f"letters/{letter}.html").template.source,
        "names": sorted(dotted(placeholders(letter, references))),
        "crumbs": part_crumbs(authority, _("Letters"), "setup_letters", (NAMES.get(letter, letter), "")),
        "remove_url": reverse("setup_letter_remove", args=[authority.slug, letter]),
    }


def check(authority, letter: str, form: LetterForm) -> None:
    """Raise ValidationError with every fault of what was typed; nothing is stored."""
    if problems := problems_of(authority, letter, form.typed["source"]):
        raise ValidationError({"source": problems})


def save(request, authority, letter: str, form: LetterForm) -> None:
    """Store what was typed as the authority's version."""
    source = form.typed["source"].replace("\r\n", "\n")
    write_letter(by=request.user, authority=authority, name=letter, source=source, known=form.known)


def dotted(shape: dict, before: str = "") -> list[str]:
    """The names of placeholders as a template writes them; a list is named with “…” for the place in it."""
    found = []
    for name, inside in shape.items():
        whole = f"{before}{name}"
        if isinstance(inside, list):
            found.append(f"{whole} (…)")
        elif isinstance(inside, dict):
            found += dotted(inside, f"{whole}.")
        else:
            found.append(whole)
    return found


@require_POST
@setup_view
def setup_letter_remove(request, authority, letter: str):
    """Go back to the portal's letter."""
    stored = get_object_or_404(authority.letter_templates.select_related("authority"), name=letter)
    return deed(
        request,
        lambda: remove_letter(by=request.user, letter=stored),
        done=_("The portal's letter holds again. Letters that were made stay as they are."),
        then=("setup_letters", authority.slug),
    )
