"""The basket: what is in it, what it may cost and how long it may take, and the way into applications."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.actions.application import NotOpenForApplications
from applications.actions.basket import Begun, begin_from_basket
from applications.basket import Basket, Receiver
from applications.estimate import Asked, estimate
from applications.forms.basket import BasketForm
from applications.models import Project
from applications.problems import Refused
from applications.views.access import private


@require_safe
def basket_page(request: HttpRequest) -> HttpResponse:
    """What is in the basket, by receiver, each with price and wait."""
    return _show(request, None)


def _show(request: HttpRequest, form: BasketForm | None) -> HttpResponse:
    found = Basket(request).receivers()
    if form is None and request.user.is_authenticated:
        form = BasketForm(projects=Project.objects.led_by(request.user))
    context = {
        "receivers": [{"receiver": one, "estimate": estimate_of(one, found)} for one in found],
        "open_count": sum(not one.hindrance for one in found),
        "form": form,
        "crumbs": [{"label": _("Registries"), "url": reverse("registry_list")}, {"label": _("Basket")}],
    }
    return private(render(request, "applications/basket_page.html", context))


def estimate_of(receiver: Receiver, every: list[Receiver]):
    """Price and wait of one receiver of a basket; None where nothing can be applied for there."""
    if receiver.hindrance:
        return None
    asked = Asked(len(receiver.variables), len(receiver.registries), is_linked=len(every) > 1)
    return estimate(receiver.authority, asked, registry=receiver.registry)


@require_POST
def basket_put(request: HttpRequest) -> HttpResponse:
    """Put the variables of the form into the basket, and go back."""
    basket = Basket(request)
    wanted = _ids(request)
    added = basket.put(wanted)
    if request.htmx:
        return _button(request, basket, wanted)
    sentence = ngettext(
        "%(number)s variable was put into your basket.", "%(number)s variables were put into your basket.", added
    )
    messages.success(request, sentence % {"number": added} if added else _("They are in your basket already."))
    return redirect(_back(request))


@require_POST
def basket_take(request: HttpRequest) -> HttpResponse:
    """Take the variables of the form out of the basket, and go back."""
    basket = Basket(request)
    gone = _ids(request)
    basket.take(gone)
    if request.htmx:
        return _button(request, basket, gone)
    messages.success(request, _("Taken out of your basket."))
    return redirect(_back(request))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def basket_begin(request: HttpRequest) -> HttpResponse:
    """Begin the applications; whoever had to sign in first comes back to the basket."""
    if request.method != "POST":
        return redirect("basket_page")
    form = BasketForm(request.POST, projects=Project.objects.led_by(request.user))
    found = Basket(request).receivers()
    if not form.is_valid():
        return _show(request, form)
    if all(one.hindrance for one in found):
        messages.error(request, _("Nothing in the basket can be applied for now. Nothing was begun."))
        return redirect("basket_page")
    try:
        begun = begin_from_basket(by=request.user, receivers=found, **form.cleaned_data)
    except NotOpenForApplications:
        form.add_error(None, _("An authority has just stopped taking applications. Nothing was begun: look again."))
        return _show(request, form)
    except Refused as refusal:
        form.add_error(None, [str(sentence) for sentence in refusal.sentences])
        return _show(request, form)
    return _begun(request, begun)


def _begun(request: HttpRequest, begun: Begun) -> HttpResponse:
    sentence = ngettext(
        "%(number)s application has the variables of your basket now. Say why each is needed, and send it.",
        "%(number)s applications have the variables of your basket now. Say why each is needed, and send them.",
        len(begun.cases),
    )
    messages.success(request, sentence % {"number": len(begun.cases)})
    kept = _("Its variables are still in your basket.")
    for receiver in begun.left:
        messages.warning(request, f"{receiver.hindrance} {kept}")
    if len(begun.cases) == 1:
        return redirect("application_page", public_id=begun.cases[0].public_id)
    return redirect("project_page", public_id=begun.cases[0].project.public_id)


def _ids(request: HttpRequest) -> list[int]:
    return [int(value) for value in request.POST.getlist("variable") if value.isdecimal() and len(value) < 19]


def _button(request: HttpRequest, basket: Basket, ids: list[int]) -> HttpResponse:
    """Only the button that was pressed, as it is now, and the count beside it."""
    context = {"basket": basket, "variable_id": ids[0] if ids else None, "swapped": True}
    return private(render(request, "applications/basket_swap.html", context))


def _back(request: HttpRequest) -> str:
    """The page that the button stood on, where it is one of ours; else the basket."""
    target = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if ours and target.startswith("/") else reverse("basket_page")
