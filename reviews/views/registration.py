"""Registering a case that came by post or e-mail (S13): first who and what, then the scans, then into the queue."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.actions.application import NotOpenForApplications
from applications.actions.attachment import enclose, remove
from applications.models import Application
from applications.permissions import REGISTERING_ROLES
from applications.problems import NotAllowed, Refused
from applications.views.attachment import enclosed_words
from registries.models import AttachmentRule
from registries.roles import authorities_of
from reviews.actions.registration import register_case, send
from reviews.forms.registration import EnclosureForm, RegistrationForm
from reviews.views.access import desk_only
from reviews.views.files import send_attachment


def _authorities(user):
    """Where the person may register cases; 403 for whoever may nowhere."""
    authorities = authorities_of(user, *REGISTERING_ROLES)
    if not authorities:
        raise PermissionDenied
    return authorities


def _begun(user):
    """Registrations that are not in the queue yet, of the authorities where the person may register."""
    begun = Application.objects.begun_on_paper().filter(authority__in=_authorities(user))
    return begun.exclude(project__members__user=user)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_only
def register(request):
    """Who asked for what, and how it came in."""
    authorities = _authorities(request.user)
    form = RegistrationForm(request.POST or None, authorities=authorities)
    status = 200
    if request.method == "POST":
        if form.is_valid() and (case := _register(request.user, form)):
            messages.success(request, _("The case is begun. Enclose the scans, then send it to the queue."))
            return redirect("desk_registered", case.public_id)
        status = 422
    words = {"form": form, "begun": _begun(request.user).select_related("authority")}
    return render(request, "reviews/registration.html", words, status=status)


def _register(user, form: RegistrationForm) -> Application | None:
    try:
        return register_case(by=user, **form.details())
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except NotOpenForApplications:
        form.add_error("authority", _("No form is in force there. An administrator has to publish one first."))
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@desk_only
def registered(request, public_id):
    """The scans of a registered case; then it is sent to the queue."""
    case = get_object_or_404(_begun(request.user).select_related("authority", "project"), public_id=public_id)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    if request.method != "POST":
        return _draw(request, case, EnclosureForm(case=case))
    if do not in DEEDS:
        raise SuspiciousOperation("No such form on this page.")
    try:
        return DEEDS[do](request, case)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refused as refusal:
        for sentence in refusal.sentences:
            messages.error(request, str(sentence))
        return _draw(request, case, EnclosureForm(case=case), status=409)


def _enclose(request, case):
    form = EnclosureForm(request.POST, request.FILES, case=case)
    if not form.is_valid():
        return _draw(request, case, form, status=422)
    try:
        enclosed = enclose(
            by=request.user, application_id=case.pk, rule=form.cleaned_data["rule"], uploaded=form.cleaned_data["file"]
        )
    except ValidationError as error:
        form.add_error("file", error)
        return _draw(request, case, form, status=422)
    messages.success(request, enclosed_words(enclosed))
    return redirect("desk_registered", case.public_id)


def _remove(request, case):
    asked = request.POST.get("attachment", "")
    attachment = next((row for row in case.attachments.enclosed() if str(row.public_id) == asked), None)
    if attachment is None:
        raise Http404
    remove(by=request.user, attachment=attachment)
    messages.success(request, _("The file is removed."))
    return redirect("desk_registered", case.public_id)


def _send(request, case):
    sent = send(by=request.user, application_id=case.pk)
    messages.success(request, _("The case is in the queue: %(number)s.") % {"number": sent.case_number})
    return redirect("desk_case", case.public_id)


DEEDS = {"enclose": _enclose, "remove": _remove, "send": _send}


def _draw(request, case, form, status=200):
    labels = {rule.key: rule.label for rule in AttachmentRule.objects.filter(form_version=case.form_version_id)}
    files = [(row, labels.get(row.rule_key)) for row in case.attachments.enclosed()]
    words = {"case": case, "form": form, "files": files, "registries": case.registries.all()}
    return render(request, "reviews/registration_files.html", words, status=status)


@require_safe
@desk_only
def registered_attachment(request, public_id, attachment_id):
    """A scan of a case that is not in the queue yet."""
    case = get_object_or_404(_begun(request.user), public_id=public_id)
    return send_attachment(request, case, get_object_or_404(case.attachments, public_id=attachment_id))
