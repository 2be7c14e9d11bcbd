"""The checklist of completeness and narrowing (S12, S15, T3)."""

from django.utils.translation import gettext_lazy as _

from applications.facts import checklist_rows
from reviews.actions.checklist import answer_rows
from reviews.forms.checklist import ChecklistForm
from reviews.views.page import CasePage, Deed


def _save(by, case, data, version):
    keys = [row["key"] for row in case.procedure.checklist]
    answers = {key: (data[f"row_{key}"], data[f"comment_{key}"]) for key in keys}
    answer_rows(by=by, application_id=case.pk, answers=answers)


class ChecklistPage(CasePage):
    """The procedure's rows; those that the answers make needless stand apart."""

    tab = "desk_checklist"
    template_name = "reviews/case_checklist.html"
    deeds = {"checklist": Deed(ChecklistForm, _save, _("The checklist is saved."), "check", lambda case: case.is_open)}

    def open_forms(self, typed):
        """Whoever may not answer the rows still reads them: the template then shows answers without fields."""
        forms = super().open_forms(typed)
        return forms | {"shown": forms.get("checklist") or self.form("checklist")}

    def context(self):
        return {"counted": {row["key"] for row in checklist_rows(self.case)}}
