"""One administrator proposes a form, a second one publishes it; what is published is never changed."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from applications.actions.application import start_application
from applications.models import Application
from registries.models import FormDraft, FormVersion, SetupEvent
from registries.setup.actions.publishing import AlreadyPublished, propose, publish, withdraw_proposal
from registries.setup.problems import NotAllowed, Refused, Stale
from tests.factories.people import UserFactory
from tests.registries.setup.drafting import TODAY, TOMORROW, Office, make_office

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(hours=1)


@pytest.fixture
def office() -> Office:
    with time_machine.travel(TODAY):
        yield make_office()


@pytest.fixture
def draft(office) -> FormDraft:
    return office.draft()


def proposed(office, draft, day=TOMORROW) -> FormDraft:
    return propose(by=office.ada, draft_id=draft.pk, valid_from=day, at=TODAY)


def refusal(verb, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        verb(**kwargs)
    return str(refused.value)


class TestPublishing:
    def test_form_when_a_second_person_publishes_it_then_holds_from_its_day_and_is_in_the_log(self, office, draft):
        proposed(office, draft)
        form = publish(by=office.bo, draft_id=draft.pk, at=LATER)
        draft.refresh_from_db()
        assert (form.version, form.valid_from, draft.published_by) == ("Two", TOMORROW, office.bo)
        assert list(form.questions) == ["title", "linkage", "abroad", "sources", "files"]
        assert [rule.key for rule in form.attachment_rules.all()] == ["transfer"]
        procedure = office.authority.procedure_in_force("new", TOMORROW)
        assert (procedure.version, procedure.stages.count()) == ("Two", office.procedure.stages.count())
        events = SetupEvent.objects.order_by("pk").values_list("kind", "by", "details__valid_from")
        assert list(events) == [
            ("form_proposed", office.ada.pk, "2026-09-08"),
            ("form_published", office.bo.pk, "2026-09-08"),
        ]

    def test_published_form_when_a_new_one_comes_then_is_as_it_was(self, office, draft):
        before = FormVersion.objects.filter(pk=office.form.pk).values().get()
        proposed(office, draft)
        publish(by=office.bo, draft_id=draft.pk, at=LATER)
        assert FormVersion.objects.filter(pk=office.form.pk).values().get() == before
        assert office.authority.form_in_force("new", TODAY.date()) == office.form

    def test_case_when_begun_today_then_keeps_the_old_form_and_one_of_tomorrow_gets_the_new_one(self, office, draft):
        person, authority = UserFactory(), office.authority
        old = start_application(by=person, authority=authority, title="Old", at=TODAY)
        proposed(office, draft)
        new_form = publish(by=office.bo, draft_id=draft.pk, at=LATER)
        same_day = start_application(by=person, authority=authority, title="Same day", at=LATER)
        with time_machine.travel(TODAY + timedelta(days=1)):
            new = start_application(by=person, authority=authority, title="New")
        old = Application.objects.get(pk=old.pk)
        assert [case.form_version for case in (old, same_day, new)] == [office.form, office.form, new_form]
        assert [case.procedure.version for case in (old, same_day, new)] == ["One", "One", "Two"]

    def test_registrys_own_form_when_published_then_has_no_procedure(self, office):
        content = {"sections": office.form.schema["sections"]}
        draft = office.draft(registry_slug="hips", content=content)
        proposed(office, draft)
        form = publish(by=office.bo, draft_id=draft.pk, at=LATER)
        assert (form.registry_slug, office.authority.procedures.count()) == ("hips", 1)


class TestRefusals:
    def test_proposer_when_publishing_the_own_proposal_then_is_told_that_a_second_person_does(self, office, draft):
        proposed(office, draft)
        assert "yourself" in refusal(publish, by=office.ada, draft_id=draft.pk)
        assert FormVersion.objects.count() == 1

    def test_officer_when_trying_anything_then_is_not_allowed(self, office, draft):
        for verb in (publish, withdraw_proposal):
            with pytest.raises(NotAllowed):
                verb(by=office.officer, draft_id=draft.pk)
        with pytest.raises(NotAllowed):
            propose(by=office.officer, draft_id=draft.pk, valid_from=TOMORROW)

    def test_draft_when_nobody_proposed_it_then_cannot_be_published(self, office, draft):
        assert "Nobody proposes" in refusal(publish, by=office.bo, draft_id=draft.pk)
        assert "Nobody proposes" in refusal(withdraw_proposal, by=office.bo, draft_id=draft.pk)

    @pytest.mark.parametrize("day", [date(2026, 9, 6), date(2026, 9, 7)])
    def test_day_when_not_after_today_then_is_refused(self, office, draft, day):
        assert "not after today" in refusal(propose, by=office.ada, draft_id=draft.pk, valid_from=day, at=TODAY)

    def test_day_when_another_version_begins_then_or_later_then_is_refused(self, office, draft):
        office.form.pk, office.form._state.adding = None, True
        office.form.valid_from, office.form.version = date(2027, 1, 1), "Planned"
        office.form.save()
        for day in (date(2026, 12, 31), date(2027, 1, 1)):
            assert "Another version" in refusal(propose, by=office.ada, draft_id=draft.pk, valid_from=day)
        propose(by=office.ada, draft_id=draft.pk, valid_from=date(2027, 1, 2))

    def test_proposal_when_its_day_has_come_before_anybody_published_then_is_refused(self, office, draft):
        proposed(office, draft)
        tomorrow = datetime(2026, 9, 8, 8, 0, tzinfo=UTC)
        assert "not after today" in refusal(publish, by=office.bo, draft_id=draft.pk, at=tomorrow)

    def test_name_when_another_version_has_it_then_is_refused(self, office, draft):
        said = {"by": office.ada, "draft_id": draft.pk, "valid_from": TOMORROW, "version_name": "One"}
        assert "another name" in refusal(propose, **said)
        draft.refresh_from_db()
        assert draft.version_name == "Two"

    def test_form_when_it_has_faults_then_can_be_neither_proposed_nor_published(self, office, draft):
        proposed(office, draft)
        draft.refresh_from_db()
        draft.content["sections"][0]["questions"][0]["visible_when"] = "no_such_key"
        draft.save()
        assert "faults (1)" in refusal(publish, by=office.bo, draft_id=draft.pk)
        withdraw_proposal(by=office.bo, draft_id=draft.pk)
        assert "faults (1)" in refusal(propose, by=office.ada, draft_id=draft.pk, valid_from=TOMORROW)
        assert FormVersion.objects.count() == 1

    def test_draft_when_changed_after_the_proposal_then_has_to_be_proposed_anew(self, office, draft):
        proposed(office, draft)
        FormDraft.objects.filter(pk=draft.pk).update(changed_at=LATER)
        assert "changed after" in refusal(publish, by=office.bo, draft_id=draft.pk)

    def test_proposal_when_there_is_one_then_a_second_is_refused_until_it_is_withdrawn(self, office, draft):
        proposed(office, draft)
        again = {"by": office.bo, "draft_id": draft.pk, "valid_from": date(2026, 10, 1)}
        assert "proposed already" in refusal(propose, **again)
        withdraw_proposal(by=office.bo, draft_id=draft.pk, because="October is better.")
        assert propose(**again).proposed_by == office.bo
        event = SetupEvent.objects.get(kind="form_proposal_withdrawn")
        assert (event.details["because"], event.details["proposed_by"]) == ("October is better.", office.ada.pk)

    def test_page_when_older_than_the_draft_then_is_stale(self, office, draft):
        proposed(office, draft)
        with pytest.raises(Stale):
            publish(by=office.bo, draft_id=draft.pk, expected_version=1)

    def test_draft_when_discarded_then_nothing_can_be_done_with_it(self, office, draft):
        FormDraft.objects.filter(pk=draft.pk).update(discarded_at=TODAY)
        assert "discarded" in refusal(propose, by=office.ada, draft_id=draft.pk, valid_from=TOMORROW)


def test_publishing_when_somebody_was_faster_then_is_told_who_and_nothing_is_written_twice(office, draft):
    proposed(office, draft)
    publish(by=office.bo, draft_id=draft.pk, at=LATER)
    with pytest.raises(AlreadyPublished, match="Bo Admin"):
        publish(by=office.bo, draft_id=draft.pk, expected_version=2, at=LATER)
    assert FormVersion.objects.count() == 2
