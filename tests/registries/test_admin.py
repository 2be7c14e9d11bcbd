"""The configuration in the admin: tidy, checked like the catalogue, and read-only once a case uses it."""

import json
from datetime import date
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from registries.models import ApprovedInstitution, Authority, FeeSchedule, FormVersion, LetterTemplate, Procedure, Role
from tests.factories.people import UserFactory
from tests.factories.registries import (
    STAGES,
    AttachmentRuleFactory,
    AuthorityFactory,
    FeeScheduleFactory,
    FormVersionFactory,
    MembershipFactory,
    NoticeFactory,
    ProcedureFactory,
    RegistryFactory,
    VariableFactory,
)
from tests.factories.world import make_world

pytestmark = pytest.mark.django_db

MODELS = (
    "approvedinstitution",
    "authority",
    "registry",
    "variable",
    "membership",
    "procedure",
    "formversion",
    "feeschedule",
)


@pytest.fixture
def admin(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def approve(authority, name="Institute", number="202100-2973"):
    """An institution in the list of an authority."""
    return ApprovedInstitution.objects.create(
        authority=authority, name=name, number=number, valid_from=date(2020, 1, 1)
    )


def address(version, page: str = "change") -> str:
    return reverse(f"admin:registries_{version._meta.model_name}_{page}", args=[version.pk])


class Controls(HTMLParser):
    """What a browser would send back from a page that nobody touched."""

    def __init__(self, html: str):
        super().__init__()
        self.data: dict[str, str] = {}
        self._name = self._area = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name = given.get("name", "")
        if tag == "input" and given.get("type") not in ("submit", "checkbox", "button"):
            self.data[name] = given.get("value") or ""
        elif tag == "input" and "checked" in given:
            self.data[name] = "on"
        elif tag in ("select", "textarea"):
            self._name, self._area = name, name if tag == "textarea" else ""
            self.data[name] = ""
        elif tag == "option" and "selected" in given:
            self.data[self._name] = given["value"]

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data):
        if self._area:
            self.data[self._area] += data.removeprefix("\n")


def posted(page) -> dict[str, str]:
    """The controls of a change page, without the templates of new rows."""
    html = page.text
    return {name: value for name, value in Controls(html).data.items() if name and "__prefix__" not in name}


@pytest.mark.parametrize("model", MODELS)
def test_list_when_opened_and_searched_then_the_rows_are_there(admin, model):
    VariableFactory()
    approve(MembershipFactory().authority)
    ProcedureFactory(stages=STAGES)
    FormVersionFactory()
    FeeScheduleFactory()
    lists = reverse(f"admin:registries_{model}_changelist")

    assert admin.get(lists).context["cl"].result_count
    assert admin.get(lists, {"q": "nothing-of-that-name"}).context["cl"].result_count == 0


@pytest.mark.parametrize(
    "make",
    [
        lambda: NoticeFactory().authority,
        lambda: VariableFactory().registry,
        lambda: ProcedureFactory(stages=STAGES),
        lambda: AttachmentRuleFactory(form_version__authority__language="en").form_version,
        lambda: approve(AuthorityFactory()),
        FeeScheduleFactory,
        MembershipFactory,
    ],
)
def test_row_when_saved_unchanged_then_it_is_taken(admin, make):
    row = make()
    page = admin.get(address(row))

    answer = admin.post(address(row), posted(page))

    assert answer.status_code == 302, answer.context["errors"]


def test_text_when_written_in_one_language_then_the_others_are_left_out(admin):
    authority = AuthorityFactory()
    data = posted(admin.get(address(authority)))
    names = [name for name in data if name.startswith("name_")]

    admin.post(address(authority), data | dict.fromkeys(names, "") | {"name_sv": "Myndigheten"})

    assert Authority.objects.get(pk=authority.pk).name == {"sv": "Myndigheten"}


def test_text_when_it_is_in_no_language_then_it_is_missing(admin):
    authority = AuthorityFactory()
    data = posted(admin.get(address(authority)))

    answer = admin.post(address(authority), data | {"name_sv": "", "name_nb": "", "name_en": ""})

    assert "at least one language" in str(answer.context["errors"])


@pytest.mark.parametrize("name", ["procedure", "form"])
def test_version_when_a_case_uses_it_then_it_is_read_only(admin, name):
    world = make_world()
    world.draft()
    version = getattr(world, name)

    page = admin.get(address(version))

    assert page.status_code == 200
    assert 'name="_save"' not in page.text
    assert 'name="version"' not in page.text
    assert admin.post(address(version), {"version": "X"}).status_code == 403
    assert type(version).objects.get(pk=version.pk).version == "T"


def test_version_when_a_case_uses_it_then_deleting_it_is_refused_with_the_sentence(admin):
    world = make_world()
    world.draft()

    page = admin.get(address(world.procedure, "delete"))
    admin.post(address(world.procedure, "delete"), {"post": "yes"})
    data = {"action": "delete_selected", "_selected_action": [world.form.pk], "post": "yes"}
    admin.post(reverse("admin:registries_formversion_changelist"), data)

    assert "Publish a new version with a later date" in page.text
    assert Procedure.objects.filter(pk=world.procedure.pk).exists()
    assert FormVersion.objects.filter(pk=world.form.pk).exists()


def test_version_when_no_case_uses_it_then_it_can_be_deleted(admin):
    schedule = FeeScheduleFactory()

    admin.post(address(schedule, "delete"), {"post": "yes"})

    assert not FeeSchedule.objects.exists()


