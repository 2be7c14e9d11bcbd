"""The specification in parts: composed, compared, expired, and never charged beyond what was accepted (S5, S17, T5)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from applications.actions import specification as answering
from applications.clocks import derive
from applications.events import broken_links
from applications.letters.annex import disclosed_groups
from applications.models import Answers, LinkagePlan, Notification, RequestedVariable, Specification
from applications.problems import NotReady
from applications.tasks import expire_specifications
from registries.models import Membership, Role
from reviews.actions import decision, delivery, invoice, specification
from reviews.actions.time_entry import write_time
from tests.applications.reading_letters import say
from tests.factories.world import ANSWERS, MONDAY, make_world

POPULATION = {"key": "who", "kind": "long_text", "fact": "project.population", "label": {"en": "Who?"}}
OWN_FILE = {
    "key": "own_file",
    "kind": "text",
    "label": {"en": "What does your file hold?"},
    "options": {"specification": "applicant_files"},
}
SAID = {"who": "Women over 50 with a hip fracture.", "own_file": "Serial numbers."}
SAID |= {"period": {"from": "2005-01-01", "to": "2019-12-31"}}
SPLIT = {"administration": Decimal(2), "assessment": Decimal(3), "extraction": Decimal(15)}


@pytest.fixture
def asking(db):
    """A world with a case at its specification that asks for three variables, linked by somebody else."""
    world = make_world(data_files_after_decision=True)
    world.form.schema["sections"][1]["questions"] += [POPULATION, OWN_FILE]
    world.form.save()
    world.case = world.draft()
    Answers.objects.filter(application=world.case).update(values=ANSWERS | SAID)
    for variable in world.registry.variables.all():
        RequestedVariable.objects.create(
            application=world.case, registry=world.registry, variable=variable, reason="Why.", identifying_reason="So."
        )
    LinkagePlan.objects.create(project=world.case.project, linked_by="Statistics Sweden", key_kept_by="The university")
    for step in ("submit", "assign", "send_to_legal_review", "conclude_legal_review"):
        getattr(world, step)(world.case)
    world.case = world.fresh(world.case)
    return world


def draft(world, **changed):
    given = {"by": world.officer, "application_id": world.case.pk, "activities": SPLIT, "at": MONDAY}
    return specification.draft(**given | changed)


def leave_out(world, *rows):
    return specification.specify_variables(by=world.officer, application_id=world.case.pk, rows=list(rows), at=MONDAY)


def accept(world, version, at=MONDAY):
    answering.accept(by=world.researcher, application_id=world.case.pk, specification_version=version, at=at)
    world.case = world.fresh(world.case)


def send(world, at=MONDAY):
    return specification.propose(by=world.officer, application_id=world.case.pk, at=at)


def told(world, template):
    return sorted(
        Notification.objects.filter(application=world.case, template=template).values_list("email", flat=True)
    )


def test_draft_when_nothing_is_edited_then_is_composed_from_what_was_sent(asking):
    version = draft(asking)
    assert version.population == "Women over 50 with a hip fracture."
    assert (version.period_from, version.period_to) == (date(2005, 1, 1), date(2019, 12, 31))
    assert "Statistics Sweden" in version.linkage and "The university" in version.linkage
    with translation.override(asking.case.language):
        after = translation.gettext("Send the files only when you have our decision.")
    assert version.applicant_files == f"What does your file hold? Serial numbers.\n\n{after}"
    assert (version.delivery_days, version.answer_days, version.hours) == (20, 20, 20)
    assert version.price.net == 10000 + 20 * 1250
    text = say(asking.case, "specification", specification=version)
    for words in (
        "Population and selection Women over 50", "1 January 2005 – 31 December 2019", "Patient register 3",
        "Statistics Sweden", "Files from you", "within 20 working days of the decision", "FODDAT As applied for",
        "administration 2, confidentiality assessment 3, extraction 15", "never more than this price",
    ):  # fmt: skip
        assert words in text, words


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"period_from": date(2020, 1, 1)}, "cannot end before it begins"),
        ({"delivery_on": date(2027, 1, 4)}, "Say either"),
        ({"delivery_on": date(2026, 9, 7), "delivery_days": None}, "must lie ahead"),
        ({"answer_days": 4}, "between 5 and 60"),
        ({"answer_days": 61}, "between 5 and 60"),
    ],
)
def test_draft_when_its_days_cannot_be_kept_then_is_refused(asking, parts, sentence):
    with pytest.raises(NotReady) as refusal:
        draft(asking, parts=parts)
    assert sentence in str(refusal.value)


def test_hours_when_they_do_not_add_up_then_the_database_refuses(asking):
    version = draft(asking)
    for wrong in ({"hours": 21}, {"hours_extraction": None}, {"delivery_on": date(2027, 1, 4)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Specification.objects.filter(pk=version.pk).update(**wrong)


def test_variable_when_left_out_and_accepted_then_is_not_disclosed_either(asking):
    with pytest.raises(NotReady):
        leave_out(asking, ("patients", "FODDAT", "leave_out", "Too exact."))
    draft(asking)
    for rows in ([("patients", "FODDAT", "change", " ")], [("patients", "NONE", "keep", "")]):
        with pytest.raises(NotReady):
            leave_out(asking, *rows)
    rows = ("patients", "FODDAT", "leave_out", "Too exact."), ("patients", "INDATUM", "change", "The year alone.")
    leave_out(asking, *rows)
    version = send(asking)
    text = say(asking.case, "specification", specification=version)
    assert "Patient register 2" in text and "INDATUM Changed: The year alone." in text
    assert "FODDAT Left out: Too exact." in text
    accept(asking, 1)
    drafted = asking.draft_decision(asking.case)
    assert [row["name"] for row in disclosed_groups(asking.case, drafted, "en")[0]["variables"]] == ["INDATUM", "HDIA"]


def test_draft_when_saved_from_two_windows_then_the_second_is_told_and_can_replace_it(asking, client, post):
    page, typed = "desk_specification", {"extraction": "15", "answer_days": "10", "delivery_days": "30"}

    def seen(response):
        return response.context["forms"]["draft"].seen

    client.force_login(asking.officer)
    opened = seen(client.get(reverse(page, args=[asking.case.public_id])))
    first = typed | {"seen": opened, "population": "Women over 60."}
    assert post(asking.officer, page, asking.case, do="draft", **first).status_code == 302
    second = typed | {"seen": opened, "population": "Men over 60."}
    refused = post(asking.officer, page, asking.case, do="draft", **second)
    assert refused.status_code == 409 and "saved in another window meanwhile" in refused.text
    assert "Men over 60." in refused.text, "What was typed is kept."
    assert asking.fresh(asking.case).newest_specification.population == "Women over 60."
    second["seen"] = seen(refused)
    assert post(asking.officer, page, asking.case, do="draft", **second).status_code == 302
    assert asking.fresh(asking.case).newest_specification.population == "Men over 60."


def test_draft_when_changed_after_the_page_was_opened_then_is_not_sent_before_it_is_seen(asking, client, post):
    page = "desk_specification"
    draft(asking, parts={"population": "Women over 60."})
    client.force_login(asking.officer)
    opened = client.get(reverse(page, args=[asking.case.public_id]))
    seen = opened.context["forms"]["propose"].seen
    assert f'name="seen" value="{escape(seen)}"' in opened.text
    draft(asking, parts={"population": "Men over 60."}, activities=SPLIT | {"extraction": Decimal(99)})
    refused = post(asking.officer, page, asking.case, do="propose", seen=seen)
    assert refused.status_code == 409
    assert "Other than you saw: Population and selection, Estimated hours, Hours of extraction." in refused.text
    assert asking.fresh(asking.case).newest_specification.is_draft
    seen = refused.context["forms"]["propose"].seen
    assert post(asking.officer, page, asking.case, do="propose", seen=seen).status_code == 302
    assert asking.fresh(asking.case).newest_specification.is_waiting


@time_machine.travel(MONDAY, tick=False)
def test_versions_when_the_first_was_declined_then_both_sides_see_what_differs(asking, client, post):
    page = reverse("desk_specification", args=[asking.case.public_id])
    client.force_login(asking.officer)
    assert "Women over 50 with a hip fracture." in client.get(page).content.decode()
    typed = {"population": "Women over 60.", "extraction": "15", "answer_days": "10", "delivery_days": "30"}
    assert post(asking.officer, "desk_specification", asking.case, do="draft", **typed).status_code == 302
    variables = reverse("desk_specification_variables", args=[asking.case.public_id])
    shown = client.get(variables).content.decode()
    assert "HDIA" in shown and "What becomes of it" in shown
    rows = {"do": "variables", "rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "1"}
    rows |= {"rows-0-registry": "patients", "rows-0-name": "HDIA", "rows-0-becomes": "change"}
    refused = client.post(variables, rows | {"rows-0-note": ""})
    assert refused.status_code == 409 and "Write how, or why, for: HDIA." in refused.content.decode()
    assert client.post(variables, rows | {"rows-0-note": "Three digits"}).status_code == 302
    send(asking)
    answering.decline(
        by=asking.researcher, application_id=asking.case.pk, specification_version=1, because="Over 50!", at=MONDAY
    )
    second = draft(asking, parts={"population": "Women over 50."})
    assert second.variables[0]["note"] == "Three digits" and second.delivery_days == 30
    leave_out(asking, ("patients", "HDIA", "keep", ""))
    client.force_login(asking.officer)
    desk = client.get(page).content.decode()
    send(asking)
    client.force_login(asking.researcher)
    own = client.get(reverse("application_page", args=[asking.case.public_id])).content.decode()
    for shown in (desk, own):
        for words in ("What differs from version 1", "<del>Women over 60.</del>", "changed: Three digits", "28,750"):
            assert words in shown, words
    assert "Over 50!" in own and asking.case.newest_specification.valid_until > date(2026, 9, 18)


def test_draft_when_the_applicant_has_sent_something_since_then_can_be_composed_anew(asking, post, client):
    draft(asking, content="My own words.", parts={"population": "Old."})
    newest = asking.case.newest_submission
    newest.pk, newest.number = None, 2
    newest.content["answers"]["who"] = "Everybody."
    newest.save(force_insert=True)
    case = asking.fresh(asking.case)
    client.force_login(asking.officer)
    assert "Compose it anew" in client.get(reverse("desk_specification", args=[case.public_id])).content.decode()
    assert post(asking.officer, "desk_specification", case, do="compose").status_code == 302
    version = case.specifications.get()
    assert (version.population, version.content, version.hours) == ("Everybody.", "My own words.", 20)
    assert version.submission.number == 2


def test_version_when_not_answered_in_time_then_both_sides_are_told_once_and_the_next_can_be_written(asking, client):
    draft(asking, parts={"answer_days": 5})
    assert send(asking).valid_until == date(2026, 9, 14)
    late = MONDAY + timedelta(days=8)
    with time_machine.travel(MONDAY + timedelta(days=7), tick=False):
        expire_specifications()
        assert not told(asking, "specification_expired")
    with time_machine.travel(late, tick=False):
        expire_specifications()
        expire_specifications()
        assert told(asking, "specification_expired") == ["researcher@example.org"]
        assert told(asking, "specification_not_answered") == ["officer@example.org"]
        case = asking.fresh(asking.case)
        assert case.waiting_for == "case_officer" and not broken_links(case)
        assert derive(case, list(case.events.all()), late).waiting_for == case.waiting_for
        client.force_login(asking.officer)
        desk = client.get(reverse("desk_specification", args=[case.public_id])).content.decode()
        assert "did not answer version 1 by Monday 14 September 2026" in desk and "expired" in desk
        client.force_login(asking.researcher)
        own = client.get(reverse("application_page", args=[case.public_id])).content.decode()
        assert "has run out" in own and "can no longer be accepted" in own and "Accept it" not in own
    assert draft(asking, at=late).version == 2
    send(asking, late)
    accept(asking, 2, late)
    assert [row.state_on(late.date()) for row in asking.case.specifications.all()] == ["expired", "accepted"]


def test_version_when_drafted_after_the_last_day_then_the_expiry_is_written_down_first(asking):
    draft(asking, parts={"answer_days": 5})
    send(asking)
    draft(asking, at=MONDAY + timedelta(days=30))
    kinds = list(asking.case.events.values_list("kind", flat=True))
    assert kinds[-1] == "specification_expired" and not told(asking, "specification_not_answered")


def work(world, hours, by="data_manager", at=MONDAY):
    rest = Decimal(hours)
    while rest:
        part = min(rest, Decimal(24))
        write_time(
            by=getattr(world, by), application_id=world.case.pk, day=at.date(), hours=part, work="extraction", at=at
        )
        rest -= part


@time_machine.travel(MONDAY, tick=False)
def test_estimate_when_it_is_used_up_then_the_right_people_are_told_once(asking, client):
    draft(asking)
    send(asking)
    accept(asking, 1)
    Membership.objects.create(user=asking.officer, authority=asking.authority, role=Role.COORDINATOR)
    work(asking, 15)
    assert not told(asking, "estimate_reached")
    work(asking, 1)
    assert told(asking, "estimate_reached") == ["officer@example.org"]
    work(asking, "3.5")
    work(asking, "0.5", by="lawyer")
    assert told(asking, "estimate_reached") == ["coordinator@example.org", "officer@example.org", "officer@example.org"]
    work(asking, 5)
    reached = asking.case.events.filter(kind="estimate_reached").order_by("number")
    assert [event.details["percent"] for event in reached] == [80, 100]
    client.force_login(asking.officer)
    page = client.get(reverse("desk_time", args=[asking.case.public_id])).content.decode()
    for words in ("25 of the 20 hours", "(125 %)", "used up", "not invoiced", "steps/step_back/?because=estimate"):
        assert words in page, words
    back = reverse("desk_step", args=[asking.case.public_id, "step_back"])
    asked = client.get(back, {"because": "estimate"}).content.decode()
    assert "The work takes more time: 25 of the 20 hours in version 1 are used." in asked
    decision.step_back(by=asking.officer, application_id=asking.case.pk, to="specification", reason="More.", at=MONDAY)
    asking.case = asking.fresh(asking.case)
    assert asking.case.accepted_specification is None and asking.case.takes_specification


@time_machine.travel(MONDAY, tick=False)
def test_price_when_the_work_takes_longer_then_only_a_new_acceptance_lets_more_be_charged(asking, client, post):
    draft(asking)
    send(asking)
    accept(asking, 1)
    asking.grant(asking.case)
    work(asking, 26)
    asking.deliver(asking.case)
    second = draft(asking, activities=SPLIT | {"extraction": Decimal(20)})
    assert second.version == 2
    send(asking)
    with pytest.raises(NotReady) as refusal:
        delivery.complete(by=asking.data_manager, application_id=asking.case.pk, at=MONDAY)
    assert "waits for the applicant's answer" in str(refusal.value)
    assert asking.fresh(asking.case).waiting_for == "applicant"
    client.force_login(asking.researcher)
    own = client.get(reverse("application_page", args=[asking.case.public_id])).content.decode()
    assert "holds until you accept this version" in own
    answering.decline(by=asking.researcher, application_id=asking.case.pk, specification_version=2, because="No.")
    asking.case = asking.fresh(asking.case)
    assert asking.case.accepted_specification.version == 1 and asking.case.waiting_for == "data_manager"
    draft(asking, activities=SPLIT | {"extraction": Decimal(18)})
    send(asking)
    accept(asking, 3)
    assert asking.case.in_delivery and asking.case.accepted_specification.version == 3
    assert [row.version for row in asking.case.specifications.exclude(voided_at=None)] == [1]
    assert not broken_links(asking.case)
    delivery.complete(by=asking.data_manager, application_id=asking.case.pk, at=MONDAY)
    asking.case = asking.fresh(asking.case)
    page = post(asking.finance, "desk_invoice", asking.case, do="prepare")
    prepared = asking.case.invoices.get()
    assert page.status_code == 302 and prepared.net == 10000 + 23 * 1250
    shown = client.get(reverse("desk_invoice", args=[asking.case.public_id])).content.decode()
    assert "Accepted: version 3" in shown and "Beyond what was accepted, not invoiced" in shown
    with pytest.raises(NotReady) as refusal:
        invoice.correct(
            by=asking.finance,
            invoice=prepared,
            receiver={},
            lines=[("Work", Decimal(26), Decimal(1250)), ("Base", Decimal(1), Decimal(10000))],
        )
    assert "that was accepted with version 3" in str(refusal.value)
    assert prepared.lines.count() == 2
    invoice.issue(by=asking.finance, invoice=prepared, at=MONDAY)
    with pytest.raises(NotReady):
        draft(asking)
