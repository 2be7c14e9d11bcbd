"""The specification: write it, see its price and its letter, send it, take it back (S17, T5)."""

from decimal import Decimal, InvalidOperation

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.differences import difference_of
from applications.models import Document
from portal.base.clock import add_working_days
from registries.fees import Price, price, quoted_price
from registries.models import FeeSchedule, StageKey
from reviews.actions import specification
from reviews.case_page import case_on_desk
from reviews.forms.specification import ProposeForm, SpecificationForm, TakeBackForm
from reviews.views.access import desk_only
from reviews.views.files import letter_preview
from reviews.views.page import CasePage, Deed

MOST_HOURS = Decimal(9999)
MOST_MONEY = Decimal(9_999_999_999)


def _draft(by, case, data, version):
    specification.draft(by=by, application_id=case.pk, **data)


def _propose(by, case, data, version):
    specification.propose(by=by, application_id=case.pk)


def _take_back(by, case, data, version):
    specification.take_back(by=by, application_id=case.pk)


def _waits(case) -> bool:
    return case.newest_specification is not None and case.newest_specification.is_waiting


def _is_drafted(case) -> bool:
    return case.in_specification and case.newest_specification is not None and case.newest_specification.is_draft


class SpecificationPage(CasePage):
    """The newest version, its price, and the versions before it."""

    tab = "desk_specification"
    template_name = "reviews/case_specification.html"
    deeds = {
        "draft": Deed(
            SpecificationForm,
            _draft,
            _("The draft is saved. Look at the letter, then send it to the applicant."),
            "specify",
            lambda case: case.in_specification and not _waits(case),
        ),
        "propose": Deed(
            ProposeForm,
            _propose,
            _("It is sent. The handling time stands still until the applicant answers."),
            "specify",
            _is_drafted,
        ),
        "take_back": Deed(
            TakeBackForm,
            _take_back,
            _("It is taken back. Write the next version."),
            "specify",
            lambda case: case.in_specification and _waits(case),
        ),
    }

    def initial(self, name):
        newest = self.case.newest_specification
        return {"content": newest.content, "hours": newest.hours, "amount": newest.amount} if newest else {}

    def context(self):
        newest = self.case.newest_specification
        submission = self.case.newest_submission
        is_compared = self.case.is_change and submission is not None
        day = self.frame.day
        versions = self.case.specifications.select_related("fee_schedule", "drafted_by").order_by("-version")
        return {
            "stage_title": self.frame.name_of(StageKey.SPECIFICATION),
            "newest": newest,
            "difference": difference_of(self.case, submission.content) if is_compared else None,
            "price": newest.price if newest else None,
            "versions": [(row, row.state_on(day).label) for row in versions],
        }


@desk_only
def live_price(request, public_id):
    """The price for the hours (`?hours=`) or the amount (`?amount=`) being typed, by the case's fee schedule."""
    case = case_on_desk(request.user, public_id)
    schedule = specification.fee_schedule_of(case, timezone.now())
    is_quoted = schedule is not None and schedule.is_quoted
    typed = _number(request.GET.get("amount" if is_quoted else "hours", ""))
    shown = _price_of(schedule, typed) if schedule and typed is not None else None
    return render(request, "reviews/parts/price.html", {"price": shown, "is_quoted": is_quoted})


def _price_of(schedule: FeeSchedule, typed: Decimal) -> Price | None:
    """The price for an amount, or for hours, by what the schedule goes by; None where that makes no price."""
    if not 0 <= typed <= (MOST_MONEY if schedule.is_quoted else MOST_HOURS):
        return None
    if schedule.is_quoted:
        return quoted_price(schedule, typed)
    return price(schedule, typed) if typed else None


def _number(text: str) -> Decimal | None:
    """A number as somebody types it, with a comma or a point; None for what is none."""
    try:
        number = Decimal("".join(text.split()).replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


@desk_only
def preview(request, public_id):
    """The letter of the newest version, as the applicant will see it; a draft with the day that it would carry."""
    case = case_on_desk(request.user, public_id)
    newest = case.newest_specification
    if newest is None:
        raise Http404
    if newest.valid_until is None:
        newest.valid_until = add_working_days(
            case.authority.today(), case.procedure.specification_answer_days, case.authority.country
        )
    return letter_preview(case, Document.Kind.SPECIFICATION, specification=newest)
