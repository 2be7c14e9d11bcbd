"""A change of what was granted: carried over, compared with what is in force, decided, and what holds afterwards."""

import re
from copy import deepcopy
from datetime import date, timedelta

import pytest
import time_machine

from applications import letters
from applications.actions import application as sending
from applications.actions import specification as answering
from applications.actions.application import start_application
from applications.completeness import gaps
from applications.differences import difference_as_decided
from applications.models import Answers, RequestedVariable
from applications.problems import NotReady
from applications.scope import changed_by, in_force, scopes_of
from registries.models import FormVersion, Variable
from reviews.actions import decision as deciding
from tests.applications.applicant import DATA, page_of, signed_in
from tests.factories.world import ANSWERS, MONDAY, SECTIONS, make_procedure, make_world

pytestmark = pytest.mark.django_db

LONG, SHORT = {"from": "2005-01-01", "to": "2024-12-31"}, {"from": "2010-01-01", "to": "2019-12-31"}
LATER = MONDAY + timedelta(days=56)
WHY = {
    "key": "change",
    "title": {"en": "The change"},
    "questions": [
        {"key": "why", "kind": "long_text", "required": True, "label": {"en": "Why?"}},
        {"key": "name", "kind": "text", "fact": "project.title", "label": {"en": "Title"}},
        {"key": "who", "kind": "organisation", "fact": "project.principal", "label": {"en": "Principal"}},
        {"key": "years", "kind": "period", "fact": "project.period", "label": {"en": "Years"}},
    ],
}
STEPS = ("assign", "send_to_legal_review", "conclude_legal_review", "accept_specification")


@pytest.fixture
def world(db):
    """An authority that takes changes; its form for new applications asks for variables."""
    world = make_world()
    world.form.schema = {"sections": deepcopy([*SECTIONS, DATA])}
    world.form.save()
    make_procedure(world.authority, kind="change")
    FormVersion.objects.create(
        authority=world.authority,
        kind="change",
        version="C",
        valid_from=date(2019, 1, 1),
        schema={"sections": deepcopy([WHY, DATA])},
    )
    for position, name in enumerate(("UTDATUM", "BDIA"), start=3):
        Variable.objects.create(registry=world.registry, name=name, label={"en": name}, position=position)
    return world


def ask_for(case, world, *names, reason="To date it") -> None:
    """Add variables to a draft."""
    for variable in Variable.objects.filter(name__in=names):
        RequestedVariable.objects.create(
            application=case, registry=world.registry, variable=variable, reason=reason, identifying_reason=reason
        )


def lead_on(world, case, at, *steps):
    for step in steps:
        getattr(world, step)(case, at=at)
    return world.fresh(case)


@pytest.fixture
def granted(world):
    """A case that was granted on the first Monday: three variables, twenty years."""
    case = world.draft()
    Answers.objects.filter(application=case).update(values=ANSWERS | {"period": LONG, "sources": ["patients"]})
    ask_for(case, world, "INDATUM", "HDIA", "FODDAT")
    return lead_on(world, case, MONDAY, "submit", *STEPS, "grant")


def change_of(world, parent, at=LATER, *, new=("UTDATUM", "BDIA"), gone=("FODDAT",), **answers):
    """A draft of a change that adds and takes out variables."""
    case = start_application(
        by=world.researcher, authority=world.authority, title=parent.title, kind="change", parent=parent, at=at
    )
    stored = Answers.objects.get(application=case)
    stored.values |= {"why": "The question is narrower.", "years": SHORT} | answers
    stored.save()
    case.requested_variables.filter(variable__name__in=gone).delete()
    ask_for(case, world, *new)
    return case


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def marks(difference) -> dict[str, str]:
    return {line.row["name"]: line.mark for line in difference.variables}


def letter_of(case, kind: str) -> str:
    """The letter of a case as it was frozen, in English words."""
    document = case.documents.get(kind=kind)
    return words_of(letters.to_html(kind, "en", document.context).partition("<main>")[2])


