"""What Statistics Norway asks of a project change: rows B16–B21, on both sides of 20 July 2018."""

import pytest
from django.conf import settings

from applications.completeness import gaps
from tests.registries.test_rules_of_ssb import (
    DISPENSATION,
    FIRST_DAY,
    LAST_DAY,
    NOT_APPROVED,
    OSLO,
    WHOLE,
    checklist,
    draft,
    enclose,
    gap_of,
    lacking,
    lacks,
)

pytestmark = pytest.mark.django_db

FOLDER = settings.BASE_DIR / "registries/catalogue/ssb"
# What the legal basis and the risk call for, and the two ways that B20 leaves open.
GROUND = {"legal_ground", "gdpr_account"}
DPIA = {"dpia"}
UPDATED = {"updated_dpia"}
ASKED = {"risk_shown_by"}
EVERY = GROUND | DPIA | UPDATED | ASKED | {"risk_account"}
USUALLY_LITTLE = ("member", "leader", "newer_years", "another")
NEVER_LITTLE = ("institution", "variables", "population", "longer_period")
BEFORE_DAYS, FROM_DAYS = ("2012-03-01", LAST_DAY), (FIRST_DAY, "2024-03-01")


def basis(day: str, covers: str, kind: str, risk: str = "") -> dict:
    """Answers on a change of this kind in a project on people, with a legal basis of that day."""
    return {
        "data_about": ["people"],
        "legal_basis_date": day,
        "basis_covers": covers,
        "change_kinds": [kind],
        "privacy_risk": risk,
    }


def enclosed_for(authority, *args, **more) -> set[str]:
    """What the answers call for on legal ground, account, DPIA and risk."""
    return lacks(authority, "change", **basis(*args) | more) & EVERY


def test_change_when_empty_then_asks_what_changes_and_why(authority):
    found = lacks(authority, "change")
    assert {"change_kinds", "change_description", "complete_checked", "data_about", "registries"} <= found  # B16
    assert not found & (EVERY | DISPENSATION | {"other", "protocol", "variables", "legal_basis_date"})
    assert authority.form_in_force("change").attachment_rules.get(key="other").multiple  # B21


def test_change_when_begun_then_knows_every_kind_that_the_source_names(authority):
    choices = authority.form_in_force("change").question("change_kinds").choices
    assert {choice.key for choice in choices} == {*USUALLY_LITTLE, *NEVER_LITTLE}  # B18, B19


@pytest.mark.parametrize("day", [*BEFORE_DAYS, *FROM_DAYS])
@pytest.mark.parametrize("kind", USUALLY_LITTLE)
def test_risk_when_the_change_usually_carries_little_then_is_assessed_each_time(authority, day, kind):
    assert "privacy_risk" in lacks(authority, "change", **basis(day, "yes", kind))  # B18
    assert enclosed_for(authority, day, "yes", kind, "little") == GROUND  # B17
    assert "privacy_risk" not in lacks(authority, "change", **basis(day, "yes", kind, "little"))


@pytest.mark.parametrize("kind", NEVER_LITTLE)
def test_risk_when_the_change_is_of_another_kind_then_is_not_asked_and_not_little(authority, kind):
    case = draft(authority, "change", **basis(FIRST_DAY, "yes", kind, "little"))
    assert "privacy_risk" not in lacking(case)
    assert lacking(case) & EVERY == DPIA  # B19, whatever was answered on the risk before
    together = basis(FIRST_DAY, "yes", kind, "little") | {"change_kinds": ["member", kind]}
    assert lacks(authority, "change", **together) & EVERY == DPIA


@pytest.mark.parametrize("day", BEFORE_DAYS)
class TestBasisFromBefore:
    @pytest.mark.parametrize(
        ("kind", "risk"), [("member", "little"), ("member", "more"), ("leader", "more"), ("variables", "")]
    )
    def test_basis_when_it_covers_the_change_then_ground_and_account_are_enough(self, authority, day, kind, risk):
        assert enclosed_for(authority, day, "yes", kind, risk) == GROUND  # B17

    @pytest.mark.parametrize("kind", USUALLY_LITTLE)
    def test_basis_when_it_does_not_cover_but_the_risk_is_little_then_ground_and_account_are(
        self, authority, day, kind
    ):
        assert enclosed_for(authority, day, "no", kind, "little") == GROUND  # B17

    @pytest.mark.parametrize("kind", NEVER_LITTLE)
    def test_basis_when_it_does_not_cover_another_change_then_a_dpia_or_negative_dpia_is_needed(
        self, authority, day, kind
    ):
        assert enclosed_for(authority, day, "no", kind) == DPIA  # B19
        assert enclosed_for(authority, day, "no", "another", "more") == DPIA


@pytest.mark.parametrize("day", FROM_DAYS)
class TestBasisFromTheDay:
    @pytest.mark.parametrize("kind", NEVER_LITTLE)
    def test_basis_when_it_covers_another_change_then_a_dpia_or_negative_dpia_is_needed(self, authority, day, kind):
        assert enclosed_for(authority, day, "yes", kind) == DPIA  # B19
        assert enclosed_for(authority, day, "yes", "member", "more") == DPIA

    @pytest.mark.parametrize("kind", USUALLY_LITTLE)
    def test_basis_when_it_does_not_cover_a_change_of_little_risk_then_either_document_will_do(
        self, authority, day, kind
    ):
        assert enclosed_for(authority, day, "no", kind, "little") == ASKED  # B20
        for chosen, needed in (("account", {"risk_account"}), ("updated_dpia", UPDATED)):
            assert enclosed_for(authority, day, "no", kind, "little", risk_shown_by=chosen) == needed
            assert enclosed_for(authority, day, "yes", kind, "little", risk_shown_by=chosen) == GROUND

    @pytest.mark.parametrize("kind", NEVER_LITTLE)
    def test_basis_when_it_does_not_cover_another_change_then_the_dpia_is_updated(self, authority, day, kind):
        assert enclosed_for(authority, day, "no", kind) == UPDATED  # B20
        assert enclosed_for(authority, day, "no", "member", "more") == UPDATED


