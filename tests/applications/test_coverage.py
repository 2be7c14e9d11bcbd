"""Approvals have to cover the data that are asked for: answers that switch the refusal on and off (B4, B7)."""

from datetime import date

import pytest
import time_machine
from django.utils import translation

from applications.case_coverage import coverage_of_draft, coverage_of_submission
from applications.completeness import gaps, read_whole
from applications.coverage import Asked, Uncovered, Why, sentence, uncovered
from applications.models import Approval, RequestedVariable
from registries.models import Registry, Variable
from tests.applications.applicant import fill, full_world, pdf  # noqa: F401

PERIOD = {"from": "2005-01-01", "to": "2024-12-31"}
ETHICS = {"what": "ethics", "reference": "2019-1", "from": "2005-01-01", "to": "2024-12-31", "variables": ""}


TODAY = date(2026, 9, 7)


def asked(*names: str) -> list[Asked]:
    return [Asked(name, "patients") for name in names]


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
        ([ETHICS | {"to": "2020-12-31"}], [Uncovered("ethics", 0, why=Why.YEARS, missing=(years(2021, 2024),))]),
        (
            [ETHICS | {"from": "2006-01-01", "to": "2020-12-31"}],
            [Uncovered("ethics", 0, why=Why.YEARS, missing=(years(2005, 2005), years(2021, 2024)))],
        ),
        (
            [ETHICS | {"from": "1990-01-01", "to": "1999-12-31"}],
            [Uncovered("ethics", 0, why=Why.YEARS, missing=(years(2005, 2024),))],
        ),
        ([ETHICS | {"to": "2020-12-31"}, ETHICS | {"from": "2021-01-01"}], []),
        ([ETHICS | {"to": "2020-12-31"}, ETHICS | {"from": "2018-01-01"}], []),
        (
            [ETHICS | {"to": "2020-12-31"}, ETHICS | {"from": "2023-01-01", "variables": "HDIA"}],
            [
                Uncovered("ethics", 1, names=("INDATUM",), why=Why.YEARS, missing=(years(2021, 2024),)),
                Uncovered("ethics", 1, names=("HDIA",), why=Why.YEARS, missing=(years(2021, 2022),)),
            ],
        ),
        ([ETHICS, ETHICS | {"what": "licence", "variables": "HDIA"}], [Uncovered("licence", 1, names=("INDATUM",))]),
    ],
)
def test_approvals_when_they_leave_something_out_then_it_is_named(rows, found):
    assert uncovered(rows, asked("INDATUM", "HDIA"), PERIOD, TODAY) == found


def test_approvals_when_no_variable_is_asked_for_then_the_period_still_counts():
    assert uncovered([ETHICS | {"to": "2020-12-31"}], [], PERIOD, TODAY)[0].missing == (years(2021, 2024),)
    assert uncovered([ETHICS | {"to": "2020-12-31"}], asked("HDIA"), None, TODAY) == []
    assert uncovered([ETHICS], asked("HDIA"), {"from": "2024-12-31", "to": "2005-01-01"}, TODAY) == []


