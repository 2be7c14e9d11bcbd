"""The specification: write it, see its price and its letter, send it, take it back (S17, T5)."""

from decimal import Decimal, InvalidOperation

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.differences import difference_of
from applications.models import ESTIMATED_WORK, Document
from applications.specifying import rows_of
from applications.views.specified import to_read
from registries.fees import Price, price, quoted_price
from registries.models import FeeSchedule, StageKey
from reviews.actions import specification
from reviews.forms.specification import (
    MOST_HOURS,
    ComposeForm,
    ProposeForm,
    SpecificationForm,
    TakeBackForm,
    VariablesForm,
)
from reviews.reading import case_on_desk
from reviews.views.access import desk_only
from reviews.views.files import letter_preview
from reviews.views.page import CasePage, Deed

MOST_MONEY = Decimal(9_999_999_999)
VARIABLES_ON_A_PAGE = 100  # two fields each: fewer than a request may hold


def _draft(by, case, data, version):
    specification.draft(by=by, application_id=case.pk, **data)


def _compose(by, case, data, version):
    specification.compose_anew(by=by, application_id=case.pk)


def _propose(by, case, data, version):
    specification.propose(by=by, application_id=case.pk, **data)


def _take_back(by, case, data, version):
    specification.take_back(by=by, application_id=case.pk)


def _specify(by, case, data, version):
    specification.specify_variables(by=by, application_id=case.pk, **data)


def _waits(case) -> bool:
    newest = case.newest_specification
    return newest is not None and newest.is_waiting and not newest.has_expired_on(case.authority.today())


def _is_drafted(case) -> bool:
    return case.takes_specification and case.newest_specification is not None and case.newest_specification.is_draft


def _is_behind(case) -> bool:
    """Whether the applicant has sent something since the draft was composed."""
    newest = case.newest_submission
    return _is_drafted(case) and newest is not None and case.newest_specification.submission_id != newest.pk


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
            lambda case: case.takes_specification and not _waits(case),
        ),
        "compose": Deed(
            ComposeForm,
            _compose,
            _("The draft is composed anew from what was sent last. Hours, price and your own text are as they were."),
            "specify",
            _is_behind,
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
            lambda case: case.takes_specification and _waits(case),
        ),
    }

    def initial(self, name):
        if name != "draft":
            return {}
        newest = self.case.newest_specification
        priced = newest.activities | {"amount": newest.amount} if newest else {}
        return specification.starting_parts(self.case) | priced

    def context(self):
        newest = self.case.newest_specification
        submission = self.case.newest_submission
        is_compared = self.case.is_change and submission is not None
        versions = self.case.specifications.select_related("fee_schedule", "drafted_by").order_by("-version")
        return {
            "stage_title": self.frame.name_of(StageKey.SPECIFICATION),
            "newest": newest,
            "difference": difference_of(self.case, submission.content) if is_compared else None,
            "price": newest.price if newest else None,
            "versions": to_read(self.case, versions),
            "is_later": not self.case.in_specification,
        }


class VariablesPage(CasePage):
    """What becomes of each variable that was applied for, a page at a time; it can be read at every stage."""

    tab = "desk_specification"
    template_name = "reviews/case_specification_variables.html"
    deeds = {
        "variables": Deed(VariablesForm, _specify, _("The variables of this page are saved."), "specify", _is_drafted)
    }

    def post(self, request, **kwargs):
        """Save the page; 404 while nothing is drafted whose variables they would be."""
        if self.case.newest_specification is None:
            raise Http404
        return super().post(request, **kwargs)

    @property
    def rows(self):
        """The page of variables that the address names."""
        newest = self.case.newest_specification
        if newest is None:
            raise Http404
        return Paginator(rows_of(newest), VARIABLES_ON_A_PAGE).get_page(self.request.GET.get("page"))

    def initial(self, name):
        return {"rows": [vars(row) for row in self.rows]}

    def context(self):
        return {
            "stage_title": self.frame.name_of(StageKey.SPECIFICATION),
            "newest": self.case.newest_specification,
            "page": self.rows,
        }


@desk_only
def live_price(request, public_id):
    """The price for the hours by activity, or the amount, being typed, by the case's fee schedule."""
    case = case_on_desk(request.user, public_id)
    schedule = specification.fee_schedule_of(case, timezone.now())
    is_quoted = schedule is not None and schedule.is_quoted
    names = ("amount",) if is_quoted else ESTIMATED_WORK
    shown = _price_of(schedule, _sum(request.GET.get(name, "") for name in names)) if schedule else None
    return render(request, "reviews/parts/price.html", {"price": shown, "is_quoted": is_quoted})


def _price_of(schedule: FeeSchedule, typed: Decimal | None) -> Price | None:
    """The price for an amount, or for hours, by what the schedule goes by; None where that makes no price."""
    if typed is None or not 0 <= typed <= (MOST_MONEY if schedule.is_quoted else MOST_HOURS):
        return None
    if schedule.is_quoted:
        return quoted_price(schedule, typed)
    return price(schedule, typed) if typed else None


def _sum(typed) -> Decimal | None:
    """The sum of what is typed, where an empty field is nothing; None where one holds no number, or all are empty."""
    numbers = [_number(text) for text in typed if text.strip()]
    return None if None in numbers or not numbers else sum(numbers, Decimal(0))


def _number(text: str) -> Decimal | None:
    """A number as somebody types it, with a comma or a point; None for what is none, or less than nothing."""
    try:
        number = Decimal("".join(text.split()).replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() and number >= 0 else None


@desk_only
def preview(request, public_id):
    """The letter of the newest version, as the applicant will see it; a draft with the day that it would carry."""
    case = case_on_desk(request.user, public_id)
    newest = case.newest_specification
    if newest is None:
        raise Http404
    if newest.valid_until is None:
        newest.valid_until = specification.valid_until(case, newest)
    return letter_preview(case, Document.Kind.SPECIFICATION, specification=newest)
