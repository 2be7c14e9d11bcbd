"""What the public pages say of waits that are counted from cases, beside what the authority has published (S2, S3)."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from registries.models import MeasuredWait
from tests.factories.registries import AuthorityFactory, NoticeFactory, ProcedureFactory, RegistryFactory

pytestmark = pytest.mark.django_db

COUNTED = datetime(2026, 11, 20, 4, 15, tzinfo=UTC)
FIGURES = {"handled": 40, "handling_half": 61, "handling_most": 118, "begun": 44, "queue_half": 33, "queue_most": 80}


def measure(authority, **fields) -> MeasuredWait:
    return MeasuredWait.objects.create(authority=authority, counted_at=COUNTED, **FIGURES | fields)


def pages(client, authority) -> list[str]:
    return [client.get(address).text for address in (reverse("home"), reverse("authority_page", args=[authority.slug]))]


def test_public_pages_when_waits_are_measured_then_say_them_and_the_month_in_place_of_the_typed_one(client):
    agency = AuthorityFactory(slug="agency", short_name="Agency")
    ProcedureFactory(authority=agency)
    patients = RegistryFactory(authority=agency, slug="patients")
    NoticeFactory(authority=agency, text={"en": "We work on May."}, says_how_far=True)
    NoticeFactory(authority=agency, text={"en": "Open house on Friday."})
    assert all("We work on May." in page for page in pages(client, agency))

    wait = measure(agency)
    measure(agency, registry=patients, begun_from=date(2026, 4, 1))
    home, page = pages(client, agency)
    assert "half of the cases took at most 61 working days, and nine of ten at most 118." in home
    assert "We work on May." in home
    assert (
        "half of the cases took at most 61 working days" in page and "Nine of ten took at most 118 (40 cases)" in page
    )
    assert "waited at most 33 working days for a case officer" in page

    wait.begun_from = date(2026, 4, 1)
    wait.save()
    for text in pages(client, agency):
        assert "We have now begun with cases that came in in April 2026." in text
        assert "Open house on Friday." in text and "We work on May." not in text
    assert "took at most" not in client.get(reverse("registry_page", args=["patients"])).text


def test_public_pages_when_each_registry_receives_then_say_the_waits_of_each(client):
    agency = AuthorityFactory(slug="agency", receives="registry")
    ProcedureFactory(authority=agency)
    first, second = (
        RegistryFactory(authority=agency, slug=slug, name={"en": slug.title()}) for slug in ("hip", "knee")
    )
    measure(agency, handling_half=99)
    measure(agency, registry=first, begun_from=date(2026, 4, 1))
    measure(agency, registry=second, handled=3, begun=2, **dict.fromkeys([*FIGURES][1:3] + [*FIGURES][4:]))
    home, page = pages(client, agency)
    assert "cases that came in in April 2026" not in home and "61 working days" not in home
    assert "Hip, <time" in page and "cases that came in in April 2026" in page
    assert '<h3 class="mt-3">Hip</h3>' in page and "Knee</h3>" not in page and "99 working days" not in page
    assert "half of the cases took at most 61 working days" in client.get(reverse("registry_page", args=["hip"])).text
    assert "took at most" not in client.get(reverse("registry_page", args=["knee"])).text


@pytest.mark.parametrize("few", [{"handled": 4}, {"begun": 4}])
def test_measured_wait_when_it_rests_on_too_few_cases_then_the_database_refuses_it(few):
    with pytest.raises(IntegrityError), transaction.atomic():
        measure(AuthorityFactory(), **few)
