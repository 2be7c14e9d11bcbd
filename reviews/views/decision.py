"""The decision: draft it, see its letters, take it (S18–S22, T6)."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from applications.models import Document
from registries.models import StageKey
from reviews.actions import decision
from reviews.forms.decision import DecisionForm, starting_values
from reviews.forms.steps import NothingForm
from reviews.reading import case_on_desk
from reviews.views.access import desk_only
from reviews.views.files import letter_preview
from reviews.views.page import CasePage, Deed

LETTERS = (Document.Kind.DECISION, Document.Kind.SECRECY_INFORMATION, Document.Kind.AGREEMENT)


def _draft(by, case, data, version):
    decision.draft(
        by=by,
        application_id=case.pk,
        outcome=data["outcome"],
        reasons=data["reasons"],
        reservations=data["sentences"],
        rows=data["decided"],
        expected_version=version,
    )


def _decide(by, case, data, version):
    decision.decide(by=by, application_id=case.pk, expected_version=version)


def _is_drafted(case) -> bool:
    return case.drafted_decision is not None


class DecisionPage(CasePage):
    """The draft with its letters, and the decisions that were taken."""

    tab = "desk_decision"
    template_name = "reviews/case_decision.html"
    deeds = {
        "draft": Deed(
            DecisionForm,
            _draft,
            _("The draft is saved. The decision maker is told by e-mail that it waits."),
            "draft_decision",
            lambda case: case.in_decision,
        ),
        "decide": Deed(NothingForm, _decide, _("The decision is taken. The letters are sent."), "grant", _is_drafted),
    }

    def initial(self, name):
        return starting_values(self.case) if name == "draft" else {}

    def post(self, request, **kwargs):
        """`add_row` asks for one more row: what was typed comes back, nothing is saved."""
        if "add_row" in request.POST and request.POST.get("do") == "draft":
            typed = request.POST.copy()
            number = typed.get("rows-TOTAL_FORMS", "")
            typed["rows-TOTAL_FORMS"] = str(int(number) + 1) if number.isdecimal() else "1"
            return self.draw(draft=self.form("draft", typed))
        return super().post(request, **kwargs)

    def context(self):
        drafted = self.case.drafted_decision
        taken = self.case.decisions.exclude(decided_at=None).select_related("decided_by", "drafted_by")
        ways = [way for way in self.frame.ways if way.name in ("grant", "refuse")]
        enclosed = decision.ENCLOSED.get(self.case.procedure.agreement_kind, "")
        return {
            "drafted": drafted,
            "enclosed": enclosed if drafted and drafted.is_grant else "",
            "drafted_rows": list(drafted.rows.select_related("registry")) if drafted else [],
            "stage_title": self.frame.name_of(StageKey.CONFIDENTIALITY_DECISION),
            "deciding": ways[0] if ways else None,
            "taken": list(taken.prefetch_related("rows__registry"))[::-1],
        }


@desk_only
def preview(request, public_id, kind):
    """A letter of the newest decision, as its receiver will see it."""
    case = case_on_desk(request.user, public_id)
    if case.newest_decision is None or kind not in LETTERS:
        raise Http404
    return letter_preview(case, kind, decision=case.newest_decision)
