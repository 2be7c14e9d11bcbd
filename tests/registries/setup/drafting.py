"""A form that is published, two administrators, and a draft of its next version."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime

from portal.accounts.models import User
from registries.loading.export import form_tables, procedure_tables
from registries.models import Authority, FormDraft, FormVersion, Membership, Procedure, Role
from tests.factories.people import UserFactory
from tests.factories.registries import STAGES, AuthorityFactory, FormVersionFactory, ProcedureFactory

TODAY = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
TOMORROW = date(2026, 9, 8)


def words(text: str) -> dict[str, str]:
    """A text in the languages that the authority owes its readers."""
    return {"sv": f"{text} (sv)", "en": text}


QUESTIONS = [
    {"key": "title", "kind": "text", "label": words("Title"), "required": True, "fact": "project.title"},
    {"key": "linkage", "kind": "yes_no", "label": words("Will data be linked?"), "required": True},
    {"key": "sources", "kind": "long_text", "label": words("To what?"), "visible_when": "linkage"},
    {"key": "files", "kind": "attachments", "label": words("Attachments")},
]
SECTIONS = [{"key": "study", "title": words("The study"), "questions": QUESTIONS}]
ABROAD = {"key": "abroad", "kind": "yes_no", "label": words("Will data leave the country?"), "required": True}
TRANSFER = {
    "key": "transfer",
    "label": words("Agreement on the transfer"),
    "required_when": "abroad and linkage",
    "because": words("Data that leave the country need an agreement."),
}


@dataclass
class Office:
    """An authority with a form, and the two people who look after it."""

    authority: Authority
    form: FormVersion
    procedure: Procedure
    ada: User
    bo: User
    officer: User

    def draft(self, **changes) -> FormDraft:
        """The next version of the form: with a question more, and an attachment that hangs on it."""
        content = deepcopy(procedure_tables(self.procedure) | form_tables(self.form))
        for own in ("kind", "valid_from"):
            content["procedure"].pop(own, None)
        content["sections"][0]["questions"].insert(2, deepcopy(ABROAD))
        content["attachments"].append(deepcopy(TRANSFER))
        values = {"authority": self.authority, "kind": "new", "version_name": "Two", "content": content}
        values |= {"based_on": self.form, "created_by": self.ada, "created_at": TODAY}
        return FormDraft.objects.create(**values | {"changed_by": self.ada, "changed_at": TODAY} | changes)


def make_office() -> Office:
    """An authority whose form has been in force since 2019."""
    authority = AuthorityFactory(slug="agency", short_name="Agency")
    people = [UserFactory(name=name) for name in ("Ada Admin", "Bo Admin", "Olle Officer")]
    for person, role in zip(people, (Role.ADMINISTRATOR, Role.ADMINISTRATOR, Role.CASE_OFFICER), strict=True):
        Membership.objects.create(user=person, authority=authority, role=role)
    procedure = ProcedureFactory(authority=authority, version="One", stages=STAGES)
    for stage in procedure.stages.all():
        stage.name = words(stage.key)
        stage.save()
    procedure.checklist = [{"key": "linked", "label": words("The linkage is clear"), "when": "linkage"}]
    procedure.save()
    form = FormVersionFactory(authority=authority, version="One", schema={"sections": deepcopy(SECTIONS)})
    return Office(authority, form, procedure, *people)
