"""How every page of the setup with a form answers."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from registries.setup.forms.base import SetupForm
from registries.setup.problems import NotAllowed, Refused, Stale

GONE = _(
    "Somebody has removed this since you opened the page. What you typed is still here: add it again, or leave it."
)


def part_crumbs(authority, label: str, name: str, *more: tuple[str, str]) -> list[dict]:
    """Where a page stands: the authority, the part of its setup (`label`, at the address `name`), and what follows."""
    steps = [
        (authority.short_name, reverse("setup_authority", args=[authority.slug])),
        (label, reverse(name, args=[authority.slug]) if name else ""),
        *more,
    ]
    return [{"label": step, "url": url} for step, url in steps]


def attempt(form: SetupForm, action: Callable[[SetupForm], object]) -> int:
    """Do what the form asks for. 302 where it was done; else 422 or 409, and the form says why, with what was typed."""
    if not form.is_valid():
        return 422
    try:
        action(form)
    except NotAllowed:
        raise
    except Stale as refusal:
        form.refuse(refusal.sentences)
        if refusal.row is not None:
            form.show_both(refusal.row)
        return 409
    except Refused as refusal:
        form.refuse(refusal.sentences)
        return 409
    except ValidationError as error:
        form.take(error)
        return 422
    return 302


def form_page(request, authority, form: SetupForm, action, *, done: str, then: tuple, **words):
    """A page with one form: it is drawn, or its action is done; `done` is then said on the page `then`.

    `words` go to registries/setup/form_page.html: title, intro, button, crumbs, remove.
    """
    status = 200
    if request.method == "POST":
        status = attempt(form, action)
        if status == 302:
            messages.success(request, done)
            return redirect(*then)
    template = words.pop("template", "registries/setup/form_page.html")
    return render(request, template, {"authority": authority, "form": form, **words}, status=status)


def gone(request, authority, form: SetupForm, *, add: str, **words):
    """What was typed for a row that somebody has removed: it can be added again, on the page `add`.

    Http404 where nothing was typed. `words` as for form_page.
    """
    if request.method != "POST":
        raise Http404
    form.refuse([GONE])
    context = {"authority": authority, "form": form, "action": reverse(add, args=[authority.slug]), **words}
    return render(request, "registries/setup/form_page.html", context, status=409)


def deed(request, action: Callable[[], object], *, done: str, then: tuple):
    """Do something that takes no form, and go on to the page `then` with what came of it."""
    try:
        action()
    except NotAllowed:
        raise
    except Refused as refusal:
        for sentence in refusal.sentences:
            messages.error(request, str(sentence))
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
    else:
        messages.success(request, done)
    return redirect(*then)
