"""The person's own data as one file, and the end of the account."""

import tempfile

from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.close_account import CannotClose, close_account, reasons_against
from portal.accounts.forms import ClosingForm
from portal.accounts.own_archive import MOST_OF_FILES, write_archive
from portal.accounts.proofs import freshly_proven
from portal.base.clock import today
from portal.base.serving import download

IN_MEMORY = 2**20  # bytes; what is larger is written to a disk that nobody else reads, until it is sent


@require_safe
@never_cache
@freshly_proven
def own_data(request):
    """What the file holds, and the way to it."""
    return render(request, "account/own_data.html", {"most": MOST_OF_FILES})


@require_safe
@freshly_proven
def own_data_file(request):
    """Everything that the portal keeps about the person, in one archive that is made now and kept nowhere."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the response closes it)
    write_archive(file, request.user)
    file.seek(0)
    name = _("my-data-%(day)s.zip") % {"day": today().isoformat()}
    return download(file, name=name, content_type="application/zip")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@freshly_proven
def close(request):
    """Say what goes and what stays, or why not yet; close the account when that is wanted."""
    form, reasons = ClosingForm(request.POST if request.method == "POST" else None), reasons_against(request.user)
    if request.method == "POST" and form.is_valid():
        try:
            close_account(by=request.user)
        except CannotClose as refusal:
            reasons = refusal.reasons
        else:
            logout(request)
            messages.success(request, _("Your account is closed. Thank you for having been here."))
            return redirect("home")
    status = 409 if request.method == "POST" and reasons else 200
    return render(request, "account/close.html", {"form": form, "reasons": reasons}, status=status)
