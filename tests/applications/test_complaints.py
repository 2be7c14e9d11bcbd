"""A complaint within its window opens the delivery again, without charge, and nothing else begins anew (T9)."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from applications.actions.delivery import complain
from applications.clocks import derive
from applications.events import broken_links
from applications.models import Notification, Waiting
from applications.problems import NotReady
from applications.views.steps import steps_of
from applications.views.timeline import timeline_of
from reviews.actions import delivery, invoice
from reviews.actions.time_entry import write_time
from tests.applications.reading_letters import say
from tests.factories.world import MONDAY, make_world

LATER = MONDAY + timedelta(days=14)


def complained(world, stage, at=LATER):
    """A case in which errors are reported after it has come to a stage."""
    case = world.case_at(stage)
    complain(by=world.researcher, delivery=case.deliveries.get(), text="Column 7 is empty.", at=at)
    return world.fresh(case)


def mend(world, case, at=LATER):
    """Deliver anew, settle, complete."""
    complaint = case.deliveries.first().complaints.get()
    sent = delivery.record_delivery(
        by=world.data_manager, application_id=case.pk, method="agreed", receiver="Umeå universitet", address="",
        contents="Column 7.", sent_on=at.date(), corrects=complaint, at=at,
    )  # fmt: skip
    delivery.settle_complaint(by=world.data_manager, complaint=complaint, settlement="Sent anew.", at=at)
    delivery.complete(by=world.data_manager, application_id=case.pk, at=at)
    return sent


@pytest.mark.parametrize("stage", ["invoice", "closed"])
def test_complaint_when_the_case_has_gone_on_then_opens_the_delivery_and_leads_back(world, stage):
    case = complained(world, stage)
    assert (case.stage, case.waiting_for) == ("delivery", Waiting.DATA_MANAGER)
    told = Notification.objects.filter(application=case, template="complaint_to_mend")
    assert [row.recipient for row in told] == [world.data_manager]
    with pytest.raises(NotReady, match="not settled"):
        delivery.complete(by=world.data_manager, application_id=case.pk, at=LATER)
    mend(world, case)
    assert world.fresh(case).stage == stage
    assert broken_links(case) == []


def test_complaint_when_the_delivery_is_not_complete_then_moves_nothing(world):
    case = world.case_at("delivery")
    complain(by=world.researcher, delivery=world.deliver(case), text="Empty.", at=MONDAY)
    assert world.fresh(case).stage == "delivery"
    assert not case.events.filter(kind="reopen_delivery").exists()


def test_complaint_when_the_window_has_passed_then_is_refused_and_the_case_stays_closed(world):
    case = world.case_at("closed")
    with pytest.raises(NotReady):
        complain(by=world.researcher, delivery=case.deliveries.get(), text="x", at=MONDAY + timedelta(days=100))
    assert world.fresh(case).stage == "closed"


def test_handling_when_the_delivery_opens_again_then_does_not_grow(world):
    before = world.case_at("closed").handling_days
    case = complained(world, "closed")
    days = derive(case, list(case.events.order_by("number")), LATER + timedelta(days=200))
    assert days.handling_days == before


def test_invoice_when_sent_before_the_complaint_then_stays_as_it_is(world):
    case = complained(world, "closed")
    before = case.invoices.get()
    write_time(by=world.data_manager, application_id=case.pk, day=LATER.date(), hours=Decimal(3), work="correction",
               at=LATER)  # fmt: skip
    mend(world, case)
    assert case.invoices.get().net == before.net
    with pytest.raises(NotReady):
        write_time(by=world.data_manager, application_id=case.pk, day=LATER.date(), hours=Decimal(3),
                   work="extraction", at=LATER)  # fmt: skip


def test_invoice_when_errors_were_mended_then_leaves_their_hours_out(world):
    case = complained(world, "invoice")
    for work, hours in (("extraction", 5), ("correction", 7)):
        write_time(by=world.data_manager, application_id=case.pk, day=LATER.date(), hours=Decimal(hours), work=work,
                   at=LATER)  # fmt: skip
    mend(world, case)
    prepared = invoice.prepare(by=world.finance, application_id=case.pk, at=LATER)
    assert [line.quantity for line in prepared.lines.order_by("pk")] == [1, 5]


def test_invoice_when_prepared_and_the_delivery_is_open_again_then_waits(world, client):
    case = world.case_at("invoice")
    prepared = invoice.prepare(by=world.finance, application_id=case.pk, at=MONDAY)
    complain(by=world.researcher, delivery=case.deliveries.get(), text="Empty.", at=LATER)
    with pytest.raises(NotReady):
        invoice.issue(by=world.finance, invoice=prepared, at=LATER)
    client.force_login(world.finance)
    page = client.get(reverse("desk_invoice", args=[case.public_id])).content.decode()
    assert "The delivery has to be complete first." in page


def test_time_when_no_error_was_reported_then_cannot_be_a_correction(world, client):
    case = world.case_at("delivery")
    with pytest.raises(NotReady):
        write_time(by=world.data_manager, application_id=case.pk, day=MONDAY.date(), hours=Decimal(1),
                   work="correction", at=MONDAY)  # fmt: skip
    client.force_login(world.data_manager)
    assert "correction" not in client.get(reverse("desk_time", args=[case.public_id])).content.decode()


@time_machine.travel(LATER, tick=False)
def test_pages_when_the_delivery_is_open_again_then_say_so(world, client):
    case = complained(world, "closed")
    client.force_login(world.researcher)
    page = client.get(f"/applications/{case.public_id}/").content.decode()
    assert "looks into the errors that you reported" in page
    client.force_login(world.data_manager)
    desk = client.get(reverse("desk_delivery", args=[case.public_id])).content.decode()
    assert (
        "It is your turn: Answer the complaint"
        in client.get(reverse("desk_case", args=[case.public_id])).content.decode()
    )
    assert "Record the delivery that mends the errors" in desk and "Column 7 is empty." in desk
    time = client.get(reverse("desk_time", args=[case.public_id])).content.decode()
    assert '<option value="correction" selected>' in time
    assert case.case_number in client.get(reverse("desk") + "?view=delivery").content.decode()


def test_picture_when_the_delivery_is_open_again_then_the_invoice_stays_behind(world):
    case = complained(world, "closed")
    states = [step["state"] for step in steps_of(case, list(case.events.all()))]
    assert states[-2:] == ["now", "done"]
    names = [span.name for span in timeline_of([case]).lanes[0].spans]
    assert names[-3:] == ["delivery", "invoice", "delivery"]


def test_note_when_a_delivery_mends_errors_then_says_which_and_that_it_costs_nothing(world):
    case = complained(world, "closed")
    text = say(case, "delivery_note", delivery=mend(world, case))
    assert "We sent you mended data on 21 September 2026. They take the place of those of 7 September 2026" in text


def test_correction_when_of_another_cases_complaint_then_is_refused(world):
    case, other = complained(world, "closed"), world.case_at("delivery")
    complaint = case.deliveries.get().complaints.get()
    with pytest.raises(NotReady):
        delivery.record_delivery(
            by=world.data_manager, application_id=other.pk, method="agreed", receiver="U", address="", contents="x",
            sent_on=MONDAY.date(), corrects=complaint, at=MONDAY,
        )  # fmt: skip


def test_complaint_when_the_procedure_has_no_invoice_then_the_case_closes_again(db):
    world = make_world(leaves_out=("invoice",))
    case = world.case_at("delivery")
    world.complete_delivery(case)
    complain(by=world.researcher, delivery=case.deliveries.get(), text="Empty.", at=LATER)
    assert world.fresh(case).stage == "delivery"
    mend(world, world.fresh(case))
    assert world.fresh(case).stage == "closed"