def test_change_when_it_narrows_the_period_and_adds_two_variables_then_both_sides_and_the_letters_show_it(
    world, granted
):
    with time_machine.travel(LATER, tick=False):
        case, browser, desk = change_of(world, granted), signed_in(world.researcher), signed_in(world.officer)
        review = words_of(page_of(browser, case, "review/"))
        assert "What the change would make different" in review and f"in case {granted.case_number}" in review
        lead_on(world, case, LATER, "submit", "assign", "send_to_legal_review", "conclude_legal_review")
        world.propose(case, at=LATER)
        own = f"/desk/cases/{case.public_id}/"
        pages = [review, words_of(page_of(browser, case)), words_of(page_of(browser, case, "?tab=application"))]
        pages += [words_of(desk.get(f"{own}{tab}/").content.decode()) for tab in ("application", "specification")]
        answering.accept(by=world.researcher, application_id=case.pk, specification_version=1, at=LATER)
        world.grant(case, at=LATER)
        pages.append(words_of(page_of(browser, case)))
    for page in pages:
        assert "1 January 2005 – 31 December 2024 1 January 2010 – 31 December 2019" in page
        assert re.search(r"UTDATUM new", page) and re.search(r"BDIA new", page) and re.search(r"FODDAT taken out", page)
        assert (
            "2 variables stay as they are." in page
            and "Why?" not in page.partition("What the change")[2].partition("stay")[0]
        )
    for kind in ("specification", "decision"):
        said = letter_of(case, kind)
        assert f"in case {granted.case_number}" in said, kind
        assert "1 January 2005 – 31 December 2024 1 January 2010 – 31 December 2019" in said.replace("\xa0", " ")
        assert "UTDATUM new" in said and "BDIA new" in said and "FODDAT taken out" in said
    replaced = "From 2 November 2026 this decision replaces what we granted on 7 September 2026"
    assert replaced in said.replace("\xa0", " ")


def test_scope_when_a_change_is_granted_then_it_replaces_the_earlier_one_and_both_are_read(world, granted):
    case = change_of(world, granted)
    assert in_force(granted).case == granted
    lead_on(world, case, LATER, "submit", *STEPS, "grant")
    first, now = scopes_of(granted)
    assert (first.since, first.replaced_on, first.replaced_by) == (MONDAY.date(), LATER.date(), case)
    assert now.is_in_force and not first.is_in_force and now.period == SHORT and first.period == LONG
    assert {row["name"] for row in now.variables} == {"INDATUM", "HDIA", "UTDATUM", "BDIA"}
    for one in (granted, case):
        page = words_of(page_of(signed_in(world.researcher), one))
        assert "What is in force Since Monday 2 November 2026" in page and "From 7 Sep 2026 until 2 Nov 2026" in page
        assert "INDATUM, HDIA, FODDAT" in page and "INDATUM, HDIA, UTDATUM, BDIA" in page
        desk = words_of(signed_in(world.officer).get(f"/desk/cases/{one.public_id}/").content.decode())
        assert "INDATUM, HDIA, FODDAT" in desk and "INDATUM, HDIA, UTDATUM, BDIA" in desk


def test_change_when_it_does_not_ask_something_then_that_stays_and_its_letters_go_to_the_same_people(world, granted):
    case = lead_on(world, change_of(world, granted), LATER, "submit")
    assert case.sent_facts["representative"]["name"] == "Rektor" and case.sent_facts["period"] == SHORT
    difference = difference_as_decided(case)
    assert [answer.question.key for answer in difference.answers] == [] and difference.registries == []


def test_change_when_an_answer_or_a_reason_is_another_then_both_are_shown(world, granted):
    other = {"name": "Lunds universitet", "number": "202100-3211"}
    case = change_of(world, granted, new=(), gone=(), who=other, years=LONG)
    case.requested_variables.filter(variable__name="HDIA").update(reason="For the diagnosis")
    difference = difference_as_decided(lead_on(world, case, LATER, "submit"))
    assert [(answer.question.key, answer.mark) for answer in difference.answers] == [("who", "changed")]
    assert marks(difference) == {"HDIA": "changed"} and difference.period is None
    page = words_of(page_of(signed_in(world.researcher), case))
    assert "Umeå universitet" in page and "Lunds universitet" in page and "before: To date it" in page


def test_change_when_it_changes_nothing_then_says_so_in_page_and_letter(world, granted):
    case = change_of(world, granted, new=(), gone=(), years=LONG)
    case = lead_on(world, case, LATER, "submit", "assign", "send_to_legal_review", "conclude_legal_review")
    world.propose(case, at=LATER)
    assert "stay as they are" in words_of(page_of(signed_in(world.researcher), case))
    assert "Registries, variables and period stay as they are." in letter_of(case, "specification")


