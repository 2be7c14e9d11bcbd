"""What the forms do from the delivery on: deliver, settle, write time, invoice."""

from decimal import Decimal

from django.urls import reverse

from applications.actions.delivery import complain
from reviews.actions import invoice as invoicing
from tests.factories.world import MONDAY


def step(post, user, case, name, **typed):
    return post(user, "desk_step", case, name, **typed)


def delivery_form(**typed):
    filled = {"method": "registered_letter", "receiver": "Rut", "address": "Umeå", "tracking_number": "RR1SE"}
    return filled | {"contents": "A disk.", "sent_on": "2026-09-08"} | typed


def test_delivery_when_recorded_and_completed_then_goes_on_to_the_invoice(post, world):
    case = world.case_at("delivery")
    assert post(world.data_manager, "desk_delivery", case, do="delivery", **delivery_form()).status_code == 302
    assert step(post, world.data_manager, world.fresh(case), "complete_delivery").status_code == 302
    assert world.fresh(case).in_invoice


def test_delivery_when_the_letter_has_no_number_then_keeps_what_was_typed(post, world):
    case = world.case_at("delivery")
    page = post(world.data_manager, "desk_delivery", case, do="delivery", **delivery_form(tracking_number=""))
    assert page.status_code == 409
    assert "Write the number of the registered letter." in page.content.decode()
    assert "A disk." in page.content.decode()


def test_complaint_when_settled_then_says_what_was_done(post, world):
    case = world.case_at("delivery")
    complaint = complain(by=world.researcher, delivery=world.deliver(case), text="File 7 is empty.", at=MONDAY)
    page = post(world.data_manager, "desk_delivery", case, do="settle", complaint=complaint.pk, settlement=" ")
    assert page.status_code == 422
    typed = {"complaint": complaint.pk, "settlement": "Sent anew."}
    assert post(world.data_manager, "desk_delivery", world.fresh(case), do="settle", **typed).status_code == 302
    complaint.refresh_from_db()
    assert complaint.settlement == "Sent anew."


def test_time_when_written_then_is_summed(post, client, world):
    case = world.case_at("assigned")
    typed = {"day": "2026-09-07", "hours": "1,5", "work": "assessment"}
    assert post(world.officer, "desk_time", case, do="time", **typed).status_code == 302
    page = client.get(reverse("desk_time", args=[case.public_id])).content.decode()
    assert "1.5" in page
    page = post(world.officer, "desk_time", case, do="time", **(typed | {"day": "2099-01-01"}))
    assert page.status_code == 409


def invoice_form(invoice, **typed):
    lines = {"lines-TOTAL_FORMS": "2", "lines-INITIAL_FORMS": "0", "lines-0-text": "Base fee", "lines-0-quantity": "1"}
    lines |= {"lines-0-unit_price": "9 500,50", "lines-1-text": "", "lines-1-quantity": "", "lines-1-unit_price": ""}
    payer = {
        "name": "Umeå universitet",
        "number": "202100-2874",
        "street": "Box 2",
        "postcode": "901 87",
        "city": "Umeå",
    }
    return {"invoice": invoice.pk, "reference": "R-1"} | payer | lines | typed


def test_invoice_when_prepared_corrected_and_sent_then_closes_the_case(post, world):
    case = world.case_at("invoice")
    assert post(world.finance, "desk_invoice", case, do="prepare").status_code == 302
    invoice = case.invoices.get()
    assert post(world.finance, "desk_invoice", case, do="correct", **invoice_form(invoice)).status_code == 302
    assert invoice.lines.get().unit_price == Decimal("9500.50")
    assert post(world.finance, "desk_invoice", world.fresh(case), do="issue", invoice=invoice.pk).status_code == 302
    invoice.refresh_from_db()
    assert invoice.is_issued
    assert invoice.receiver["street"] == "Box 2"


def test_invoice_when_the_number_is_wrong_then_keeps_what_was_typed(post, world):
    case = world.case_at("invoice")
    invoice = invoicing.prepare(by=world.finance, application_id=case.pk, at=MONDAY)
    typed = invoice_form(invoice, number="202100-2875", street="Box 99")
    page = post(world.finance, "desk_invoice", case, do="correct", **typed)
    assert page.status_code == 422
    assert "202100-2875" in page.content.decode()
    assert "Box 99" in page.content.decode()


def test_invoice_when_a_line_is_half_written_then_says_so(post, world):
    case = world.case_at("invoice")
    invoice = invoicing.prepare(by=world.finance, application_id=case.pk, at=MONDAY)
    typed = invoice_form(invoice, **{"lines-1-text": "Postage"})
    page = post(world.finance, "desk_invoice", case, do="correct", **typed)
    assert page.status_code == 422
    assert "A line needs text, quantity and unit price." in page.content.decode()


def test_invoice_when_of_another_case_then_cannot_be_sent_from_here(post, world):
    other, case = world.case_at("invoice"), world.case_at("invoice")
    invoice = invoicing.prepare(by=world.finance, application_id=other.pk, at=MONDAY)
    assert post(world.finance, "desk_invoice", case, do="issue", invoice=invoice.pk).status_code == 422
    invoice.refresh_from_db()
    assert not invoice.is_issued
