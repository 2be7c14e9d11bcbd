"""The trigger's table of legal stages, against the machine in Python."""

from importlib import import_module

import pytest
from django.db import IntegrityError, transaction
from django_fsm import RETURN_VALUE

from applications.models import Application
from registries.models import StageKey
from tests.factories.world import MONDAY

guards = import_module("applications.migrations.0002_guards")
opened_again = import_module("applications.migrations.0005_delivery_opens_again")


def machine_pairs() -> set[tuple[str, str]]:
    pairs = set()
    for move in Application._meta.get_field("stage").get_all_transitions(Application):
        targets = move.target.allowed_states if isinstance(move.target, RETURN_VALUE) else [move.target]
        pairs |= {(str(move.source), str(target)) for target in targets}
    return pairs


def test_trigger_when_compared_with_the_machine_then_knows_the_same_moves():
    order = [stage.value for stage in StageKey]
    back = {"legal_review", "specification", "confidentiality_decision"}
    legal = {
        (old, new)
        for old, new in machine_pairs()
        if old != new
        and not (old in back and new in back | {"assigned"} and order.index(new) > order.index(old))
        and not (old == "refused" and new == "assigned")
        and not (old == "dismissed" and new == "confidentiality_decision")
    }
    forward = {
        ("legal_review", "specification"),
        ("legal_review", "confidentiality_decision"),
        ("specification", "confidentiality_decision"),
    }
    assert {*guards.LEGAL, *opened_again.OPENED_AGAIN} == legal | forward


def test_specifications_when_two_would_be_accepted_at_once_then_the_database_refuses_it(world):
    accepted = world.case_at("confidentiality_decision").specifications.get()
    accepted.pk, accepted.version, accepted._state.adding = None, 2, True

    with pytest.raises(IntegrityError), transaction.atomic():
        accepted.save()

    accepted.pk, accepted.voided_at = None, MONDAY
    accepted.save()


def test_parent_when_the_application_is_no_change_then_the_database_refuses_it(world):
    parent, case = world.case_at("closed"), world.draft()
    found = Application.objects.filter(pk=case.pk)

    with pytest.raises(IntegrityError), transaction.atomic():
        found.update(parent=parent)

    assert found.update(parent=parent, kind="change") == 1
