"""A case keeps the rules that it was begun under: S stays S after T has come (docs/requirements.md, S and T)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command

from applications import sending
from applications.actions.application import NotOpenForApplications, start_application
from applications.models import Application
from registries.models import Authority, UsedConfiguration
from reviews.demo.people import make_people, read
from reviews.demo.story import Story

SPRING_2018 = {"begun": "2018-02-05"}


def tell(authority, **changes) -> Application:
    """A demo study, taken to where `changes` say."""
    common = read("cases/socialstyrelsen.toml")
    data = common["cases"][0] | changes
    return Story(data, common, make_people(), authority).tell()


@pytest.mark.django_db
class TestVersions:
    @pytest.fixture(autouse=True)
    def _catalogue(self):
        call_command("load_catalogue", verbosity=0)
        self.authority = Authority.objects.get(slug=read("cases/socialstyrelsen.toml")["authority"])

    def test_case_when_begun_under_s_then_follows_s_to_its_end_though_t_is_loaded(self):
        case = tell(self.authority, stage="closed", **SPRING_2018)
        assert self.authority.procedure_in_force("new", date(2019, 6, 1)).version == "T"
        assert (case.procedure.version, case.form_version.version) == ("S", "S")
        assert case.procedure.delivery_method == "agreed"
        delivery = case.deliveries.get()
        assert (delivery.method, delivery.complaint_until) == ("agreed", None)
        price = case.newest_specification.price
        assert (price.lines[0].unit_price, price.net) == (Decimal(1100), Decimal(1100) * 18)

    def test_case_when_begun_under_t_then_has_its_letter_window_and_fees(self):
        case = tell(self.authority, stage="closed", begun="2025-02-03")
        assert case.procedure.version == "T"
        delivery = case.deliveries.get()
        assert delivery.method == "registered_letter"
        assert (delivery.complaint_until.month - delivery.sent_on.month) % 12 == 3
        price = case.newest_specification.price
        assert [line.unit_price for line in price.lines] == [Decimal(10000), Decimal(1250)]

    def test_draft_when_begun_on_the_last_day_of_s_then_is_still_s(self):
        last, first = datetime(2018, 12, 31, 12, tzinfo=UTC), datetime(2019, 1, 1, 12, tzinfo=UTC)
        people = make_people()
        begun = [
            start_application(by=people["rut"], authority=self.authority, title="Kyla", at=at).procedure.version
            for at in (last, first)
        ]
        assert begun == ["S", "T"]
        with pytest.raises(NotOpenForApplications):
            start_application(
                by=people["rut"],
                authority=self.authority,
                title="Kyla",
                at=datetime(2017, 10, 31, 12, tzinfo=UTC),
            )

    def test_confirmation_when_under_t_then_the_order_copy_belongs_to_it_and_under_s_not(self):
        old = tell(self.authority, stage="submitted", **SPRING_2018)
        new = tell(self.authority, stage="submitted", begun="2025-02-03", title="Kyla och hjärta")
        sent = {}
        for case in (old, new):
            sending.send(case.notifications.get(template="application_received").pk)
            sent[case.procedure.version] = mail.outbox[-1].attachments
        assert sent["S"] == []
        assert [attachment.mimetype for attachment in sent["T"]] == ["application/pdf"]

    def test_rules_when_a_case_uses_them_then_cannot_be_changed(self):
        case = tell(self.authority, stage="specification", proposed=True, **SPRING_2018)
        for used in (case.procedure, case.form_version, case.newest_specification.fee_schedule):
            with pytest.raises(UsedConfiguration):
                used.save()
            with pytest.raises(ValidationError):
                used.delete()
