"""Fees, paragraphs of the law, approved institutions and notices, as administrators keep them: no gap, no overlap."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from registries.models import LegalReference, SetupEvent
from registries.setup.actions.fee_schedule import add_fees, remove_fees, spans_of
from registries.setup.actions.institution import add_institution, change_institution, remove_institution
from registries.setup.actions.legal_reference import add_reference, change_reference, remove_reference
from registries.setup.actions.notice import add_notice, change_notice
from registries.setup.problems import NotAllowed, Refused, Stale
from registries.setup.rows import fingerprint
from registries.setup.spans import Span, misfits
from tests.factories.registries import FeeScheduleFactory
from tests.registries.setup.forms import typed

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 7)
FEES = {"base": Decimal(100), "hourly_rate": Decimal(900)}


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-09-07 08:00", tick=False):
        yield


@pytest.fixture
def fees(authority):
    return FeeScheduleFactory(authority=authority, valid_from=date(2024, 1, 1))


def address(name, *more):
    return reverse(name, args=["agency", *more])


@pytest.mark.parametrize(
    ("span", "word"),
    [
        (Span(date(2026, 2, 1), date(2026, 1, 1)), "before the first one"),
        (Span(date(2026, 1, 1)), "Another one begins"),
        (Span(date(2026, 1, 10)), "overlaps with the one that holds until"),
        (Span(date(2026, 2, 2), date(2026, 2, 28)), "gap"),
        (Span(date(2026, 2, 1), date(2026, 2, 27)), "gap"),
        (Span(date(2026, 2, 1)), "overlaps with the one that begins"),
        (Span(date(2026, 2, 1), date(2026, 3, 1)), "overlaps with the one that begins"),
        (Span(date(2026, 2, 1), date(2026, 2, 28)), ""),
    ],
)
def test_span_when_put_between_two_others_then_has_to_fit_closely(span, word):
    others = [Span(date(2026, 3, 1)), Span(date(2026, 1, 1), date(2026, 1, 31))]
    found = misfits(span, others)
    assert (word in found[0]) if word else found == []


def test_fees_when_added_from_a_later_day_then_the_ones_before_end_the_day_before(browser, authority, fees):
    page = address("setup_fees_add")
    form = browser.get(page).context["form"]
    assert form["hourly_rate"].value() == "1250" and form["valid_from"].value() == date(2026, 9, 8)
    answer = browser.post(page, typed(form, valid_from="2027-01-01", hourly_rate="1 300,50"))
    assert answer.status_code == 302
    assert spans_of(authority) == [Span(date(2024, 1, 1), date(2026, 12, 31)), Span(date(2027, 1, 1))]
    assert authority.fee_schedules.get(valid_from=date(2027, 1, 1)).hourly_rate == Decimal("1300.50")
    assert SetupEvent.objects.get().subject == "2027-01-01"
    authority.refresh_from_db()
    assert authority.updated_on == TODAY
    assert "comes" in browser.get(address("setup_fees")).content.decode()


@pytest.mark.parametrize(
    ("begin", "until", "word"),
    [
        (date(2027, 1, 1), None, "Another one begins"),
        (date(2026, 10, 1), None, "overlaps"),
        (date(2026, 10, 1), date(2027, 1, 1), "overlaps"),
        (date(2026, 10, 1), date(2026, 11, 30), "gap"),
        (date(2027, 6, 1), date(2027, 12, 31), "gap"),
        (TODAY, date(2026, 12, 31), "stays as it is"),
        (date(2020, 6, 1), None, "Fees cannot begin today or in the past.*begin on 8 September 2026, or later"),
        (date(2020, 6, 1), date(2023, 12, 31), "Fees cannot begin"),
    ],
)
def test_fees_when_they_leave_a_gap_or_overlap_then_are_refused(administrator, fees, begin, until, word):
    authority = fees.authority
    FeeScheduleFactory(authority=authority, valid_from=date(2027, 1, 1))
    with pytest.raises(Refused, match=word):
        add_fees(by=administrator, authority=authority, values=FEES | {"valid_from": begin}, until=until)
    assert authority.fee_schedules.count() == 2 and not SetupEvent.objects.exists()


def test_fees_when_refused_on_the_page_then_what_was_typed_is_kept(browser, fees):
    page = address("setup_fees_add")
    wrong = typed(browser.get(page).context["form"], valid_from="2027-06-01", until="2027-12-31", hourly_rate="777")
    answer = browser.post(page, wrong)
    assert answer.status_code == 409
    words = answer.content.decode()
    assert "It leaves a gap" in words and "777" in words


def test_fees_when_they_hold_already_then_can_neither_be_changed_nor_removed(browser, administrator, fees):
    page = address("setup_fees_change", fees.pk)
    assert browser.get(page).url == address("setup_fees")
    with pytest.raises(Refused, match="hold already"):
        remove_fees(by=administrator, schedule=fees)
    assert "hold already" in browser.post(address("setup_fees_remove", fees.pk), follow=True).content.decode()


def test_fees_when_they_have_not_begun_then_can_be_changed_and_removed(browser, authority, fees):
    later = FeeScheduleFactory(authority=authority, valid_from=date(2027, 1, 1))
    page = address("setup_fees_change", later.pk)
    form = browser.get(page).context["form"]
    assert browser.post(page, typed(form, usual_hours_min="40", usual_hours_max="10")).status_code == 422
    assert browser.post(page, typed(form, hourly_rate="1400")).status_code == 302
    assert browser.post(page, typed(form, hourly_rate="1500")).status_code == 409  # the page is stale now
    browser.post(address("setup_fees_remove", later.pk))
    assert spans_of(authority) == [Span(date(2024, 1, 1))]
    kinds = list(SetupEvent.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["fees_changed", "fees_removed"]


def a_paragraph(authority, administrator, begin, end=None):
    words = {"key": "osl-24-8", "short": {"sv": "24 kap. 8 § OSL", "en": "OSL"}, "text": {}}
    return add_reference(by=administrator, authority=authority, values=words | {"valid_from": begin, "valid_to": end})


def test_paragraph_when_a_version_is_added_then_the_one_before_ends_and_goes_on_when_it_is_removed(
    browser, authority, administrator
):
    first = a_paragraph(authority, administrator, date(2020, 1, 1))
    page = address("setup_reference_add")
    form = browser.get(page, {"of": "osl-24-8"}).context["form"]
    assert browser.post(page, typed(form, valid_from="2027-01-01")).status_code == 302
    first.refresh_from_db()
    assert first.valid_to == date(2026, 12, 31)
    second = LegalReference.objects.get(valid_from=date(2027, 1, 1))
    page = address("setup_reference", second.pk)
    assert browser.post(page, typed(browser.get(page).context["form"], short_en="Secrecy act")).status_code == 302
    browser.post(address("setup_reference_remove", second.pk))
    first.refresh_from_db()
    assert first.valid_to is None and LegalReference.objects.count() == 1
    assert "holds now" in browser.get(address("setup_references")).content.decode()


def test_paragraph_when_it_has_held_then_only_its_last_day_can_be_changed(browser, authority, administrator):
    row = a_paragraph(authority, administrator, date(2020, 1, 1))
    with pytest.raises(Refused, match="words stay"):
        change_reference(by=administrator, reference=row, values={"short": {"sv": "X", "en": "X"}})
    with pytest.raises(Refused, match="until today"):
        change_reference(by=administrator, reference=row, values={"valid_to": date(2026, 9, 1)})
    with pytest.raises(Refused, match="has held already"):
        remove_reference(by=administrator, reference=row)
    page = address("setup_reference", row.pk)
    form = browser.get(page).context["form"]
    assert list(form.fields) == ["valid_to"]
    assert browser.post(page, typed(form, valid_to="2026-12-31")).status_code == 302
    with pytest.raises(Refused, match="gap"):
        a_paragraph(authority, administrator, date(2027, 2, 1))
    with pytest.raises(Refused, match="overlaps"):
        a_paragraph(authority, administrator, date(2026, 12, 1))


def test_paragraph_when_its_new_version_begins_in_the_past_then_is_refused(authority, administrator):
    a_paragraph(authority, administrator, date(2020, 1, 1))
    with pytest.raises(Refused, match="held until today"):
        a_paragraph(authority, administrator, date(2026, 1, 1))


def test_institution_when_approved_twice_at_a_time_then_is_refused(browser, authority, administrator):
    page = address("setup_institution_add")
    form = browser.get(page).context["form"]
    words = {"name": "Umeå universitet", "number": "202100-2874"}
    assert browser.post(page, typed(form, name="X", number="202100-2875")).status_code == 422
    assert browser.post(page, typed(form, **words)).status_code == 302
    answer = browser.post(page, typed(form, **words, valid_from="2027-01-01"))
    assert answer.status_code == 409 and "without a last day already" in answer.content.decode()
    row = authority.approved_institutions.get()
    assert row.number == "2021002874"
    page = address("setup_institution", row.pk)
    assert browser.post(page, typed(browser.get(page).context["form"], valid_to="2026-12-31")).status_code == 302
    later = {"number": row.number, "valid_from": date(2027, 6, 1), "valid_to": None, "name": row.name}
    again = add_institution(by=administrator, authority=authority, values=later)
    with pytest.raises(Refused, match="holds already"):
        change_institution(by=administrator, institution=row, values={"number": "X", "valid_to": None})
    with pytest.raises(Refused, match="Give it a last day"):
        remove_institution(by=administrator, institution=row)
    browser.post(address("setup_institution_remove", again.pk))
    assert authority.approved_institutions.count() == 1
    listed = browser.get(address("setup_institutions"), {"q": "2021"}).content.decode()
    assert "Umeå" in listed and "No approved institution" not in listed
    assert "No approved institution" in browser.get(address("setup_institutions"), {"q": "zz"}).content.decode()


def test_notice_when_added_changed_and_removed_then_each_is_an_event(browser, authority, officer):
    page = address("setup_notice_add")
    form = browser.get(page).context["form"]
    said = {"text_sv": "Öppet hus", "text_en": "Open house"}
    assert browser.post(page, typed(form, **said, shown_to="2026-01-01")).status_code == 422
    assert browser.post(page, typed(form, **said)).status_code == 302
    notice = authority.notices.get()
    assert "shown" in browser.get(address("setup_notices")).content.decode()
    page = address("setup_notice", notice.pk)
    old = typed(browser.get(page).context["form"], text_en="Open day")
    assert browser.post(page, old).status_code == 302
    assert browser.post(page, old | {"text_en": "Third"}).status_code == 409
    with pytest.raises(NotAllowed):
        add_notice(by=officer, authority=authority, values={"text": {"sv": "X"}, "shown_from": TODAY})
    browser.post(address("setup_notice_remove", notice.pk))
    kinds = list(SetupEvent.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["notice_added", "notice_changed", "notice_removed"]


def test_notice_when_somebody_took_it_away_meanwhile_then_the_second_is_told(authority, administrator):
    shown = {"text": {"sv": "A", "en": "A"}, "shown_from": TODAY, "shown_to": TODAY + timedelta(days=1)}
    notice = add_notice(by=administrator, authority=authority, values=shown)
    known = fingerprint(notice)
    type(notice).objects.all().delete()
    with pytest.raises(Stale):
        change_notice(by=administrator, notice=notice, values=shown | {"shown_to": None}, known=known)
