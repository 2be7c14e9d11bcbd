"""Configuration stays as it is once a case uses it."""

from datetime import date
from decimal import Decimal

import pytest

from registries.models import FeeSchedule, FormVersion, Procedure, Stage, UsedConfiguration
from registries.publishing import copy_version
from tests.factories.registries import STAGES, AttachmentRuleFactory, FeeScheduleFactory, ProcedureFactory
from tests.factories.world import MONDAY, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return make_world()


def test_version_when_no_case_uses_it_then_it_can_be_changed_and_deleted():
    procedure = ProcedureFactory(stages=STAGES)
    procedure.retention_years = 5

    procedure.save()
    procedure.stages.all().delete()
    Procedure.objects.filter(pk=procedure.pk).update(source="elsewhere")
    procedure.delete()

    assert not Procedure.objects.exists()
    assert not Stage.objects.exists()


@pytest.mark.parametrize("name", ["procedure", "form"])
def test_version_when_a_case_uses_it_then_nothing_changes_or_deletes_it(world, name):
    world.draft()
    version = getattr(world, name)
    versions = type(version).objects.filter(pk=version.pk)

    for refused in (version.save, version.delete, versions.delete, lambda: versions.update(source="elsewhere")):
        with pytest.raises(UsedConfiguration, match="Publish a new version with a later date"):
            refused()

    assert version.is_used
    assert versions.get().source == ""


def test_parts_when_a_case_uses_their_version_then_they_are_as_fixed(world):
    rule = AttachmentRuleFactory(form_version=world.form)
    world.draft()
    stage = world.procedure.stages.first()

    for part in (stage, rule):
        parts = type(part).objects.filter(pk=part.pk)
        for refused in (part.save, part.delete, parts.delete, lambda parts=parts: parts.update(position=99)):
            with pytest.raises(UsedConfiguration):
                refused()


def test_fee_schedule_when_a_specification_uses_it_then_it_is_fixed(world):
    case = world.case_at("specification")
    assert not FeeSchedule.objects.get().is_used

    world.propose(case, MONDAY)

    with pytest.raises(UsedConfiguration):
        world.fees.delete()
    world.fees.hourly_rate = Decimal(1)
    with pytest.raises(UsedConfiguration):
        world.fees.save()
    assert FeeSchedule.objects.get().hourly_rate == Decimal(1250)


def test_new_version_when_a_case_uses_the_old_one_then_the_case_keeps_it(world):
    case = world.draft()

    newer = ProcedureFactory(authority=world.authority, version="U", valid_from=date(2026, 10, 1))

    case = world.fresh(case)
    assert case.procedure.version == "T"
    assert world.authority.procedure_in_force(on=date(2026, 10, 1)) == newer


def test_copy_when_the_original_is_used_then_the_copy_is_free_and_begins_later(world):
    rule = AttachmentRuleFactory(form_version=world.form)
    world.draft()

    procedure = copy_version(world.procedure, on=date(2026, 9, 7))
    form = copy_version(world.form, on=date(2026, 9, 7))
    again = copy_version(form, on=date(2026, 9, 7))

    assert procedure.valid_from == form.valid_from == date(2026, 9, 8)
    assert again.valid_from == date(2026, 9, 9)
    assert [stage.key for stage in procedure.stages_on()] == [stage.key for stage in world.procedure.stages_on()]
    assert form.attachment_rules.get().key == rule.key
    assert not procedure.is_used
    assert FormVersion.objects.get(pk=world.form.pk).attachment_rules.count() == 1


def test_copy_when_no_day_is_given_then_it_begins_after_today():
    schedule = FeeScheduleFactory()

    assert copy_version(schedule).valid_from > schedule.authority.today()
