"""The checklist as a form: a choice and a comment for each row; and the completion request that rows become."""

import json

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from applications.checklist import checklist_rows
from reviews.checking import Checking
from reviews.forms.base import CaseForm
from reviews.forms.dialogue import CompletionRequestForm
from reviews.models import ChecklistAnswer

CHOICES = [*ChecklistAnswer.Answer.choices, ("", _("not looked at"))]


class ChecklistForm(CaseForm):
    """Names: `row_<key>` holds the answer, `comment_<key>` the comment, `all` the section whose rows are in order."""

    @cached_property
    def checking(self) -> Checking:
        """The rows of the case, read once for form and page."""
        return Checking(self.case)

    @property
    def rows(self) -> list:
        """Every row that can be answered, those that the application makes needless last."""
        return [*self.checking.rows, *self.checking.needless]

    def prepare(self):
        for row in self.rows:
            given = self.checking.given.get(row.key)
            is_kept = given is not None and not given.is_reopened
            self.fields[f"row_{row.key}"] = forms.ChoiceField(
                label=row.name(self.case),
                choices=CHOICES,
                required=False,
                widget=forms.RadioSelect,
                help_text=self.case.authority.text(row.help),
                initial=given.answer if is_kept else "",
            )
            self.fields[f"comment_{row.key}"] = forms.CharField(
                label=_("Comment"), required=False, max_length=500, initial=given.comment if is_kept else ""
            )

    def clean(self):
        """One press can say of a section that the rest of it is in order. A comment belongs to an answer."""
        data = super().clean()
        in_order = self.data.get("all", "")
        for row in self.rows:
            name = f"row_{row.key}"
            if in_order and row.section == in_order and not data.get(name):
                data[name] = ChecklistAnswer.Answer.YES
            if data.get(f"comment_{row.key}") and not data.get(name):
                self.add_error(name, _("Choose an answer, so that your comment can be kept."))
        answers = {row.key: (data.get(f"row_{row.key}", ""), data.get(f"comment_{row.key}", "")) for row in self.rows}
        seen = self.seen_by_sender
        if seen is not None:  # what the sender has not touched is left as colleagues may have judged it meanwhile
            answers = {key: said for key, said in answers.items() if said != tuple(seen.get(key, ("", "")))}
        return {"answers": answers, "submission_number": self.submission_number, "seen": seen}

    @property
    def seen(self) -> str:
        """What the rows say now, to come back with the form: {row key: [answer, comment]} as JSON."""
        kept = [given for given in self.checking.given.values() if not given.is_reopened]
        return json.dumps({given.key: [given.answer, given.comment] for given in kept})

    @property
    def seen_by_sender(self) -> dict | None:
        """What the rows said on the page that was sent; None where it does not say."""
        try:
            said = json.loads(self.data.get("seen", ""))
            return {str(key): (str(answer), str(comment)) for key, (answer, comment) in said.items()}
        except (ValueError, TypeError, AttributeError):
            return None

    @property
    def submission_number(self) -> int | None:
        """The submission that the page showed; None where it said none."""
        said = self.data.get("submission", "") if self.is_bound else ""
        return int(said) if said.isdecimal() else None

    def groups(self) -> list[dict]:
        """The rows by section, each with its fields."""
        return [{"group": group, "rows": self._with_fields(group.rows)} for group in self.checking.groups]

    def set_aside(self) -> list[dict]:
        """The rows that the application makes needless, each with its fields."""
        return self._with_fields(self.checking.set_aside)

    def _with_fields(self, rows: list) -> list[dict]:
        return [
            {"look": one, "answer": self[f"row_{one.row.key}"], "comment": self[f"comment_{one.row.key}"]}
            for one in rows
        ]


class RequestFromRowsForm(CompletionRequestForm):
    """A completion request that remembers from which rows it was composed."""

    rows = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)

    def prepare(self):
        super().prepare()
        self.fields["rows"].choices = [(row.key, row.key) for row in checklist_rows(self.case)]
