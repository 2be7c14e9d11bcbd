"""People and roles, letters, details of the authority, texts and log, as administrators see and change them."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from registries.letters import LETTERS
from registries.models import Membership, Role, SetupEvent
from registries.setup.actions.letter import write_letter
from registries.setup.actions.membership import give_role, take_role
from registries.setup.problems import NotAllowed, Refused, Stale
from tests.factories.people import UserFactory
from tests.factories.registries import AuthorityFactory, FormVersionFactory, ProcedureFactory
from tests.registries.setup.forms import typed

pytestmark = pytest.mark.django_db
OWN = '{% extends "letters/decision.html" %}\n'


def address(name, *more):
    return reverse(name, args=["agency", *more])


def test_role_when_given_by_e_mail_then_a_new_person_needs_a_name(browser, authority):
    page = address("setup_people")
    answer = browser.post(page, {"email": "New@Example.org", "role": "lawyer"})
    assert answer.status_code == 409 and "Write the person&#x27;s name" in answer.content.decode()
    assert browser.post(page, {"email": "New@Example.org", "role": "lawyer", "name": "Nils Ny"}).status_code == 302
    person = User.objects.get(email="new@example.org")
    assert person.memberships.get().role == Role.LAWYER and not person.has_usable_password()
    event = SetupEvent.objects.get()
    assert event.details["person"] == person.pk and "Nils" not in str(event.details) + event.subject
    assert browser.post(page, {"email": "new@example.org", "role": "lawyer"}).status_code == 422
    log = browser.get(address("setup_log")).content.decode()
    assert "Nils Ny" in log and "Ada Administrator" in log


def test_role_when_tied_to_a_registry_then_only_a_holder_has_it(browser, registry):
    words = {"email": "olle@example.org", "name": "Olle", "registry": registry.pk}
    assert browser.post(address("setup_people"), words | {"role": "lawyer"}).status_code == 422
    assert browser.post(address("setup_people"), words | {"role": "registry_holder"}).status_code == 302
    assert Membership.objects.get(role="registry_holder").registry == registry


def test_role_when_the_account_is_closed_or_the_giver_is_no_administrator_then_is_refused(
    authority, administrator, officer
):
    UserFactory(email="gone@example.org", is_active=False)
    with pytest.raises(Refused, match="closed"):
        give_role(by=administrator, authority=authority, email="gone@example.org", role="lawyer")
    with pytest.raises(NotAllowed):
        give_role(by=officer, authority=authority, email="olle@example.org", role="administrator")


def test_last_administrator_when_the_role_is_taken_back_then_stays(browser, authority, administrator, officer):
    own = administrator.memberships.get()
    answer = browser.post(address("setup_role_take", own.pk), follow=True)
    assert "last administrator" in answer.content.decode()
    other = give_role(by=administrator, authority=authority, email=officer.email, role="administrator")
    assert browser.post(address("setup_role_take", own.pk)).url == "/"
    assert list(authority.memberships.filter(role="administrator")) == [other]
    assert browser.get(address("setup_people")).status_code == 404


def test_administrator_when_the_second_last_is_to_go_then_the_question_says_what_cannot_be_done(
    browser, authority, administrator, officer
):
    page, told = address("setup_people"), "No form can be published until there are two administrators again."
    assert told not in browser.get(page).content.decode()
    give_role(by=administrator, authority=authority, email=officer.email, role="administrator")
    assert browser.get(page).content.decode().count(told) == 2  # beside either of them, not beside other roles
    give_role(by=administrator, authority=authority, email="third@example.org", name="Third", role="administrator")
    assert told not in browser.get(page).content.decode()


def test_role_when_taken_back_twice_then_the_second_is_told(authority, administrator, officer):
    role = officer.memberships.get()
    take_role(by=administrator, membership=role)
    with pytest.raises(Stale):
        take_role(by=administrator, membership=Membership(pk=role.pk or 99, authority=authority, user=officer))


def test_letter_when_written_then_is_checked_first(browser, authority):
    page = address("setup_letter", "decision")
    seen = browser.get(page)
    assert seen.context["form"]["source"].value() == OWN and "decision.outcome" in seen.context["names"]
    wrong = {"source": OWN + "{{ nosuch }}", "known": ""}
    answer = browser.post(page, wrong)
    assert answer.status_code == 422 and "Line 2:" in answer.content.decode()
    assert browser.post(page, wrong | {"do": "check"}).status_code == 422
    checked = browser.post(page, {"source": OWN, "known": "", "do": "check"})
    assert "has no faults" in checked.content.decode() and not authority.letter_templates.exists()
    assert browser.post(page, {"source": OWN, "known": ""}).status_code == 302
    again = browser.post(page, {"source": OWN + "{# mine #}", "known": ""})
    assert again.status_code == 409 and "Both versions" in again.content.decode()
    assert browser.post(page, {"source": OWN + "{# mine #}", "known": again.context["form"].known}).status_code == 302
    assert "your own" in browser.get(address("setup_letters")).content.decode()
    browser.post(address("setup_letter_remove", "decision"))
    kinds = list(SetupEvent.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["letter_written", "letter_changed", "letter_removed"]


def test_letter_when_the_portal_has_none_of_that_name_then_is_not_found(browser, authority, officer):
    assert browser.get(address("setup_letter", "nosuch")).status_code == 404
    assert all(browser.get(address("setup_letter", name)).status_code == 200 for name in LETTERS)
    with pytest.raises(NotAllowed):
        write_letter(by=officer, authority=authority, name="decision", source=OWN)


def test_details_when_changed_then_are_stored_and_stale_ones_show_both(browser, authority):
    page = address("setup_details")
    old = typed(browser.get(page).context["form"], telephone="08-1")
    assert browser.post(page, old).status_code == 302
    answer = browser.post(page, old | {"telephone": "08-2"})
    assert answer.status_code == 409 and "08-1" in answer.content.decode()
    authority.refresh_from_db()
    assert authority.telephone == "08-1"
    assert SetupEvent.objects.get().details["changed"] == {"telephone": ["", "08-1"]}


def rows_of(answer, **changes) -> dict:
    formset = answer.context["formset"]
    data = {f"form-{name}": value for name, value in formset.management_form.initial.items()}
    return data | {"known": answer.context["known"]} | changes


def test_contacts_when_written_then_are_rows_and_can_be_taken_out(browser, authority):
    page = address("setup_details_list", "contacts")
    first = {"form-0-label_sv": "Data", "form-0-label_en": "Data", "form-0-email": "data@example.org"}
    sent = rows_of(browser.get(page), **first)
    assert browser.post(page, sent | {"form-0-label_sv": ""}).status_code == 422
    assert browser.post(page, sent).status_code == 302
    authority.refresh_from_db()
    assert authority.contacts == [{"label": {"sv": "Data", "en": "Data"}, "email": "data@example.org"}]
    stale = browser.post(page, sent | {"form-0-email": "other@example.org"})
    assert stale.status_code == 409 and "data@example.org" in stale.content.decode()
    assert browser.post(page, rows_of(browser.get(page), **first, **{"form-0-DELETE": "on"})).status_code == 302
    authority.refresh_from_db()
    assert authority.contacts == []
    assert browser.get(address("setup_details_list", "links")).status_code == 200
    assert browser.get(address("setup_details_list", "others")).status_code == 404


def test_setup_when_nothing_holds_yet_then_its_pages_say_how_to_begin(browser, authority):
    names = ("fees", "people", "notices", "references", "letters", "institutions", "details", "log", "paragraphs")
    for name in (*names, "registries", "registry_add", "fees_add", "reference_add"):
        assert browser.get(address(f"setup_{name}")).status_code == 200, name
    home = browser.get(address("setup_authority")).content.decode()
    assert "No form holds today" in home and "No fees hold today" in home


def test_setup_when_a_procedure_holds_then_its_texts_are_shown(browser, authority):
    ProcedureFactory(authority=authority, texts={"what_happens": {"en": "We read it."}})
    FormVersionFactory(authority=authority, version="T")
    assert "We read it." in browser.get(address("setup_paragraphs")).content.decode()
    assert "Form T holds" in browser.get(address("setup_authority")).content.decode()


def test_setup_when_somebody_without_the_role_looks_then_is_refused_or_finds_nothing(browser, authority, officer):
    other = AuthorityFactory(slug="other")
    assert browser.get(reverse("setup_authority", args=[other.slug])).status_code == 404
    assert browser.get(reverse("setup_authority", args=["nosuch"])).status_code == 404
    colleague = Client()
    assert colleague.get("/setup/").url.startswith(reverse("account_login"))
    colleague.force_login(officer)
    assert colleague.get("/setup/").status_code == colleague.get(address("setup_authority")).status_code == 403


def test_setup_when_two_authorities_are_configured_then_both_are_offered(browser, authority, administrator):
    other = AuthorityFactory(slug="other")
    Membership.objects.create(user=administrator, authority=other, role=Role.ADMINISTRATOR)
    assert "/setup/other/" in browser.get("/setup/").content.decode()
