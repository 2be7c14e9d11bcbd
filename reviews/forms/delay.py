"""Forms about a delay: the notice of it (FL § 11), and the refusal of a demand for a decision (FL § 12)."""

from django.utils.translation import gettext_lazy as _

from reviews.forms.base import CaseForm, DayField, long_text
from reviews.forms.steps import reusable_reasons


class DelayNoticeForm(CaseForm):
    """Why the decision is delayed, and by when it is expected now."""

    expected_on = DayField(label=_("Decision expected by"), help_text=_("A day that will hold."))
    reason = long_text(_("Why it is delayed"), 6, help_text=_("It stands in the letter, in its language."))

    def reusable(self) -> list[dict]:
        """The authority's paragraphs on delays."""
        return reusable_reasons(self.case, "delay")


class DemandRefusalForm(CaseForm):
    """Why the demand is refused."""

    reason = long_text(_("Reasons"), 8, help_text=_("They stand in the letter, in its language."))
