"""The portal's addresses, and a few beside them on which the frame of a page can be tried."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import RequestContext, Template
from django.urls import path

from portal.base import views
from portal.urls import urlpatterns as portal_urlpatterns

handler400 = "portal.base.views.bad_request"
handler403 = "portal.base.views.permission_denied"
handler404 = "portal.base.views.not_found"
handler500 = "portal.base.views.server_error"


WORKBENCH = """{% extends "base.html" %}{% load crispy_forms_tags %}{% block content %}<h1>Workbench</h1>
<form method="post" enctype="multipart/form-data" data-upload novalidate>{% csrf_token %}{{ form|crispy }}
{% include "components/upload_progress.html" %}<button class="btn btn-main">Send the file</button></form>
{% include "components/saved.html" %}
<form id="section-form" method="post" action="/withdraw/">{% csrf_token %}<label for="typed">Typed</label>
<input id="typed" name="typed" hx-post="/save/" hx-trigger="input" hx-swap="none">
<button name="which" value="12/2026">Go on</button></form>
<form method="post" action="/withdraw/" data-confirm="Withdraw the application?">{% csrf_token %}
<button class="btn btn-trouble" name="which" value="12/2026">Withdraw</button></form>
{% include "components/page_tools.html" %}{% endblock %}"""


class Upload(forms.Form):
    """A file that breaks the server when it is called broken.pdf."""

    file = forms.FileField(label="Plan")


def workbench(request: HttpRequest) -> HttpResponse:
    form = Upload(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["file"].name == "broken.pdf":
            return HttpResponse(status=500)
        messages.success(request, "The file has arrived.")
        return redirect("privacy")
    return HttpResponse(Template(WORKBENCH).render(RequestContext(request, {"form": form})))


def save(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=500 if request.POST["typed"] == "bad" else 204)


def withdraw(request: HttpRequest) -> HttpResponse:
    messages.success(request, f"{request.POST['which']} is withdrawn.")
    return redirect("privacy")


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("Only the lawyer may do this.")


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret")


def conflict(request: HttpRequest) -> HttpResponse:
    return views.conflict(request, request.GET.getlist("why"), request.GET.get("back", ""))


urlpatterns = [
    path("forbidden/", forbidden),
    path("suspicious/", suspicious),
    path("broken/", broken),
    path("conflict/", conflict),
    path("workbench/", workbench),
    path("save/", save),
    path("withdraw/", withdraw),
    *portal_urlpatterns,
]
