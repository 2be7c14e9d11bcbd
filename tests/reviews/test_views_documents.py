"""The documents of a case at the desk: what they are called."""

import pytest
from django.urls import reverse

from applications.models import Document
from tests.factories.world import MONDAY

pytestmark = pytest.mark.django_db


def test_documents_when_listed_then_show_only_the_numbers_that_people_know(client, world):
    case = world.case_at("assigned")
    invoice = {"invoice": {"number": "2026-00007"}}
    for kind, number in (("agreement", 11), ("specification", 2), ("order_copy", 3), ("invoice", 4)):
        context = invoice if kind == "invoice" else {}
        Document.objects.create(application=case, kind=kind, number=number, context=context, ordered_at=MONDAY)
    client.force_login(world.officer)
    page = " ".join(client.get(reverse("desk_case", args=[case.public_id])).text.split())
    for words in ("Agreement (PDF)", ", version 2 (PDF)", ", completed, number 3 (PDF)", "Invoice 2026-00007 (PDF)"):
        assert f"{words}</a>" in page
    assert "Agreement 11" not in page
