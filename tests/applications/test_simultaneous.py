"""Two people at the same moment, on PostgreSQL: one wins, the other is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from applications.actions import application as sending
from applications.actions.answers import save_section
from applications.models import Answers, Application, ProjectFact
from applications.problems import NotReady, StaleCase
from reviews.actions import assignment
from tests.factories.world import MONDAY, make_world

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*verbs):
    """Run verbs in threads that begin at the same moment; what each gave back, or the refusal that it got."""
    barrier = Barrier(len(verbs))

    def run(verb):
        try:
            barrier.wait(timeout=10)
            return verb()
        except (NotReady, StaleCase) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(verbs)) as pool:
        return list(pool.map(run, verbs))


def test_assign_when_two_press_at_once_then_one_wins_and_one_is_told():
    world = make_world()
    case = world.case_at("submitted")

    def take(officer):
        return lambda: assignment.assign(
            by=officer, application_id=case.pk, officer=officer, expected_version=case.version
        )

    results = at_once(take(world.officer), take(world.second_officer))
    winners = [result for result in results if isinstance(result, Application)]
    told = [result for result in results if isinstance(result, StaleCase)]
    assert (len(winners), len(told)) == (1, 1)
    assert world.fresh(case).officer == winners[0].officer
    assert case.events.filter(kind="assign").count() == 1


def test_numbers_when_many_send_at_once_then_are_gapless_and_unlike():
    world = make_world()
    drafts = [world.draft() for _ in range(6)]

    def send(draft):
        return lambda: sending.submit(by=world.researcher, application_id=draft.pk, at=MONDAY)

    at_once(*[send(draft) for draft in drafts])
    sequence = sorted(Application.objects.values_list("case_sequence", flat=True))
    assert sequence == [1, 2, 3, 4, 5, 6]


def test_submit_when_pressed_twice_at_once_then_is_sent_once():
    world = make_world()
    case = world.draft()
    verb = lambda: sending.submit(by=world.researcher, application_id=case.pk, at=MONDAY)  # noqa: E731
    results = at_once(verb, verb)
    assert sum(isinstance(result, NotReady) for result in results) == 1
    assert case.submissions.count() == 1


def test_shared_facts_when_two_write_in_two_cases_at_once_then_both_are_saved_and_one_is_the_projects():
    world = make_world()
    one = world.draft(whole=False)
    start = {"authority": world.authority, "title": one.title, "project": one.project}
    cases = [one, *(sending.start_application(by=world.researcher, at=MONDAY, **start) for _ in range(3))]

    def write(case):
        typed = {"principal": {"name": f"University {case.pk}", "number": "202100-2874"}}
        saved = {"application_id": case.pk, "section": "principal", "typed": typed, "version": 0}
        return lambda: save_section(by=world.researcher, **saved)

    assert all(isinstance(result, Answers) for result in at_once(*[write(case) for case in cases]))
    fact = ProjectFact.objects.get(name="principal")
    for answers in Answers.objects.all():
        assert answers.values["principal"]["name"] == f"University {answers.application_id}"
        assert answers.own == ([] if answers.application_id == fact.origin_id else ["principal"])
