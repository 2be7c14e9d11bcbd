"""Mail that could not be sent, for the administrators of the authorities that it is about."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from applications.actions.failed_mail import authority_of, failed_mail_for, send_failed_mail_again
from applications.problems import NotAllowed, Refused
from registries.setup.access import setup_home_view

PAGE = 50
ABOUT = ("application__authority", "enquiry_message__enquiry__authority", "project_event__project")
CASES = "project_event__project__applications__authority"


@require_safe
@setup_home_view
def failed_mail_list(request, authorities):
    """The mails that failed for good, the newest first, with why."""
    found = failed_mail_for(request.user).select_related(*ABOUT).prefetch_related(CASES)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [(mail, authority_of(mail, request.user), about(mail)) for mail in page]
    return render(request, "applications/failed_mail.html", {"page": page, "rows": rows})


def about(mail) -> str:
    """What a mail is about: never the title of a study, which its receivers alone know."""
    if mail.application:
        return mail.application.case_number or _("a draft")
    return _("a question") if mail.enquiry_message else _("the team of a project")


@require_POST
@setup_home_view
def failed_mail_send(request, authorities, pk: int):
    """Send one of them again."""
    mail = get_object_or_404(failed_mail_for(request.user), pk=pk)
    try:
        send_failed_mail_again(by=request.user, mail=mail)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refused as refusal:
        messages.error(request, " ".join(str(sentence) for sentence in refusal.sentences))
    else:
        messages.success(request, _("The mail is on its way again. It comes back here if it fails once more."))
    return redirect("failed_mail_list")
