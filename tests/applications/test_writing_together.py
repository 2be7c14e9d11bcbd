"""Two people in one draft: each section by itself, who is where, who saved what, and who may not write any more."""

from datetime import timedelta

import pytest
import time_machine

from applications.actions import presence
from applications.actions import team as acting
from applications.actions.answers import StaleSection, save_section
from applications.models import Answers, Presence
from applications.problems import NotAllowed
from tests.applications.applicant import address, full_world, page_of, signed_in  # noqa: F401
from tests.factories.people import UserFactory
from tests.factories.world import MONDAY

HTMX = {"HTTP_HX_REQUEST": "true"}
TITLE = {"title": "Mia’s own title", "version": "0", "asked": ["title"]}


@pytest.fixture
def case(full):
    return full.draft()


@pytest.fixture
def mia(case):
    return case.project.members.create(user=UserFactory(name="Mia Member"), role="member", may="edit")


@pytest.fixture
def browsers(full, mia):
    """The researcher's browser and Mia's, on one day."""
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield signed_in(full.researcher), signed_in(mia.user), clock


def save(by, case, section, version=0, **typed):
    return save_section(by=by, application_id=case.pk, section=section, typed=typed, version=version)


def test_two_people_when_writing_in_two_sections_at_once_then_both_are_saved(full, case, mia):
    save(full.researcher, case, "study", title="A new title")
    save(mia.user, case, "invoicing", invoicing_address={"street": "Box 2"})  # on a page opened before the other save
    save(full.researcher, case, "study", version=1, title="A newer title")
    answers = Answers.objects.get(application=case)
    assert answers.values["title"] == "A newer title" and answers.values["invoicing_address"] == {"street": "Box 2"}
    assert {section: saver["by"] for section, saver in answers.savers.items()} == {
        "study": full.researcher.pk,
        "invoicing": mia.user.pk,
    }


def test_two_people_when_writing_in_one_section_then_the_later_is_told_who_saved_and_when(full, case, mia, browsers):
    hers, mias, _clock = browsers
    hers.post(address(case, "form/study/"), TITLE | {"title": "The first title"})
    answer = mias.post(address(case, "form/study/"), TITLE, **HTMX)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert f"{full.researcher.name} has saved this section" in page and "7 Sep 2026 at" in page
    assert "data-choose" in page
    assert "The first title" in page and "Mia’s own title" in page
    own = hers.post(address(case, "form/study/"), TITLE).content.decode()
    assert "saved in another window" in own  # by herself


def test_stale_section_when_saved_before_savers_were_kept_then_names_nobody(full, case):
    save(full.researcher, case, "study", title="One")
    Answers.objects.filter(application=case).update(savers={})
    with pytest.raises(StaleSection) as stale:
        save(full.researcher, case, "study", title="Two")
    assert stale.value.saver == {} and stale.value.saved_at is None


def test_presence_when_a_section_is_open_then_the_others_see_it_until_a_minute_has_passed(full, case, browsers):
    hers, mias, clock = browsers
    page_of(mias, case, "form/study/")
    page = page_of(hers, case, "form/principal/")
    assert "Here now: Mia Member" in page and "In this section too" not in page
    assert "In this section too: Mia Member" in page_of(hers, case, "form/study/")
    clock.shift(timedelta(seconds=61))
    assert "Mia Member" not in page_of(hers, case, "form/principal/")


def test_presence_when_told_by_an_open_page_then_is_answered_with_where_the_others_are(full, case, browsers):
    hers, mias, clock = browsers
    page_of(mias, case, "form/study/")
    clock.shift(timedelta(seconds=50))
    mias.post(address(case, "form/study/presence/"), **HTMX)
    clock.shift(timedelta(seconds=50))
    answer = hers.post(address(case, "form/principal/presence/"), **HTMX).content.decode()
    assert 'id="here-study" hx-swap-oob="true"' in answer and "Mia Member" in answer
    assert Presence.objects.count() == 2
    assert hers.post(address(case, "form/nothing/presence/"), **HTMX).status_code == 404


def test_presence_when_somebody_only_reads_then_is_not_there(full, case, mia):
    mia.may = "view"
    mia.save()
    with pytest.raises(NotAllowed):
        presence.enter(by=mia.user, case=case, section="study")
    assert signed_in(mia.user).post(address(case, "form/study/presence/"), **HTMX).status_code == 403


def test_member_when_removed_while_typing_then_gets_the_words_back_and_nothing_is_saved(full, case, mia, browsers):
    _hers, mias, _clock = browsers
    page_of(mias, case, "form/study/")
    acting.remove(by=full.researcher, member=mia)
    answer = mias.post(address(case, "form/study/"), TITLE | {"by_diagnosis": "yes"})
    page = answer.content.decode()
    assert answer.status_code == 403 and answer["Cache-Control"] == "private, no-store"
    assert "no longer in the team" in page and "Mia’s own title" in page
    assert Answers.objects.get(application=case).values["title"] != "Mia’s own title"
    assert not Presence.objects.exists()
    assert mias.get(address(case, "form/study/")).status_code == 404
    assert mias.post(address(case, "form/study/presence/"), **HTMX).status_code == 404


def test_member_when_removed_and_the_page_saves_by_itself_then_the_page_says_so(full, case, mia, browsers):
    _hers, mias, _clock = browsers
    acting.remove(by=full.researcher, member=mia)
    answer = mias.post(address(case, "form/study/"), TITLE, **HTMX)
    assert answer.status_code == 409  # what pages take in
    assert 'id="conflict" hx-swap-oob="true"' in answer.content.decode()
    assert "data-choose" not in answer.content.decode()  # by which portal.js knows that there are two versions


def test_member_when_made_a_reader_while_typing_then_gets_the_words_back(full, case, mia, browsers):
    _hers, mias, _clock = browsers
    acting.change_rights(by=full.researcher, member=mia, may="view")
    answer = mias.post(address(case, "form/study/"), TITLE)
    assert answer.status_code == 403
    assert "may only read" in answer.content.decode() and "Mia’s own title" in answer.content.decode()


def test_member_when_removed_while_writing_elsewhere_then_gets_the_words_back_as_posted(full, case, mia, browsers):
    _hers, mias, _clock = browsers
    acting.remove(by=full.researcher, member=mia)
    message = mias.post(address(case, "messages/"), {"message": "A long message"})
    assert message.status_code == 403 and "A long message" in message.content.decode()
    own = mias.post(f"/projects/{case.project.public_id}/team/me/", {"affiliation": "UiB"})
    assert own.status_code == 403 and "UiB" in own.content.decode()
    assert mias.post(f"/projects/{case.project.public_id}/team/leave/", {"sure": "yes"}).status_code == 404


def test_member_when_removed_while_writing_an_approval_or_the_plan_then_gets_the_words_back(full, case, mia, browsers):
    _hers, mias, _clock = browsers
    acting.remove(by=full.researcher, member=mia)
    approval = mias.post(f"/projects/{case.project.public_id}/approvals/new/", {"reference": "2026-1", "known": "ab12"})
    plan = mias.post(f"/projects/{case.project.public_id}/linkage/", {"pseudonyms": "By the agency", "version": "0"})
    assert approval.status_code == plan.status_code == 403
    assert "2026-1" in approval.content.decode() and "ab12" not in approval.content.decode()
    assert "By the agency" in plan.content.decode() and not case.project.approvals.exists()
