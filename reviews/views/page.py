"""How every page of a case works: fetch the case, draw it, let one of its forms do one thing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.generic import View

from applications.permission_table import takes
from applications.problems import NotAllowed, Refused
from reviews.case_page import Frame
from reviews.forms.base import CaseForm
from reviews.next_steps import may
from reviews.reading import case_on_desk


@dataclass(frozen=True)
class Deed:
    """Something that a form on the page does: its form, the action, and what is said when it is done.

    `act` gets (by, case, what the form cleaned, the version that the page knew). The form is shown to whoever has the
    permission, at the stages of the permission table and while `is_open` holds; the action itself decides.
    """

    form: type[CaseForm]
    act: Callable
    done: object
    permission: str
    is_open: Callable = lambda case: True


class CasePage(LoginRequiredMixin, View):
    """A page of a case at the desk. What it does stands in `deeds`, by the value of the posted field `do`."""

    tab = ""
    template_name = ""
    deeds: ClassVar[dict[str, Deed]] = {}
    http_method_names = ["get", "head", "post"]

    def dispatch(self, request, *args, public_id, **kwargs):
        """Fetch the case (404 for outsiders), and speak of time as its authority does."""
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.case = case_on_desk(request.user, public_id)
        with timezone.override(self.case.authority.time_zone):
            return super().dispatch(request, *args, **kwargs)

    def get(self, request, **kwargs):
        """Draw the page."""
        return self.draw()

    def post(self, request, **kwargs):
        """Do what one of the forms asks for; what was typed is kept where it cannot be done."""
        name = request.POST.get("do", "")
        if name not in self.deeds:
            raise SuspiciousOperation("No such form on this page.")
        return self.do(self.deeds[name], name)

    def do(self, deed: Deed, name: str):
        """What a form asks for, from somebody who may ask for it (else 403)."""
        if not may(self.request.user, self.case, deed.permission):
            raise PermissionDenied
        form = self.form(name, self.request.POST, self.request.FILES)
        if not form.is_valid():
            return self.draw(status=422, **{name: form})
        return self.try_to(deed, name, form)

    def try_to(self, deed: Deed, name: str, form: CaseForm):
        """Act, then go on; a refusal is shown on the same page (409), a missing right is 403."""
        try:
            deed.act(self.request.user, self.case, form.cleaned_data, form.version)
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Refused as refusal:
            form.refuse(refusal.sentences)
            self.case = case_on_desk(self.request.user, self.case.public_id)
            return self.draw(status=409, **{name: form})
        messages.success(self.request, str(deed.done))
        return redirect(self.next_address(name))

    def next_address(self, name: str) -> str:
        """Where to go when it is done."""
        return self.request.get_full_path()

    def form(self, name: str, data=None, files=None) -> CaseForm:
        """One of the page's forms, with what was posted or with what it starts with."""
        initial = self.initial(name) if data is None else None
        return self.deeds[name].form(data, files, case=self.case, by=self.request.user, do=name, initial=initial)

    def form_for(self, name: str, row, initial: dict) -> CaseForm:
        """A form that belongs to one row (an invoice, a complaint): the one that was refused, or a new one."""
        typed = self.typed.get(name)
        if typed is not None and typed.data.get(typed.row_field) == str(row.pk):
            return typed
        initial = {self.deeds[name].form.row_field: row.pk, **initial}
        return self.deeds[name].form(case=self.case, by=self.request.user, do=name, initial=initial, key=row.pk)

    def initial(self, name: str) -> dict:
        """What a form starts with."""
        return {}

    def open_forms(self, typed: dict[str, CaseForm]) -> dict[str, CaseForm]:
        """The forms to show: those that are open to this person now, and the one that has just been refused."""
        forms = dict(typed)
        for name, deed in self.deeds.items():
            is_open = takes(deed.permission, self.case.stage) and deed.is_open(self.case)
            if name not in forms and is_open and may(self.request.user, self.case, deed.permission):
                forms[name] = self.form(name)
        return forms

    def context(self) -> dict:
        """What the page shows beside head, tabs, column and forms."""
        return {}

    def draw(self, status: int = 200, **typed):
        """The page. `typed` are forms that are shown again with what was typed."""
        self.frame, self.typed = Frame(self.case, self.request.user, self.tab), typed
        words = {"case": self.case, "frame": self.frame, "forms": self.open_forms(typed), **self.context()}
        response = render(self.request, self.template_name, words, status=status)
        response["Cache-Control"] = "no-store"
        return response
