"""The person's own pages."""

from dataclasses import asdict

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts import kept_form
from portal.accounts.forms import MailChoicesForm, ProfileForm
from portal.accounts.mail_choices import STOP_SALT, choose, stop_digest
from portal.accounts.models import User


@login_required
def profile(request):
    """Show and change name, title, telephone and language."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        messages.success(request, _("Your profile is saved."))
        response = redirect("account_profile")
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language)
        return response
    return render(request, "account/profile.html", {"form": form})


@require_safe
@never_cache
@login_required
def go_on(request):
    """What was sent before the person had to prove who it is: one button, which portal.js presses, sends it now."""
    form = kept_form.kept(request)
    if form is None:
        messages.info(request, _("There is nothing that waits to be sent."))
        return redirect("home")
    address, typed = form
    return render(request, "account/go_on.html", {"address": address, "typed": typed})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def session_left(request):
    """How many seconds the session still has, as JSON; a POST is somebody who wants to stay. 401: it is over."""
    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    left = getattr(request, "session_left", None)
    return JsonResponse(asdict(left) if left else {})


@require_POST
@login_required
def session_end(request, pk: int):
    """End one of the person's own sessions, on whatever computer it is."""
    get_object_or_404(UserSession, pk=pk, user=request.user).end()
    messages.success(request, _("That session is ended."))
    return redirect("usersessions_list")


@login_required
def mail_choices(request):
    """Which mails come at once, once a day, or not at all."""
    at_a_desk = request.user.memberships.exists()  # roles are rows of another app that point at the person
    form = MailChoicesForm(request.POST or None, user=request.user, at_a_desk=at_a_desk)
    if request.method == "POST" and form.is_valid():
        choose(by=request.user, chosen=form.cleaned_data)
        messages.success(request, _("Your choices are saved. They hold for every mail from now on."))
        return redirect("mail_choices")
    return render(request, "account/mail_choices.html", {"form": form})


@csrf_exempt  # a mail reader presses the button for its owner (RFC 8058); the signed address is what shows the right
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mail_stop(request, token: str):
    """Stop the daily mail by the link in it, without signing in. A GET only asks: scanners of mails follow links."""
    try:
        public_id = signing.loads(token, salt=STOP_SALT)
    except signing.BadSignature as error:
        raise Http404 from error
    person = get_object_or_404(User, public_id=public_id)
    words = {"person": person, "done": request.method == "POST"}
    if words["done"]:
        words["still"] = stop_digest(by=person)
    return render(request, "account/mail_stop.html", words)