def test_approvals_when_they_hold_until_further_notice_then_cover_all_that_comes():
    rows = [ETHICS | {"from": "2010-01-01", "to": "9999-12-31"}, ETHICS | {"from": "2030-01-01", "to": "9999-12-31"}]
    assert [one.missing for one in uncovered(rows, asked("HDIA"), PERIOD, TODAY)] == [(years(2005, 2009),)]
    assert (
        uncovered([ETHICS | {"to": "9999-12-31"}], asked("HDIA"), {"from": "2005-01-01", "to": "9999-12-31"}, TODAY)
        == []
    )


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Uncovered("e", 0, names=("A", "B")), "“Ethics” does not cover the variables A, B."),
        (Uncovered("e", 0, names=tuple("ABCDEF")), "“Ethics” does not cover the variables A, B, C, D, E…."),
        (
            Uncovered("e", 0, why=Why.YEARS, missing=(years(2021, 2024),)),
            "“Ethics” does not cover the data of 2021–2024.",
        ),
        (
            Uncovered(
                "e", 0, names=("A",), why=Why.YEARS, missing=(years(2021, 2021), (date(2023, 5, 1), date(2023, 5, 1)))
            ),
            "“Ethics” does not cover A for 2021, 1 May 2023.",
        ),
        (
            Uncovered("e", 0, why=Why.YEARS, missing=((date(2023, 5, 1), date(2023, 12, 31)),)),
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
    assert coverage_of_submission(case, submission).sentences == []
    submission.content["approvals"] = [ETHICS | {"variables": "HDIA"}]
    with translation.override("sv"):
        [told_there] = coverage_of_submission(case, submission).sentences
    assert "INDATUM" in told_there and "Etikgodkännande" in told_there


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


def approve(case, **fields) -> Approval:
    defaults = {"kind": "ethics", "reference": "2019-1", "issued_by": "EPM", "decided_on": date(2019, 1, 1)}
    return Approval.objects.create(project=case.project, **(defaults | fields))


def words_of(coverage) -> dict[str, list[str]]:
    return {line.name: [cell.words for cell in line.cells] for line in coverage.lines}


def test_variables_when_each_is_held_against_each_approval_then_says_what_is_missing(full, case):
    fill(
        case,
        period=PERIOD,
        approvals=[ETHICS | {"to": "2020-12-31"}, ETHICS | {"what": "licence", "variables": "HDIA"}],
    )
    coverage = coverage_of_draft(read_whole(case))
    assert coverage.names == ["Ethical approval", "Licence"]
    assert words_of(coverage) == {
        "INDATUM": ["2021–2024 not covered", "the variable is not named"],
        "HDIA": ["2021–2024 not covered", "covered"],
    }
    assert coverage.uncovered_count == 2


def test_approval_of_the_project_when_it_names_other_registries_then_does_not_cover_this_one(full, case):
    approve(case).sources.set([Registry.objects.get(slug="deaths")])
    fill(case, period=PERIOD, approvals=[ETHICS])
    assert words_of(coverage_of_draft(read_whole(case)))["HDIA"] == ["the registry is not named"]
    assert "does not name the registry of INDATUM, HDIA" in told(case)[0][1]


def test_approval_when_its_time_has_run_out_then_covers_nothing(case):
    approve(case, valid_to=date(2020, 1, 1))
    fill(case, period=PERIOD, approvals=[ETHICS])
    assert words_of(coverage_of_draft(read_whole(case)))["HDIA"] == ["the approval has ended"]
    assert told(case)[0][1].startswith("“Ethical approval” does not hold any more.")


def without_approvals(full) -> None:
    sections = [section for section in full.form.schema["sections"] if section["key"] != "team"]
    full.form.schema = {"sections": sections}
    full.form.save()


def test_form_that_asks_for_no_approvals_when_read_then_those_of_the_project_are_held_against_it(full):
    without_approvals(full)
    case = full.draft()
    variable = Variable.objects.get(name="HDIA")
    RequestedVariable.objects.create(application=case, registry=full.registry, variable=variable, reason="Why")
    assert coverage_of_draft(read_whole(case)).sorts == []
    approve(case, variables="INDATUM")
    approve(case, kind="dispensation", reference="elsewhere", other_sources="Another register")
    approve(case, kind="dpia", reference="D 1")
    fill(case, sources=["patients"])
    coverage = coverage_of_draft(read_whole(case))
    assert coverage.names == ["Ethical approval", "Data protection impact assessment (DPIA)"]
    assert words_of(coverage) == {"HDIA": ["the variable is not named", "covered"]}
    assert [gap for gap in gaps(case) if "ethical approval" in gap.sentence] == []


def test_approvals_when_changed_after_sending_then_officers_read_those_that_were_sent(full, case):
    approval = approve(case, valid_to=date(2026, 12, 31))
    fill(case, period=PERIOD, approvals=[ETHICS], sources=["patients"])
    full.submit(case)
    approval.delete()
    case = full.fresh(case)
    with time_machine.travel(date(2026, 9, 8)):
        coverage = coverage_of_submission(case, case.newest_submission)
    assert coverage.found == [] and coverage.approvals[0]["issued_by"] == "EPM"
    with time_machine.travel(date(2027, 2, 1)):
        assert [one.why for one in coverage_of_submission(case, case.newest_submission).found] == [Why.ENDED]
    del case.newest_submission.content["approvals"]
    assert coverage_of_submission(case, case.newest_submission).approvals == [ETHICS]
