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


def test_time_when_the_form_comes_twice_then_is_written_once_and_the_second_is_told(post, client, world):
    case = world.case_at("assigned")
    client.force_login(world.officer)
    form = client.get(reverse("desk_time", args=[case.public_id])).context["forms"]["time"]
    typed = {"day": "2026-09-07", "hours": "1,5", "work": "assessment", "mark": form["mark"].value()}
    assert post(world.officer, "desk_time", case, do="time", **typed).status_code == 302
    again = post(world.officer, "desk_time", case, do="time", **typed)
    assert again.status_code == 409 and "written already" in again.text
    assert case.time_entries.count() == 1
    fresh = again.context["forms"]["time"]["mark"].value()
    assert fresh != str(typed["mark"]) and f'value="{fresh}"' in again.text
    assert post(world.officer, "desk_time", case, do="time", **typed | {"mark": fresh}).status_code == 302
    assert case.time_entries.count() == 2


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


def seen_of(response, what: str) -> str:
    return response.context["invoices"][0][what].seen


def test_invoice_when_saved_in_two_windows_then_the_second_is_told_what_stands_in_it(post, client, world):
    case = world.case_at("invoice")
    invoice = invoicing.prepare(by=world.finance, application_id=case.pk, at=MONDAY)
    client.force_login(world.finance)
    opened = client.get(reverse("desk_invoice", args=[case.public_id]))
    seen, to_send = seen_of(opened, "correct"), seen_of(opened, "issue")
    first = invoice_form(invoice, seen=seen, street="Box 3")
    assert post(world.finance, "desk_invoice", case, do="correct", **first).status_code == 302
    half = invoice_form(invoice, seen=seen, number="202100-2875")
    assert seen_of(post(world.finance, "desk_invoice", case, do="correct", **half), "correct") == seen
    second = invoice_form(invoice, seen=seen, street="Box 4")
    refused = post(world.finance, "desk_invoice", case, do="correct", **second)
    assert refused.status_code == 409
    assert "yours is not saved" in refused.text and "Street or box: Box 3" in refused.text
    assert 'value="Box 4"' in refused.text, "What was typed is kept."
    sent = post(world.finance, "desk_invoice", case, do="issue", invoice=invoice.pk, seen=to_send)
    assert sent.status_code == 409 and "was not sent" in sent.text
    invoice.refresh_from_db()
    assert (invoice.receiver["street"], invoice.is_issued) == ("Box 3", False)
    second["seen"] = seen_of(refused, "correct")
    assert post(world.finance, "desk_invoice", case, do="correct", **second).status_code == 302
    now = seen_of(client.get(reverse("desk_invoice", args=[case.public_id])), "issue")
    assert post(world.finance, "desk_invoice", case, do="issue", invoice=invoice.pk, seen=now).status_code == 302
