"""The checklist of completeness and narrowing (S12, S15, T3)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reviews.actions import completion_request
from reviews.actions.checklist import answer_rows
from reviews.checking import request_from
from reviews.forms.checklist import ChecklistForm, RequestFromRowsForm
from reviews.similar import similar_to
from reviews.views.page import CasePage, Deed


def _save(by, case, data, version):
    answer_rows(by=by, application_id=case.pk, **data)


def _ask(by, case, data, version):
    completion_request.ask(by=by, application_id=case.pk, **data)


class ChecklistPage(CasePage):
    """The rows by section with what was sent; rows that are not in order become a completion request.

    `?ask=<row>&ask=<row>` writes the request from these rows, to be read and changed before it is sent.
    """

    tab = "desk_checklist"
    template_name = "reviews/case_checklist.html"
    deeds = {
        "checklist": Deed(ChecklistForm, _save, _("The checklist is saved."), "check", lambda case: case.is_open),
        "ask": Deed(
            RequestFromRowsForm,
            _ask,
            _("The completion request is sent. The handling time stands still until it is answered."),
            "ask",
            lambda case: case.can_be_asked,
        ),
    }

    def next_address(self, name):
        return reverse(self.tab, args=[self.case.public_id])

    def initial(self, name):
        chosen = self.request.GET.getlist("ask")
        if name != "ask" or not chosen:
            return {}
        day = self.case.authority.today()
        return request_from(self.case, chosen) | {"due_on": completion_request.usual_day(self.case, day)}

    def open_forms(self, typed):
        """Whoever may not answer the rows still reads them: the template then shows answers without fields.

        The request is written only once rows are chosen.
        """
        forms = super().open_forms(typed)
        self.may_ask = "ask" in forms
        if self.may_ask and "ask" not in typed and not forms["ask"].initial.get("rows"):
            del forms["ask"]
        return forms | {"shown": forms.get("checklist") or self.form("checklist")}

    def context(self):
        return {"similar": similar_to(self.case, self.request.user), "may_ask": self.may_ask}
