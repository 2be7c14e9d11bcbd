"""A review that is a harm assessment: an authorised person assesses, on somebody's advice, without a lawyer (Q8)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications.models import Notification, Waiting
from applications.naming import people_named
from applications.problems import NotAllowed, NotReady
from registries.models import Stage
from reviews.actions import legal_review
from reviews.actions.decision import step_back
from reviews.history import tell
from tests.applications.reading_letters import say
from tests.factories.world import MONDAY

ADVICE = {"advised_by": "The steering group", "advice": "Nobody can be pointed out.", "advised_on": MONDAY.date()}
FOUND = {"held_on": MONDAY.date(), "assessment": "No harm.", "outcome": "proceed"}
TYPED = {key: str(value) for key, value in (ADVICE | FOUND).items()}


@pytest.fixture
def harm(world):
    """A world whose review is a harm assessment by a decision maker."""
    world.procedure.review_kind = "harm_assessment"
    world.procedure.save()
    name = {"sv": "menprövning", "en": "harm assessment"}
    Stage.objects.filter(procedure=world.procedure, key="legal_review").update(name=name, role="decision_maker")
    world.registry.advised_by = {"sv": "Styrgruppen", "en": "The steering group of the registry"}
    world.registry.save()
    return world


def assess(world, case, **changes):
    given = ADVICE | FOUND | {"decision_maker": world.decision_maker} | changes
    return legal_review.record_assessment(by=world.decision_maker, application_id=case.pk, at=MONDAY, **given)


def test_harm_assessment_when_recorded_then_concludes_without_a_lawyer(harm):
    case = harm.case_at("legal_review")
    assert case.waiting_for == Waiting.DECISION_MAKER
    with pytest.raises(NotReady, match="Nothing is recorded"):
        legal_review.conclude(by=harm.decision_maker, application_id=case.pk, at=MONDAY)
    review = assess(harm, case)
    assert (review.lawyer, review.advised_by) == (None, "The steering group")
    legal_review.conclude(by=harm.decision_maker, application_id=case.pk, at=MONDAY)
    assert harm.fresh(case).stage == "specification"


def test_harm_assessment_when_a_lawyer_tries_then_is_not_allowed(harm):
    case = harm.case_at("legal_review")
    with pytest.raises(NotAllowed):
        legal_review.conclude(by=harm.lawyer, application_id=case.pk, at=MONDAY)


def test_harm_assessment_when_advice_is_missing_or_later_then_is_refused(harm):
    case = harm.case_at("legal_review")
    for change in ({"advice": " "}, {"advised_by": ""}, {"advised_on": MONDAY.date() + timedelta(days=1)}):
        with pytest.raises(NotReady):
            assess(harm, case, **change)
    with pytest.raises(NotReady):
        assess(harm, case, decision_maker=harm.officer)
    assert not case.legal_reviews.exists()


def test_review_when_of_the_other_kind_then_is_refused(harm, world):
    case = harm.case_at("legal_review")
    with pytest.raises(NotReady):
        legal_review.record_meeting(
            by=harm.decision_maker, application_id=case.pk, decision_maker=harm.decision_maker, lawyer=harm.lawyer,
            at=MONDAY, **FOUND,
        )  # fmt: skip


def test_harm_assessment_when_the_case_stepped_back_then_is_made_anew(harm):
    case = harm.case_at("legal_review")
    assess(harm, case)
    legal_review.conclude(by=harm.decision_maker, application_id=case.pk, at=MONDAY)
    later = MONDAY + timedelta(days=1)
    step_back(by=harm.officer, application_id=case.pk, to="legal_review", reason="New advice.", at=later)
    with pytest.raises(NotReady):
        legal_review.conclude(by=harm.decision_maker, application_id=case.pk, at=later)


def test_mail_when_sent_to_the_review_then_goes_to_the_role_of_the_stage(harm):
    case = harm.case_at("legal_review")
    told = Notification.objects.filter(application=case, template="waits_for_lawyer")
    assert [row.recipient for row in told] == [harm.decision_maker]


def test_page_when_the_stage_has_a_name_then_speaks_of_it_alone(harm, client):
    case = harm.case_at("legal_review")
    client.force_login(harm.decision_maker)
    page = client.get(reverse("desk_legal", args=[case.public_id])).content.decode()
    assert "The steering group of the registry" in page
    assert "Harm assessment</a>" in page and "Record the assessment" in page
    assert "egal review" not in page and "awyer" not in page.replace("For the lawyer", "")
    typed = TYPED | {"decision_maker": harm.decision_maker.pk, "do": "assessment"}
    assert client.post(reverse("desk_legal", args=[case.public_id]), typed).status_code == 302
    page = client.get(reverse("desk_legal", args=[case.public_id])).content.decode()
    assert "Nobody can be pointed out." in page and "Conclude “Harm assessment”" in page


def test_decision_when_harm_was_assessed_then_names_who_and_on_whose_advice(harm):
    case = harm.case_at("legal_review")
    assess(harm, case)
    legal_review.conclude(by=harm.decision_maker, application_id=case.pk, at=MONDAY)
    harm.accept_specification(case)
    harm.grant(case)
    case = harm.fresh(case)
    text = say(case, "decision", decision=case.newest_decision)
    assert "Harm assessment: Decision Maker, on the advice of The steering group." in text
    assert "lawyer" not in text


def test_history_when_the_stage_has_a_name_then_tells_it(harm):
    case = harm.case_at("legal_review")
    assess(harm, case)
    events = list(case.events.all())
    said = [told.sentence for told in tell(events, people_named(events, case))]
    assert "The case went on to “Harm assessment”" in said
    assert "The assessment was recorded, with the advice that was given" in said
