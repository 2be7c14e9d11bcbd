"""Price and time before applying: by the fee schedule and by past cases."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from applications.estimate import Asked, estimate, middle_half
from applications.models import Application, LinkagePlan, Specification
from registries.models import StageKey
from tests.factories.world import ask_for_variables, make_world

pytestmark = pytest.mark.django_db

AT = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)


@pytest.fixture
def world():
    return make_world()


def past(world, *hours, amounts=()):
    """Accepted specifications of cases with one variable each, decided after 10, 20, 30 … working days."""
    for number, (worked, amount) in enumerate([*((one, None) for one in hours), *((None, one) for one in amounts)], 1):
        case = world.draft()
        case.requested_variables.exclude(variable__name="HDIA").delete()
        Specification.objects.create(
            application=case,
            version=1,
            hours=worked,
            amount=amount,
            fee_schedule=world.fees,
            drafted_by=world.researcher,
            drafted_at=AT,
            proposed_at=AT,
            accepted_at=AT,
        )
        numbered = {"case_number": f"P-{number}", "case_year": 2026, "case_sequence": number}
        Application.objects.filter(pk=case.pk).update(
            submitted_at=AT, queue_days=number * 4, handling_days=number * 6, **numbered
        )


def decided(world):
    # Django refuses a protected field in update(); the trigger of PostgreSQL an illegal step: each step by itself.
    way = [StageKey.SUBMITTED, StageKey.ASSIGNED, StageKey.CONFIDENTIALITY_DECISION, StageKey.DELIVERY]
    for stage in way:
        Application.objects.filter(submitted_at=AT).update(stage=stage)


def test_estimate_when_nothing_is_past_then_goes_by_the_schedule(world):
    world.fees.usual_hours_min, world.fees.usual_hours_max = 16, 48
    world.fees.save()
    found = estimate(world.authority, Asked(3), at=AT)
    assert (found.low.net, found.high.net) == (Decimal(30000), Decimal(70000))
    assert (found.low.gross, found.high.gross) == (Decimal(37500), Decimal(87500))
    assert "16 to 48 hours" in found.price_basis


def test_estimate_when_the_schedule_names_no_hours_then_says_no_price(world):
    found = estimate(world.authority, Asked(3), at=AT)
    assert found.low is None and found.hours is None and found.price_basis == ""


def test_estimate_when_enough_is_past_then_goes_by_the_middle_half(world):
    past(world, 10, 20, 30, 40, 50)
    found = estimate(world.authority, Asked(1), at=AT)
    assert found.hours == (Decimal(20), Decimal(40))
    assert found.low.net == Decimal(10000) + 20 * Decimal(1250)
    assert "5 accepted specifications of like size" in found.price_basis


def test_estimate_when_the_past_is_of_another_size_then_does_not_count(world):
    past(world, 10, 20, 30, 40, 50)
    assert estimate(world.authority, Asked(40), at=AT).hours is None
    assert estimate(world.authority, Asked(1, registries=2), at=AT).hours is None


def test_estimate_when_the_data_are_linked_then_goes_by_past_cases_with_linkage(world):
    past(world, 10, 20, 30, 40, 50, 1, 2, 3, 4, 5)
    assert estimate(world.authority, Asked(1), at=AT).hours == (Decimal(3), Decimal(28))
    for case in Application.objects.filter(specifications__hours__gte=10):
        LinkagePlan.objects.create(project=case.project, version=1)
    linked, alone = (estimate(world.authority, Asked(1, is_linked=answer), at=AT) for answer in (True, False))
    assert (linked.hours, alone.hours) == ((Decimal(20), Decimal(40)), (Decimal(2), Decimal(4)))
    assert "All of them with linkage." in linked.price_basis and "None of them with linkage." in alone.price_basis


def test_estimate_when_too_few_are_past_then_tells_nothing_about_them(world):
    past(world, 10, 20, 30, 40)
    assert estimate(world.authority, Asked(1), at=AT).hours is None


def test_estimate_when_prices_are_quoted_then_goes_by_quoted_amounts(world):
    world.fees.pricing, world.fees.base, world.fees.hourly_rate = "quoted", 0, 0
    world.fees.save()
    assert "names a price for each application" in estimate(world.authority, Asked(1), at=AT).price_basis
    past(world, amounts=(1000, 2000, 3000, 4000, 5000))
    found = estimate(world.authority, Asked(1), at=AT)
    assert (found.low.net, found.high.net, found.hours) == (Decimal(2000), Decimal(4000), None)


def test_estimate_when_cases_were_decided_then_tells_the_usual_wait(world):
    world.procedure.handling_months_min, world.procedure.handling_months_max = 3, 6
    world.procedure.save()
    assert estimate(world.authority, Asked(1), at=AT).wait == (3, 6)
    past(world, 10, 20, 30, 40, 50)
    decided(world)
    found = estimate(world.authority, Asked(1), at=AT)
    assert (found.wait, found.wait_unit) == ((20, 40), "days")


def test_basket_page_when_shown_then_has_price_and_wait_for_each_receiver(client, world):
    world.fees.usual_hours_min, world.fees.usual_hours_max, world.fees.valid_from = 16, 48, date(2020, 1, 1)
    world.fees.save()
    ask_for_variables(world)
    client.post(reverse("basket_put"), {"variable": world.registry.variables.first().pk})
    words = client.get(reverse("basket_page")).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "37,500 SEK to 87,500 SEK" in words and "16–48 hours of work" in words


def test_middle_half_when_given_two_values_then_lies_between_them():
    assert middle_half([Decimal(10), Decimal(20)]) == (Decimal("12.5"), Decimal("17.5"))