def test_version_when_it_is_copied_then_the_copy_opens(admin):
    form = AttachmentRuleFactory().form_version
    data = {"action": "copy_to_new_version", "_selected_action": [form.pk]}

    answer = admin.post(reverse("admin:registries_formversion_changelist"), data)

    copy = FormVersion.objects.exclude(pk=form.pk).get()
    assert answer.url == address(copy)
    assert copy.valid_from > date(2019, 1, 1)
    assert copy.attachment_rules.count() == 1


def test_copy_when_several_are_chosen_then_nothing_is_copied(admin):
    numbers = [FeeScheduleFactory().pk, FeeScheduleFactory().pk]
    data = {"action": "copy_to_new_version", "_selected_action": numbers}

    page = admin.post(reverse("admin:registries_feeschedule_changelist"), data, follow=True)

    assert "Nothing was copied" in page.text
    assert FeeSchedule.objects.count() == 2


@pytest.mark.parametrize(
    ("schema", "sentence"),
    [
        ({"sections": [{"key": "a", "title": {"en": "A"}, "questions": [{"key": "q", "kind": "oracle"}]}]}, "oracle"),
        ({"sections": [{"key": "a", "title": {"en": "A"}}, {"key": "a", "title": {"en": "A"}}]}, "there twice"),
        ({"sections": [{"title": {"en": "A"}}]}, "“key” is missing"),
        (["sections"], "sections: A list is expected"),
    ],
)
def test_form_when_its_schema_is_wrong_then_the_catalogues_sentence_is_said(admin, schema, sentence):
    form = FormVersionFactory()
    data = posted(admin.get(address(form))) | {"schema": json.dumps(schema)}

    answer = admin.post(address(form), data)

    assert sentence in str(answer.context["errors"])


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("checklist", [{"key": "a", "label": {"en": "A"}}, {"key": "a", "label": {"en": "A"}}], "there twice"),
        ("reasons", [{"key": "a"}], "“title” is missing"),
        ("texts", {"price_note": "words"}, "per language"),
        ("duties", [{"key": "a"}], "“statement” is missing"),
        ("self_check", {"questions": [], "outcomes": []}, "at least one question"),
    ],
)
def test_procedure_when_its_words_are_wrong_then_the_catalogues_sentence_is_said(admin, name, value, sentence):
    procedure = ProcedureFactory()
    data = posted(admin.get(address(procedure))) | {name: json.dumps(value)}

    answer = admin.post(address(procedure), data)

    assert sentence in str(answer.context["errors"])


def test_registry_when_it_is_new_then_the_inline_takes_its_variables(admin):
    registry = RegistryFactory()
    data = posted(admin.get(address(registry)))
    data |= {"variables-TOTAL_FORMS": "1", "variables-0-name": "NEW", "variables-0-label_nb": "Ny"}
    data |= {"variables-0-position": "1", "variables-0-registry": str(registry.pk)}
    data |= {"variables-0-sensitivity": "ordinary"}

    admin.post(address(registry), data)

    assert registry.variables.get().label == {"nb": "Ny"}


def test_institutions_when_an_administrator_opens_them_then_only_the_own_authoritys_can_be_seen_and_kept(client):
    mine, other = AuthorityFactory(), AuthorityFactory()
    own, foreign = approve(mine, "Ours"), approve(other, "Theirs")
    user = UserFactory(is_staff=True)
    MembershipFactory(user=user, authority=mine, role=Role.ADMINISTRATOR)
    client.force_login(user)
    lists = reverse("admin:registries_approvedinstitution_changelist")

    assert [row.name for row in client.get(lists).context["cl"].result_list] == ["Ours"]
    assert client.get(address(foreign)).status_code == 302
    data = posted(client.get(address(own))) | {"valid_to": "2027-12-31"}
    assert client.post(address(own), data).status_code == 302
    own.refresh_from_db()
    assert own.valid_to == date(2027, 12, 31)
    assert own.number == "2021002973"
    assert client.post(address(own), data | {"authority": str(other.pk)}).status_code == 200
    assert client.get(reverse("admin:registries_procedure_changelist")).status_code == 403


def test_institution_when_it_is_there_in_another_writing_then_that_is_said(admin):
    there = approve(AuthorityFactory())
    data = posted(admin.get(reverse("admin:registries_approvedinstitution_add")))
    typed = {"authority": str(there.authority_id), "name": "Ours", "number": "202100 2973", "valid_from": "2020-01-01"}

    page = admin.post(reverse("admin:registries_approvedinstitution_add"), data | typed)

    assert "already approved from that day" in str(page.context["errors"])


def test_institutions_when_somebody_administers_nothing_then_they_are_closed(client):
    client.force_login(UserFactory(is_staff=True))

    assert client.get(reverse("admin:registries_approvedinstitution_changelist")).status_code == 403


def test_letter_when_it_names_what_the_letter_does_not_have_then_the_line_is_said(admin):
    authority = AuthorityFactory()
    page = reverse("admin:registries_lettertemplate_add")
    data = {"authority": str(authority.pk), "name": "decision", "source": "<p>\n{{ decision.outcom }}</p>"}

    assert "Line 2: This letter has no “decision.outcom”" in str(admin.post(page, data).context["errors"])
    assert admin.post(page, data | {"source": "{{ decision.outcome }}"}).status_code == 302
    assert LetterTemplate.objects.get().name == "decision"


def test_contacts_when_they_are_wrong_then_the_catalogues_sentence_is_said(admin):
    authority = AuthorityFactory(language="en")
    data = posted(admin.get(address(authority))) | {"contacts": json.dumps([{"label": {"en": "Help"}, "email": "x"}])}

    assert "An e-mail address like" in str(admin.post(address(authority), data).context["errors"])