def test_change_when_refused_then_the_letter_says_that_what_was_granted_holds(world, granted):
    case = lead_on(world, change_of(world, granted), LATER, "submit", *STEPS, "refuse")
    assert f"What we granted on 7 September 2026 in case {granted.case_number} still holds" in letter_of(
        case, "decision"
    ).replace("\xa0", " ")
    assert in_force(case).case == granted and len(scopes_of(case)) == 1
    assert "What the change would make different" in page_of(signed_in(world.researcher), case)


def test_change_when_granted_in_part_then_what_is_refused_stays_as_it_was(world, granted):
    """FODDAT was granted before; the change asks for a new reason, and for BDIA. Both are refused."""
    case = change_of(world, granted, gone=())
    case.requested_variables.filter(variable__name="FODDAT").update(reason="To the day")
    lead_on(world, case, LATER, "submit", *STEPS)
    rows = [
        deciding.Row(registry=world.registry, granted=True),
        deciding.Row(registry=world.registry, granted=False, scope="FODDAT, BDIA", reason="Too exact."),
    ]
    words = {"outcome": "partly", "reasons": "In part.", "reservations": [], "rows": rows}
    deciding.draft(by=world.officer, application_id=case.pk, at=LATER, **words)
    deciding.decide(by=world.decision_maker, application_id=case.pk, at=LATER)
    now = in_force(granted)
    assert {row["name"]: row["reason"] for row in now.variables}["FODDAT"] == "To date it"
    assert "BDIA" not in {row["name"] for row in now.variables}
    said = letter_of(case, "decision")
    assert "What we refuse stays as it was granted before." in said and "UTDATUM new" in said
    annex = said.partition("Annex 1:")[2]
    assert "FODDAT" in annex and "BDIA" not in annex


def test_change_of_a_change_when_begun_from_the_first_case_then_carries_over_what_is_in_force(world, granted):
    first = lead_on(world, change_of(world, granted), LATER, "submit", *STEPS, "grant")
    second = change_of(world, granted, LATER + timedelta(days=7), new=(), gone=(), years=SHORT)
    names = set(second.requested_variables.values_list("variable__name", flat=True))
    assert names == {"INDATUM", "HDIA", "UTDATUM", "BDIA"} and changed_by(second).case == first
    lead_on(world, second, LATER + timedelta(days=7), "submit")
    assert difference_as_decided(second).is_empty


def test_change_when_the_case_was_refused_or_is_not_decided_then_says_so_and_begins_nothing(world):
    refused = world.case_at("confidentiality_decision")
    sentence = "is not decided yet. Nothing was begun"
    for words in (sentence, "was refused, so there is nothing in force that could be changed"):
        with pytest.raises(NotReady) as caught:
            start_application(
                by=world.researcher, authority=world.authority, title="x", kind="change", parent=world.fresh(refused)
            )
        assert words in str(caught.value.sentences[0])
        if words == sentence:
            world.refuse(refused)
    browser, address = signed_in(world.researcher), f"?kind=change&parent={refused.public_id}"
    page = words_of(browser.get(f"/authorities/{world.authority.slug}/apply/{address}").content.decode())
    assert f"Case {refused.case_number} was refused" in page and "Begin a new application" in page


def test_case_when_it_was_never_changed_then_shows_no_scope_beside_its_decision(world, granted):
    assert 'id="in-force"' not in page_of(signed_in(world.researcher), granted)


def test_withdrawn_change_when_read_then_shows_what_it_asked_for(world, granted):
    case = lead_on(world, change_of(world, granted), LATER, "submit")
    sending.withdraw(by=world.researcher, application_id=case.pk, at=LATER)
    assert "What the change would make different" in page_of(signed_in(world.researcher), case)


def test_change_when_a_registry_in_force_was_closed_since_then_may_go_on_with_it(world, granted):
    case = change_of(world, granted)
    world.registry.closed_on = LATER.date()
    world.registry.save()
    with time_machine.travel(LATER, tick=False):
        assert not [gap for gap in gaps(world.fresh(case)) if "is closed" in gap.sentence]
