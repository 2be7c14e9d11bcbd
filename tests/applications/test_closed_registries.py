"""A registry that is closed while a draft asks for its data."""

from datetime import date

import pytest

from applications.completeness import gaps, read_whole, section_gaps
from applications.models import Application, BasketItem
from applications.variable_import import read_variables, template_for
from registries.models import Authority, Registry, Variable
from tests.applications.applicant import address, fill, full_world, researchers_browser, workbook  # noqa: F401

WHY = "“Cause of death” is closed: nothing new can be applied for there. The data are at the archive."


@pytest.fixture
def case(full):
    """A draft that asks for both registries; one of them has a variable in the list."""
    case = full.draft()
    fill(case, sources=["patients", "deaths"])
    deaths = Registry.objects.get(slug="deaths")
    case.registries.add(deaths)
    day = Variable.objects.get(name="DODSDAT")
    case.requested_variables.create(registry=deaths, variable=day, reason="To date it")
    Variable.objects.create(registry=deaths, name="ULORSAK", label={"en": "Cause"})
    return case


def close(slug: str = "deaths") -> None:
    because = {"en": "The data are at the archive."}
    Registry.objects.filter(slug=slug).update(closed_on=date(2020, 1, 1), closed_because=because)


def told(case) -> list[str]:
    return [gap.sentence for gap in gaps(Application.objects.get(pk=case.pk)) if "is closed" in gap.sentence]


def test_draft_when_a_registry_is_closed_then_cannot_be_sent_and_the_review_says_why_and_what_to_do(browser, case):
    assert not told(case)
    close()
    first, second = told(case)
    assert first == f"{WHY} Untick it, and take its variables out of the variable list."
    assert second == f"{WHY} Take its variables out of the list: DODSDAT"
    review = browser.get(address(case, "review/")).content.decode()
    assert first in review and second in review
    fill(case, sources=["patients"])
    case.requested_variables.all().delete()
    assert not told(case)


def test_draft_when_its_receiver_is_closed_then_says_that_it_cannot_be_sent(case):
    close()
    Authority.objects.filter(pk=case.authority_id).update(receives="registry")
    case.registries.set(Registry.objects.filter(slug="deaths"))
    assert f"{WHY} This application goes there and cannot be sent. Begin one at a registry that is open." in told(case)


def test_completion_when_a_registry_was_closed_after_the_sending_then_is_not_held_up(full, case):
    full.submit(case)
    close()
    sent = full.fresh(case)
    found = section_gaps(sent.form_version.section("data"), read_whole(sent))
    assert not [gap for gap in found if "is closed" in gap.sentence]


def test_questions_when_a_registry_is_closed_then_it_is_shown_where_it_is_chosen_and_not_offered_elsewhere(
    browser, case
):
    close()
    page = browser.get(address(case, "form/data/")).content.decode()
    assert "Cause of death (closed)" in page and "ULORSAK" not in page and "DODSDAT" in page
    fill(case, sources=["patients"])
    assert "Cause of death (closed)" not in browser.get(address(case, "form/data/")).content.decode()


def test_basket_when_a_registry_is_closed_then_its_variables_stay_in_it_and_the_page_says_so(full, browser, case):
    close()
    wanted = Variable.objects.filter(name__in=["ULORSAK", "HDIA"])
    BasketItem.objects.bulk_create(BasketItem(user=full.researcher, variable=one) for one in wanted)
    posted = {"version": "0", "asked": ["sources", "variables"], "sources": ["patients", "deaths"], "do": "basket"}
    page = browser.post(address(case, "form/data/"), posted, follow=True).content.decode()
    assert list(case.requested_variables.values_list("variable__name", flat=True)) == ["HDIA"]
    assert f"{WHY} Its variables are still in your basket." in page and BasketItem.objects.count() == 2


def test_file_when_a_registry_is_closed_then_nothing_of_it_is_read_in_or_offered(case):
    close()
    rows = [["deaths", "ULORSAK", "x"], ["patients", "HDIA", "y"]]
    preview = read_variables(workbook(["Registry", "Variable", "Reason"], *rows), case)
    assert [row.value[0] for row in preview.taken] == [Variable.objects.get(name="HDIA").pk]
    assert [fault.sentence for fault in preview.faults] == [WHY]
    offered = [row[1].value for row in template_for(case).worksheets[1].iter_rows(min_row=2)]
    assert "HDIA" in offered and "ULORSAK" not in offered
