"""An account is closed: the name goes from everything but what the law keeps, and the chains stay whole."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from applications.actions.invitation import invite
from applications.actions.message import write_message
from applications.models import BasketItem, Notification, ProjectMember
from portal.accounts.close_account import CannotClose, close_account, reasons_against
from portal.accounts.mail_choices import choose
from portal.accounts.models import User
from portal.accounts.people import person_with
from registries.models import Absence, Membership, Role, SetupEvent
from reviews import exporting
from reviews.actions.export import ask
from reviews.actions.saved_view import save_view
from reviews.models import Export
from reviews.queue.choice import Choice
from reviews.queue.views import VIEWS
from tests.accounts.factors import give_app, prove, sign_in
from tests.factories.people import PASSWORD, UserFactory
from tests.factories.place import enclose
from tests.factories.rows import rows_of
from tests.factories.world import MONDAY, make_world

NAME, EMAIL, PHONE = "Astrid Lindqvist-Berg", "astrid.lindqvist@example.org", "070-1740605"
# What the law keeps as it was sent; the working copy of the same answers belongs to the case.
KEPT_BY_LAW = {"applications_submission", "applications_answers", "applications_casewords", "applications_document"}


@pytest.fixture
def world(db):
    with time_machine.travel(MONDAY, tick=False):
        made = make_world()
        person = UserFactory(name=NAME, email=EMAIL, telephone=PHONE, affiliation="Umeå", title="docent")
        made.people["researcher"] = person
        yield made


def where(words: str) -> set[str]:
    """The tables in which something stands."""
    models = apps.get_models(include_auto_created=True)
    return {table for table, rows in rows_of(models).items() if words.lower() in str(rows).lower()}


def test_account_when_closed_then_the_name_is_nowhere_but_in_what_was_sent(world, django_capture_on_commit_callbacks):
    person = world.researcher
    case = world.case_at("submitted")
    world.assign(case)
    write_message(by=person, application_id=case.pk, text="I have a question.", at=MONDAY)
    call = {"project": case.project, "email": "new@example.org", "may": "edit", "language": "en"}
    invite(by=person, at=MONDAY, **call)
    heir = UserFactory(name="Hedda Heir")
    ProjectMember.objects.create(project=case.project, user=heir, role="contact_person", may="submit")
    draft = world.draft()
    enclose(draft, person)
    file = Path(draft.attachments.get().file.path)
    choose(by=person, chosen={"team": "none"})
    give_app(person)
    SocialAccount.objects.create(user=person, provider="feide", uid="1", extra_data={"userinfo": {"name": NAME}})
    BasketItem.objects.create(user=person, variable=world.registry.variables.first())
    of_people = ContentType.objects.get_for_model(User)
    LogEntry.objects.create(
        user=person, content_type=of_people, object_id=str(person.pk), object_repr=NAME, action_flag=CHANGE
    )
    with django_capture_on_commit_callbacks(execute=True):
        close_account(by=person, at=MONDAY)
    closed = User.objects.get(pk=person.pk)
    assert closed.name.startswith("Former user ") and closed.email.endswith("@closed.invalid")
    assert not closed.is_active and not closed.has_usable_password() and closed.closed_at == MONDAY
    for words in (NAME, EMAIL, PHONE, "docent"):
        assert where(words) <= KEPT_BY_LAW, words
    for model in (EmailAddress, Authenticator, SocialAccount, UserSession):
        assert not model.objects.filter(user=person).exists()
    assert not file.exists() and not person.mail_choices.exists() and not person.basket.exists()
    assert world.fresh(draft).emptied_at == MONDAY
    assert world.fresh(case).submissions.exists() and case.messages.get().author == closed
    call_command("verify_events")
    assert not call_command("rebuild_clocks")
    assert case.events.filter(by=closed).exists()


def figures_of(models) -> dict[str, list]:
    """What statistics say, without the numbers of their rows."""
    return {table: sorted(map(str, (row[1:] for row in rows))) for table, rows in rows_of(models).items()}


def test_account_when_closed_then_statistics_are_the_same(world):
    case = world.case_at("closed")
    call_command("rebuild_statistics")
    figures = [apps.get_model("reviews", name) for name in ("CaseFigures", "PeriodFigures", "OpenFigures")]
    before = figures_of(figures)
    close_account(by=world.researcher, at=MONDAY)
    call_command("rebuild_statistics")
    assert figures_of(figures) == before
    assert any(before.values()) and world.fresh(case).stage == "closed"


def test_account_when_closed_then_nobody_signs_in_or_finds_it_and_the_address_is_free(world, client):
    person = world.researcher
    close_account(by=person, at=MONDAY)
    assert "_auth_user_id" not in sign_in(client, person).wsgi_request.session
    client.post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD})
    assert client.get(reverse("todo")).status_code == 302
    assert person_with(EMAIL) is None
    again = User.objects.create_user(EMAIL, PASSWORD, name="Astrid again")
    assert again.pk != person.pk and not again.project_memberships.exists()


def test_session_when_the_account_is_closed_elsewhere_then_is_over(world):
    browsers = [Client(), Client()]
    for browser in browsers:
        sign_in(browser, world.researcher)
        assert browser.get(reverse("todo")).status_code == 200
    close_account(by=world.researcher, at=MONDAY)
    assert [browser.get(reverse("todo")).status_code for browser in browsers] == [302, 302]
    assert not Session.objects.exists()


def test_mails_when_the_account_is_closed_then_none_goes_there(world):
    case = world.case_at("closed")
    close_account(by=world.researcher, at=MONDAY)
    Notification.objects.all().delete()
    ProjectMember.objects.filter(project=case.project).update(left_at=None)  # even if somebody forgot to take it out
    write_message(by=world.officer, application_id=case.pk, text="Are you there?", at=MONDAY)
    assert not Notification.objects.filter(email__contains="closed").exists()


@pytest.mark.parametrize("stage", ["submitted", "specification", "delivery", "invoice"])
def test_account_when_it_alone_answers_for_an_open_case_then_stays_and_says_so(world, stage):
    case = world.case_at(stage)
    with pytest.raises(CannotClose) as refused:
        close_account(by=world.researcher, at=MONDAY)
    assert case.case_number in str(refused.value) and "Hand the project over" in str(refused.value)
    assert User.objects.get(pk=world.researcher.pk).name == NAME


def test_account_when_others_would_be_left_without_a_leader_then_stays(world):
    draft = world.draft()
    ProjectMember.objects.create(project=draft.project, user=UserFactory(), role="member")
    assert ["others take part" in reason for reason in reasons_against(world.researcher)] == [True]


def test_member_when_nobody_leads_the_project_any_more_then_can_still_close(world):
    draft, member = world.draft(), UserFactory(name="Mia Member")
    for user in (member, UserFactory()):
        ProjectMember.objects.create(project=draft.project, user=user, role="member")
    draft.project.members.filter(user=world.researcher).update(left_at=MONDAY)
    close_account(by=member, at=MONDAY)
    assert draft.project.members.current().count() == 1 and world.fresh(draft).title


def test_officer_when_cases_are_open_then_they_are_given_away_first(world):
    world.case_at("assigned")
    assert "1 open case." in reasons_against(world.officer)[0]
    with pytest.raises(CannotClose):
        close_account(by=world.officer, at=MONDAY)


def test_administrator_when_the_last_one_then_stays_and_with_another_goes(world):
    assert "last administrator" in reasons_against(world.administrator)[0]
    second = UserFactory()
    Membership.objects.create(user=second, authority=world.authority, role=Role.ADMINISTRATOR)
    close_account(by=world.administrator, at=MONDAY)
    assert "last administrator" in reasons_against(second)[0]
    assert SetupEvent.objects.get(kind="role_taken").details["person"] == world.administrator.pk


def test_superuser_when_the_last_one_then_stays(world):
    User.objects.filter(pk=world.researcher.pk).update(is_superuser=True)
    assert "last one who administers the portal" in reasons_against(User.objects.get(pk=world.researcher.pk))[0]


def test_officer_when_gone_then_own_views_and_exports_go_and_shared_views_stay(
    world, django_capture_on_commit_callbacks
):

    world.case_at("submitted")
    officer = world.officer
    save_view(by=officer, name="Mine", choice=Choice(VIEWS["open"]))
    export = ask(by=officer, query="?words=astrid", at=MONDAY)
    exporting.make(export.pk)
    file = Path(Export.objects.get().file.path)
    days = {"from_on": MONDAY.date(), "to_on": MONDAY.date() + timedelta(days=3), "said_by": officer, "said_at": MONDAY}
    Absence.objects.create(authority=world.authority, user=officer, stand_in=world.second_officer, **days)
    with django_capture_on_commit_callbacks(execute=True):
        close_account(by=officer, at=MONDAY)
    assert not officer.saved_views.exists() and not file.exists() and not Absence.objects.exists()
    kept = Export.objects.get()
    assert (kept.query, kept.deleted_at, kept.by_id) == ("", MONDAY, officer.pk)
    assert not officer.memberships.exists()


def test_database_when_a_closed_account_is_made_active_then_refuses(world):
    close_account(by=world.researcher, at=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=world.researcher.pk).update(is_active=True)


def test_page_when_the_password_is_not_proven_then_asks_for_it_and_closes_only_with_the_box_ticked(world, client):
    address, person = reverse("close_account"), world.researcher
    client.force_login(person)
    asked = client.get(address)
    assert asked.status_code == 302 and asked.url.startswith(reverse("account_reauthenticate"))
    page = client.post(asked.url, {"password": PASSWORD}, follow=True).content.decode()
    assert "What goes" in page and "What stays" in page and "Close my account" in page
    assert "Nothing has changed yet" in client.post(address, {}).content.decode()
    assert User.objects.get(pk=person.pk).is_active
    done = client.post(address, {"sure": "on"}, follow=True)
    assert "Your account is closed" in done.content.decode()
    assert not User.objects.get(pk=person.pk).is_active and client.get(address).status_code == 302


def test_page_when_there_is_a_second_factor_then_the_password_is_not_enough(world, client):
    person = world.researcher
    give_app(person)
    client.force_login(person)
    prove(client, person, MONDAY - timedelta(hours=1))
    assert "second-factor" in client.get(reverse("close_account")).url
    prove(client, person, MONDAY)
    assert client.get(reverse("close_account")).status_code == 200


def test_page_when_something_stands_against_it_then_says_what_and_has_no_button(world, client):
    case = world.case_at("submitted")
    give_app(world.researcher)
    client.force_login(world.researcher)
    prove(client, world.researcher, MONDAY)
    page = client.get(reverse("close_account")).content.decode()
    assert case.case_number in page and "Close my account" not in page
    assert client.post(reverse("close_account"), {"sure": "on"}).status_code == 409
    assert User.objects.get(pk=world.researcher.pk).is_active
