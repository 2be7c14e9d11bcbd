"""What a procedure leaves out is passed over everywhere: no page and no letter names it, whatever else is left out."""

import re
from itertools import chain, combinations

import pytest
from django.core import mail
from django.urls import reverse

from applications import letters
from applications.models import Document, Notification
from applications.sending import send
from registries.models import Stage
from tests.factories.world import make_world

OPTIONAL = ("legal_review", "specification", "invoice")
EVERY = list(chain.from_iterable(combinations(OPTIONAL, number) for number in range(4)))
STAGES = ("submitted", "assigned", *OPTIONAL[:2], "confidentiality_decision", "delivery", "invoice", "closed")
# Words that give a stage away, by stage. What the applicant's own form asks (an invoicing address) is no stage.
WORDS = {
    "legal_review": r"legal review|lawyer|own-legal_review",
    "specification": r"specification|own-specification",
    "invoice": r"invoice(?!_)|own-invoice",
}
TABS = {"legal_review": "desk_legal", "specification": "desk_specification", "invoice": "desk_invoice"}


@pytest.fixture(params=EVERY, ids=lambda out: "without " + (" ".join(out) or "nothing"))
def shortened(request, db):
    """A world for each choice of stages to leave out, with names of its own, and a case in every stage that is on."""
    world = make_world(leaves_out=request.param)
    for stage in Stage.objects.filter(procedure=world.procedure):
        stage.name = {"en": f"own-{stage.key}", "sv": f"egen-{stage.key}"}
        stage.save()
    world.out = request.param
    world.cases = {stage: world.case_at(stage) for stage in STAGES if stage not in request.param}
    return world


def says(html: str) -> str:
    """What a page says, without its addresses."""
    words = re.sub(r"<(script|style)[^>]*>.*?</\1>", " ", html, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", words)).lower()


def named(text: str, out) -> list:
    return [found for stage in out for found in re.findall(WORDS[stage], text)]


def test_pages_when_stages_are_left_out_then_never_name_them(shortened, client):
    for stage, case in shortened.cases.items():
        client.force_login(shortened.researcher)
        address = f"/applications/{case.public_id}/"
        for tab in ("", "?tab=documents", "?tab=history"):
            assert named(says(client.get(address + tab).content.decode()), shortened.out) == [], (stage, tab)
        client.force_login(shortened.officer)
        for page in ("desk_case", "desk_checklist", "desk_decision", "desk_delivery", "desk_time", "desk_history"):
            html = client.get(reverse(page, args=[case.public_id])).content.decode()
            assert named(says(html), shortened.out) == [], (stage, page)
            for left_out in shortened.out:
                assert f'href="{reverse(TABS[left_out], args=[case.public_id])}"' not in html


def test_pages_when_stages_are_on_then_name_them_as_the_procedure_does(shortened, client):
    case = shortened.cases["closed"]
    client.force_login(shortened.officer)
    page = client.get(reverse("desk_case", args=[case.public_id])).content.decode()
    for stage in set(OPTIONAL) - set(shortened.out):
        assert f"Own-{stage}</a>" in page


def test_letters_when_stages_are_left_out_then_never_name_them(shortened):
    documents = Document.objects.filter(application=shortened.cases["closed"]).exclude(kind="order_copy")
    kinds = {document.kind for document in documents}
    assert ("specification" in kinds, "invoice" in kinds) == tuple(key not in shortened.out for key in OPTIONAL[1:])
    for document in documents:
        html = letters.to_html(document.kind, "en", document.context | {"language": "en"})
        assert named(says(html), shortened.out) == [], document.kind


def test_mails_when_stages_are_left_out_then_never_name_them(shortened):
    for row in Notification.objects.filter(application=shortened.cases["closed"]):
        send(row.pk)
    for message in mail.outbox:
        assert named((message.subject + message.body).lower(), shortened.out) == [], message.subject


def test_queue_when_stages_are_left_out_then_has_no_view_and_no_filter_for_them(shortened, client):
    client.force_login(shortened.officer)
    text = says(client.get(reverse("desk") + "?view=open").content.decode())
    assert named(text, shortened.out) == []


def test_figures_when_stages_are_left_out_then_count_without_them(shortened, client):
    client.force_login(shortened.officer)
    page = client.get(reverse("desk_case", args=[shortened.cases["assigned"].public_id]))
    limits = {"assigned": 40, "legal_review": 10, "specification": 20, "confidentiality_decision": 15, "delivery": 20}
    assert page.context["frame"].handling_limit == sum(limits[key] for key in limits if key not in shortened.out)