def test_basis_when_nothing_is_answered_on_it_yet_then_calls_for_nothing(authority):
    assert enclosed_for(authority, "", "", "variables") == set()
    assert enclosed_for(authority, FIRST_DAY, "", "variables") == set()
    assert enclosed_for(authority, FIRST_DAY, "no", "member") == set()


def test_basis_when_the_data_are_on_larger_units_alone_then_is_not_asked_for(authority):
    for kind, covers in (("variables", "no"), ("member", "yes")):
        answers = basis(FIRST_DAY, covers, kind, "little") | {"data_about": ["larger_units"]}
        found = lacks(authority, "change", **answers)
        assert not found & (EVERY | {"legal_basis_date", "basis_covers"})  # B8


@pytest.mark.parametrize(("kind", "asks"), [("variables", True), ("newer_years", True), ("member", False)])
def test_data_when_the_change_is_about_them_then_variables_and_years_are_asked_for(authority, kind, asks):
    answers = {"change_kinds": [kind], "unlisted_data": "no"}
    assert ({"variables", "period", "other_owners"} <= lacks(authority, "change", **answers)) is asks  # B16
    assert ("variables" in lacks(authority, "change", **answers)) is asks
    covered = basis(FIRST_DAY, "yes", kind, "little")
    assert ("approvals" in lacks(authority, "change", **covered)) is asks  # B4
    assert "approvals" not in lacks(authority, "change", **covered | {"basis_covers": "no"})


@pytest.mark.parametrize(
    ("kind", "owners", "needs"), [("variables", "yes", 1), ("population", "no", 0), ("leader", "yes", 0)]
)
def test_data_of_others_when_the_change_needs_them_then_their_dispensation_is_enclosed(authority, kind, owners, needs):
    found = lacks(authority, "change", change_kinds=[kind], other_owners=owners)
    assert found & DISPENSATION == (DISPENSATION if needs else set())  # B11
    assert ("other_owners_overview" in found) is bool(needs)  # B6


@pytest.mark.parametrize(
    ("kind", "principal", "needs"),
    [("institution", NOT_APPROVED, True), ("institution", OSLO, False), ("member", NOT_APPROVED, False)],
)
def test_institution_when_new_and_not_approved_then_the_agreement_is_enclosed(authority, kind, principal, needs):
    found = lacks(authority, "change", change_kinds=[kind], principal=principal)
    assert ({"institution_agreement", "exception"} <= found) is needs  # B15
    assert ("new_storage" in found) is (kind == "institution")


def test_new_variables_when_they_make_people_easy_to_recognise_then_need_a_reason(authority):
    assert "detail_reason" in lacks(authority, "change", ("GRUNNKRETS",), change_kinds=["variables"])  # B13
    assert "detail_reason" not in lacks(authority, "change", ("KJONN",), change_kinds=["variables"])


@pytest.mark.parametrize(("kind", "needs"), [("variables", True), ("newer_years", True), ("leader", False)])
def test_data_in_no_list_when_the_change_asks_for_them_then_an_overview_is_enclosed(authority, kind, needs):
    answers = {"change_kinds": [kind], "unlisted_data": "yes", "unlisted_detail": "yes"}
    found = lacks(authority, "change", **answers) & {"unlisted_overview", "detail_reason"}
    assert found == ({"unlisted_overview", "detail_reason"} if needs else set())  # B6, B13
    assert "unlisted_overview" not in lacks(authority, "change", **answers | {"unlisted_data": "no"})


def test_approvals_when_said_to_cover_newer_years_then_are_compared_with_them(authority):
    answers = WHOLE | basis(FIRST_DAY, "yes", "newer_years", "little")
    answers |= {"period": {"from": "2020-01-01", "to": "2021-12-31"}}
    case = draft(authority, "change", ("KJONN",), **answers)
    assert "does not cover the data of 2020–2021" in gap_of(case, "approvals").sentence  # B4
    assert "approvals" not in lacks(authority, "change", ("KJONN",), **answers | {"basis_covers": "no"})


def test_change_when_everything_is_there_then_lacks_nothing(authority):
    answers = WHOLE | basis(FIRST_DAY, "no", "member", "little")
    answers |= {"change_description": "Per kommer til.", "risk_shown_by": "account"}
    case = draft(authority, "change", **answers)
    assert lacking(case) == {"risk_account"}
    assert gaps(enclose(case, "risk_account")) == []


def test_checklist_when_the_change_carries_little_risk_then_asks_whether_it_does(authority):
    case = draft(authority, "change")
    little = checklist(case, basis(FIRST_DAY, "yes", "member", "little"))
    assert {"little_risk", "basis_covers"} <= little and "assessment" not in little  # B18
    other = checklist(case, basis(FIRST_DAY, "no", "variables"))
    assert "assessment" in other and not other & {"little_risk", "basis_covers"}  # B19
