"""Approvals have to cover the data that are asked for: answers that switch the refusal on and off (B4, B7)."""

from datetime import date

import pytest
from django.utils import translation

from applications.completeness import gaps, read_whole
from applications.coverage import Uncovered, sentence, uncovered, warnings_of
from applications.models import RequestedVariable
from registries.models import Variable
from tests.applications.applicant import fill, full_world, pdf  # noqa: F401

PERIOD = {"from": "2005-01-01", "to": "2024-12-31"}
ETHICS = {"what": "ethics", "reference": "2019-1", "from": "2005-01-01", "to": "2024-12-31", "variables": ""}


def years(first: int, last: int) -> tuple[date, date]:
    return date(first, 1, 1), date(last, 12, 31)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([ETHICS], []),
        ([], []),
        ([{}, {"reference": "no sort yet"}], []),
        ([ETHICS | {"from": "", "to": ""}], []),
        ([ETHICS | {"variables": "indatum;  HDIA"}], []),
        ([ETHICS | {"variables": "INDATUM HDIA FODDAT"}], []),
        ([ETHICS | {"variables": "INDATUM"}], [Uncovered("ethics", 0, names=("HDIA",))]),
        ([ETHICS | {"to": "2020-12-31"}], [Uncovered("ethics", 0, missing=(years(2021, 2024),))]),
        (
            [ETHICS | {"from": "2006-01-01", "to": "2020-12-31"}],
            [Uncovered("ethics", 0, missing=(years(2005, 2005), years(2021, 2024)))],
        ),
        ([ETHICS | {"from": "1990-01-01", "to": "1999-12-31"}], [Uncovered("ethics", 0, missing=(years(2005, 2024),))]),
        ([ETHICS | {"to": "2020-12-31"}, ETHICS | {"from": "2021-01-01"}], []),
        ([ETHICS | {"to": "2020-12-31"}, ETHICS | {"from": "2018-01-01"}], []),
        (
            [ETHICS | {"to": "2020-12-31"}, ETHICS | {"from": "2023-01-01", "variables": "HDIA"}],
            [
                Uncovered("ethics", 1, names=("INDATUM",), missing=(years(2021, 2024),)),
                Uncovered("ethics", 1, names=("HDIA",), missing=(years(2021, 2022),)),
            ],
        ),
        ([ETHICS, ETHICS | {"what": "licence", "variables": "HDIA"}], [Uncovered("licence", 1, names=("INDATUM",))]),
    ],
)
def test_approvals_when_they_leave_something_out_then_it_is_named(rows, found):
    assert uncovered(rows, ["INDATUM", "HDIA"], PERIOD) == found


def test_approvals_when_no_variable_is_asked_for_then_the_period_still_counts():
    assert uncovered([ETHICS | {"to": "2020-12-31"}], [], PERIOD)[0].missing == (years(2021, 2024),)
    assert uncovered([ETHICS | {"to": "2020-12-31"}], ["HDIA"], None) == []
    assert uncovered([ETHICS], ["HDIA"], {"from": "2024-12-31", "to": "2005-01-01"}) == []


def test_approvals_when_they_hold_until_further_notice_then_cover_all_that_comes():
    rows = [ETHICS | {"from": "2010-01-01", "to": "9999-12-31"}, ETHICS | {"from": "2030-01-01", "to": "9999-12-31"}]
    assert [one.missing for one in uncovered(rows, ["HDIA"], PERIOD)] == [(years(2005, 2009),)]
    assert uncovered([ETHICS | {"to": "9999-12-31"}], ["HDIA"], {"from": "2005-01-01", "to": "9999-12-31"}) == []


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Uncovered("e", 0, names=("A", "B")), "“Ethics” does not cover the variables A, B."),
        (Uncovered("e", 0, names=tuple("ABCDEF")), "“Ethics” does not cover the variables A, B, C, D, E…."),
        (Uncovered("e", 0, missing=(years(2021, 2024),)), "“Ethics” does not cover the data of 2021–2024."),
        (
            Uncovered("e", 0, names=("A",), missing=(years(2021, 2021), (date(2023, 5, 1), date(2023, 5, 1)))),
            "“Ethics” does not cover A for 2021, 1 May 2023.",
        ),
        (
            Uncovered("e", 0, missing=((date(2023, 5, 1), date(2023, 12, 31)),)),
            "“Ethics” does not cover the data of 1 May 2023 – 31 December 2023.",
        ),
    ],
)
def test_what_is_not_covered_when_told_then_names_variables_or_years(found, words):
    assert sentence(found, "Ethics") == words


@pytest.fixture
def case(full):
    case = full.draft()
    for name in ("INDATUM", "HDIA"):
        variable = Variable.objects.get(name=name)
        RequestedVariable.objects.create(
            application=case, registry=full.registry, variable=variable, reason="Why", level=""
        )
    return case


def told(case) -> list[tuple[str, str]]:
    return [(gap.anchor, gap.sentence) for gap in gaps(case) if gap.question == "approvals"]


def test_application_when_an_approval_does_not_cover_the_years_then_cannot_be_sent(case):
    fill(case, period=PERIOD, approvals=[ETHICS | {"to": "2020-12-31"}], sources=["patients"])
    assert told(case) == [
        (
            "id_approvals__0__to",
            "“Ethical approval” does not cover the data of 2021–2024. Change the approval, or ask for what it covers.",
        )
    ]
    fill(case, period=PERIOD | {"to": "2020-12-31"}, approvals=[ETHICS | {"to": "2020-12-31"}], sources=["patients"])
    assert told(case) == []


def test_application_when_an_approval_leaves_a_variable_out_then_cannot_be_sent(case):
    fill(case, period=PERIOD, approvals=[ETHICS | {"variables": "INDATUM"}], sources=["patients"])
    assert [anchor for anchor, _sentence in told(case)] == ["id_approvals__0__variables"]
    assert "HDIA" in told(case)[0][1]
    RequestedVariable.objects.filter(variable__name="HDIA").delete()
    assert told(case) == []


def test_officer_when_reading_what_was_sent_then_is_told_what_is_not_covered(full, case):
    fill(case, period=PERIOD, approvals=[ETHICS], sources=["patients"])
    full.submit(case)
    submission = full.fresh(case).newest_submission
    assert warnings_of(case, submission) == []
    submission.content["answers"]["approvals"] = [ETHICS | {"variables": "HDIA"}]
    with translation.override("sv"):
        assert "INDATUM" in warnings_of(case, submission)[0] and "Etikgodkännande" in warnings_of(case, submission)[0]


def test_answer_when_it_stands_in_an_attachment_then_the_attachment_is_needed(case):
    fill(case, routines={"text": "", "reference": "page 3"}, sources=["patients"])
    found = [gap for gap in gaps(case) if gap.question == "routines"]
    assert "“Approval”, which is not enclosed" in found[0].sentence and found[0].anchor == "id_routines__reference"
    fill(case, routines={"text": "In a safe.", "reference": ""}, sources=["patients"])
    assert not [gap for gap in gaps(case) if gap.question == "routines"]


def test_facts_when_there_are_members_and_approvals_then_conditions_know_how_many(case):
    fill(case, team=[{"name": "Ada"}, {}, {"name": "Rut"}], approvals=[ETHICS])
    facts = read_whole(case).facts
    assert (facts["members"], facts["approvals"]) == (2.0, 1.0)
