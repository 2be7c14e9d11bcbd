"""What a run of bin/bench is judged by, and that whatever hangs on a case is copied with it."""

import pytest
from django.db.models import AutoField

from applications.models import Application, CaseWords, Event, Message, Project, ProjectMember, Submission
from bench.budgets import verdicts
from bench.multiply import OTHERWISE, SOME, statement, tables

FEW = {"name": "queue: first page", "cases": 1000, "p50_ms": 10.0, "queries": 9, "ratio_to_floor": 2.0}


@pytest.mark.parametrize(
    ("changed", "is_check", "broken"),
    [
        ({}, True, []),
        ({"p50_ms": 99.0}, True, []),
        ({"queries": 10}, True, ["queries more than with few cases"]),
        ({"queries": 11}, True, ["queries", "queries more than with few cases"]),
        ({"ratio_to_floor": 9.0}, True, ["growth of ratio_to_floor from 1000 cases"]),
        ({"p50_ms": 12.9}, False, []),
        ({"p50_ms": 31.0}, False, ["p50_ms", "growth of p50_ms from 1000 cases"]),
    ],
)
def test_verdicts_when_a_limit_breaks_then_say_which(changed, is_check, broken):
    line = FEW | {"cases": 1_000_000} | changed
    found = verdicts([line], {FEW["name"]: FEW}, is_check=is_check)
    assert [row["of"] for row in found if not row["kept"]] == broken


def test_tables_when_asked_for_then_hold_all_that_hangs_on_a_case_or_a_project():
    found = {one.model: one for one in tables()}
    assert {Application, CaseWords, Event, Message, Project, ProjectMember, Submission} <= found.keys()
    assert found[ProjectMember].of_project and not found[Submission].of_project
    assert all(one.parent for model, one in found.items() if model not in (Application, Project))
    columns = {f"{one.table}.{place.column}" for one in found.values() for place in one.model._meta.concrete_fields}
    assert OTHERWISE.keys() <= columns, "a column that is copied otherwise is not there any more"
    assert SOME.keys() <= {one.table for one in found.values()}
    assert all(isinstance(one.model._meta.pk, AutoField) for one in found.values() if one.is_numbered)
    for one in found.values():
        assert statement(one, list(found.values())).startswith(f"INSERT INTO {one.table} ")
