"""Configuration for tests: an authority without a name that exists, and what it decides."""

from datetime import date
from decimal import Decimal

import factory

from registries.models import (
    AttachmentRule,
    Authority,
    FeeSchedule,
    FormVersion,
    Membership,
    Notice,
    Procedure,
    Registry,
    Role,
    Stage,
    Variable,
)
from tests.factories.people import UserFactory

ROLES = {
    "submitted": Role.COORDINATOR,
    "assigned": Role.CASE_OFFICER,
    "legal_review": Role.LAWYER,
    "specification": Role.CASE_OFFICER,
    "confidentiality_decision": Role.DECISION_MAKER,
    "delivery": Role.DATA_MANAGER,
    "invoice": Role.FINANCE_OFFICER,
}
STAGES = ("draft", *ROLES, "closed", "archived")


class AuthorityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Authority

    slug = factory.Sequence(lambda n: f"agency-{n}")
    name = factory.LazyAttribute(lambda own: {"sv": f"Myndigheten {own.slug}", "en": f"The Agency {own.slug}"})
    short_name = factory.LazyAttribute(lambda own: own.slug)
    country = "SE"
    organisation_number = "202100-0555"
    currency = "SEK"
    language = "sv"
    case_number_pattern = "{seq:05d}/{year}"
    email = "agency@example.org"
    address = "Box 1, 106 30 Stockholm"
    updated_on = date(2026, 1, 1)


class ProcedureFactory(factory.django.DjangoModelFactory):
    """A procedure without stages; `stages=("assigned", …)` adds them."""

    class Meta:
        model = Procedure
        skip_postgeneration_save = True

    authority = factory.SubFactory(AuthorityFactory)
    version = "T"
    valid_from = date(2019, 1, 1)
    handling_months_min = 3
    handling_months_max = 6

    @factory.post_generation
    def stages(self, create, extracted, **kwargs):
        for position, key in enumerate(extracted or (), start=1):
            name = {"en": key.replace("_", " ").capitalize()}
            Stage.objects.create(procedure=self, key=key, position=position, name=name, role=ROLES.get(key, ""))


class FormVersionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FormVersion

    authority = factory.SubFactory(AuthorityFactory)
    version = "T"
    valid_from = date(2019, 1, 1)
    schema = factory.LazyFunction(
        lambda: {
            "sections": [
                {
                    "key": "study",
                    "title": {"en": "Study"},
                    "questions": [{"key": "title", "kind": "text", "label": {"en": "Title"}, "required": True}],
                }
            ]
        }
    )


class AttachmentRuleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AttachmentRule

    form_version = factory.SubFactory(FormVersionFactory)
    key = factory.Sequence(lambda n: f"attachment-{n}")
    position = factory.Sequence(lambda n: n + 1)
    label = factory.LazyFunction(lambda: {"en": "Approval"})


class FeeScheduleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FeeSchedule

    authority = factory.SubFactory(AuthorityFactory)
    valid_from = date(2024, 1, 1)
    currency = "SEK"
    base = Decimal(10000)
    hourly_rate = Decimal(1250)
    reinvoicing = Decimal(625)
    withdrawal = Decimal(2500)
    refusal = Decimal(2500)


class RegistryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Registry

    authority = factory.SubFactory(AuthorityFactory)
    slug = factory.Sequence(lambda n: f"registry-{n}")
    name = factory.LazyFunction(lambda: {"sv": "Patientregistret", "en": "Patient register"})
    from_year = 1964


class VariableFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Variable

    registry = factory.SubFactory(RegistryFactory)
    name = factory.Sequence(lambda n: f"VAR{n}")
    label = factory.LazyFunction(lambda: {"sv": "Huvuddiagnos", "en": "Main diagnosis"})


class NoticeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Notice

    authority = factory.SubFactory(AuthorityFactory)
    text = factory.LazyFunction(lambda: {"en": "We have begun with cases from May."})
    shown_from = date(2020, 1, 1)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    authority = factory.SubFactory(AuthorityFactory)
    role = Role.CASE_OFFICER
