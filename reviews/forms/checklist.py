"""The checklist as a form: a choice and a comment for each row."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.base.texts import pick
from reviews.forms.base import CaseForm
from reviews.models import ChecklistAnswer

CHOICES = [*ChecklistAnswer.Answer.choices, ("", _("not looked at"))]


class ChecklistForm(CaseForm):
    """Names: `row_<key>` holds the answer, `comment_<key>` the comment."""

    def prepare(self):
        given = {answer.key: answer for answer in self.case.checklist_answers.all()}
        for row in self.case.procedure.checklist:
            answer = given.get(row["key"])
            self.fields[f"row_{row['key']}"] = forms.ChoiceField(
                label=pick(row["label"], fallback=self.case.authority.language),
                help_text=pick(row.get("help"), fallback=self.case.authority.language),
                choices=CHOICES,
                required=False,
                widget=forms.RadioSelect,
                initial=answer.answer if answer else "",
            )
            self.fields[f"comment_{row['key']}"] = forms.CharField(
                label=_("Comment"), required=False, max_length=500, initial=answer.comment if answer else ""
            )

    def clean(self):
        """A comment belongs to an answer: one without would be lost."""
        data = super().clean()
        for row in self.case.procedure.checklist:
            if data.get(f"comment_{row['key']}") and not data.get(f"row_{row['key']}"):
                self.add_error(f"row_{row['key']}", _("Choose an answer, so that your comment can be kept."))
        return data

    def rows(self) -> list[dict]:
        """Every row: its key, both fields, and the answer that is kept with who gave it when."""
        given = {answer.key: answer for answer in self.case.checklist_answers.all()}
        return [
            {
                "key": row["key"],
                "answer": self[f"row_{row['key']}"],
                "comment": self[f"comment_{row['key']}"],
                "given": given.get(row["key"]),
            }
            for row in self.case.procedure.checklist
        ]
