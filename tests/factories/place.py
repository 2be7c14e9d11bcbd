"""A place where every page has something to show: a case with everything in it, a draft, and everybody around them."""

from dataclasses import dataclass
from datetime import date

from django.core import signing
from django.core.files.base import ContentFile
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client
from django.urls import reverse

from applications.actions.delivery import complain
from applications.actions.enquiry import ask, write
from applications.actions.invitation import invite
from applications.actions.message import write_message
from applications.documents import ensure_rendered
from applications.invitations import token_of
from applications.models import Application, Approval, Attachment, Duty, Enquiry, ProjectMember
from applications.sending import REPRESENTATIVE_SALT
from registries.models import Authority, FormDraft, Membership, Role
from registries.setup.drafts.actions import begin
from reviews import exporting
from reviews.actions import export
from reviews.actions.note import write_note
from reviews.actions.registration import register_case
from reviews.actions.saved_view import save_view
from reviews.models import Export
from reviews.queue.choice import Choice
from reviews.queue.views import VIEWS
from tests.applications.applicant import PDF, full_form
from tests.factories.people import UserFactory
from tests.factories.world import MONDAY, World, make_authority, make_world

OF_A_PROJECT = ("project_page", "project_facts", "project_sharing", "team_", "invitation_", "approval_", "linkage_")
OF_A_DRAFT = ("application_form_start", "application_form", "application_review", "rows_", "presence_")


@dataclass
class Place:
    """The world with a case that has everything, a draft, and one that came on paper and is not in the queue yet."""

    world: World
    case: Application
    draft: Application
    paper: Application
    enquiry: Enquiry
    mail: str

    def file_of(self, case: Application):
        """The public id of the file in a case."""
        return case.attachments.get().public_id

    def address(self, name: str, keys: set[str]) -> str:
        """The address of a page, with the case that it is about."""
        case = self.draft if name.startswith(OF_A_DRAFT) else self.paper if "registered" in name else self.case
        document = self.case.documents.get(kind="decision").public_id
        parts = {
            "public_id": self.case.project.public_id if name.startswith(OF_A_PROJECT) else case.public_id,
            "slug": "patients"
            if name in ("registry_page", "variable_page", "variable_file")
            else self.world.authority.slug,
            "token": signing.dumps(str(self.case.public_id), salt=REPRESENTATIVE_SALT),
            "attachment": self.file_of(case) if "attachment" in name and "demo" not in name else "",
            "delivery": self.case.deliveries.get().pk,
            "duty": self.case.duties.get().pk,
            **{"document": document, "document_id": document},
            **{"section": "data", "question": "variables", "rule": "approval"},
            **{"variable": "HDIA", "ending": "csv", "approval": self.case.project.approvals.get().pk},
            **{"step": "conflict", "kind": "decision", "number": 1, "name": self.mail, "pk": 0},
            "day": "2026-09-10",
        }
        parts["view_id"] = self.world.officer.saved_views.get().pk
        parts |= self.of_team(name)
        parts |= self.of_the_desk(name)
        parts["attachment_id"] = parts["attachment"]
        if name.startswith("setup_"):
            parts |= self.of_the_setup(name)
        if name.startswith("draft_"):
            where = "sections" if name == "draft_add" else "sections/data"
            parts |= {"draft_id": self.case.authority.form_drafts.get().public_id, "where": where}
        if name.startswith("enquiry_"):
            parts["public_id"] = self.enquiry.public_id
        return reverse(name, kwargs={key: parts[key] for key in keys})

    def of_team(self, name: str) -> dict:
        """A member who can be changed, and an invitation that nobody has used."""
        invitation = self.case.project.invitations.get()
        member = self.case.project.members.get(user=self.world.people["member"])
        parts = {"member": member.pk, "invitation": invitation.public_id}
        return parts | ({"token": token_of(invitation)} if name == "invitation_page" else {})

    def of_the_desk(self, name: str) -> dict:
        """The officer, or the officer's export, that a page of the desk is about."""
        if name == "desk_officer":
            return {"public_id": self.world.officer.public_id}
        return {"public_id": Export.objects.get().public_id} if name.startswith("desk_export") else {}

    def of_the_setup(self, name: str) -> dict:
        """The parts of an address of the setup: a registry, its file, and the number of the row that it is about."""
        rows = {"setup_variable": self.world.registry.variables.first()}
        row = next((row for begin, row in rows.items() if name.startswith(begin)), None)
        parts = {"registry": "patients", "letter": "decision", "rows": "contacts", "ending": "csv"}
        return parts | {"pk": row.pk if row else 0}

    def client_of(self, who: str) -> Client:
        """A browser in which the person is signed in, or nobody is."""
        client = Client()
        if who != "nobody":
            client.force_login(self.world.people[who])
        return client


def enclose(case: Application, by) -> None:
    """A file in a case, past the form."""
    fields = {"name": "approval.pdf", "content_type": "application/pdf", "size": len(PDF), "sha256": "0" * 64}
    file = ContentFile(PDF, "approval.pdf")
    Attachment.objects.create(application=case, rule_key="approval", file=file, uploaded_by=by, scan="clean", **fields)


def paper_case(world: World) -> Application:
    """What came by post and waits to be sent to the queue."""
    contact = {"name": "Pia Papper", "email": "pia@example.org", "telephone": ""}
    principal = {"name": "Umeå universitet", "number": "202100-2874"}
    details = {"contact": contact, "principal": principal, "registries": [world.registry], "title": "Falls"}
    return register_case(
        by=world.officer, authority=world.authority, channel="post", received_on=date(2026, 9, 1), at=MONDAY, **details
    )


def add_people(world: World, *cases: Application) -> None:
    """Those who are not in every world: a reader in the projects, and people who have no part in them."""
    other = make_authority("another-agency")
    world.people["owner"] = world.researcher
    world.people["member"] = UserFactory(name="Mia Member")
    for case in cases:
        ProjectMember.objects.create(project=case.project, user=world.people["member"], role="member")
    world.people["elsewhere"] = UserFactory(name="Else Where")
    Membership.objects.create(user=world.people["elsewhere"], authority=other, role=Role.CASE_OFFICER)
    world.people["superuser"] = UserFactory(name="Sue Superuser", is_staff=True, is_superuser=True)
    world.people["registry_holder"] = UserFactory(name="Rolf Registry")
    Membership.objects.create(
        user=world.people["registry_holder"],
        authority=world.authority,
        role=Role.REGISTRY_HOLDER,
        registry=world.registry,
    )


def owe(case: Application) -> Duty:
    """A duty after the delivery, that nobody has attested."""
    words = {"title": {"en": "Report the results"}, "statement": {"en": "The results are reported."}}
    days = {"due_on": date(2027, 9, 7), "remind_on": date(2027, 8, 7)}
    return Duty.objects.create(application=case, key="report", **words, **days)


def approve(case: Application) -> Approval:
    """An approval of the project of a case."""
    told = {"kind": "ethics", "reference": "2026-00123", "issued_by": "EPM", "decided_on": date(2026, 1, 5)}
    return Approval.objects.create(project=case.project, **told)


def open_to_questions(world: World) -> None:
    """Let the authority take questions, and offer a self-check."""
    Authority.objects.filter(pk=world.authority.pk).update(takes_enquiries=True)
    world.authority.refresh_from_db()
    world.procedure.self_check = {
        "questions": [{"key": "persons", "kind": "yes_no", "label": {"en": "Do you need data on persons?"}}],
        "outcomes": [{"key": "here", "result": "apply", "text": {"en": "Such data are kept here."}}],
    }
    world.procedure.save()


def begin_a_form(world: World) -> FormDraft:
    """The next version of the authority's form, begun by an administrator."""
    administrator = UserFactory(name="Ada Administrator")
    Membership.objects.create(user=administrator, authority=world.authority, role=Role.ADMINISTRATOR)
    return begin(by=administrator, authority=world.authority, kind="new", at=MONDAY)


def an_enquiry(world: World) -> Enquiry:
    """A question to the authority, with an answer."""
    words = {"subject": "Hip fractures", "text": "Can it be told?", "at": MONDAY}
    [enquiry] = ask(by=world.researcher, authority=world.authority, **words)
    write(by=world.officer, enquiry_id=enquiry.pk, text="It can.", at=MONDAY)
    return enquiry


def a_mail(folder) -> str:
    """The name of a mail in the folder of the demonstration."""
    mail = EmailMultiAlternatives("Hello", "Text", "from@example.org", ["to@example.org"])
    mail.attach("letter.pdf", PDF, "application/pdf")
    get_connection("portal.base.mailfolder.FolderBackend").send_messages([mail])
    return next(folder.glob("*.eml")).name


def begin_place() -> tuple[World, Application]:
    """The world of the place and the case that is closed in it."""
    world = full_form(make_world())
    open_to_questions(world)
    return world, world.case_at("closed")


def make_place(world: World, case: Application, mails) -> Place:
    """The place, with every letter made, from how it begins. `mails` is the folder of the demonstration."""
    draft, paper = world.draft(), paper_case(world)
    add_people(world, case, draft)
    complain(by=world.researcher, delivery=case.deliveries.get(), text="A column is empty.", at=MONDAY)
    write_message(by=world.officer, application_id=case.pk, text="Here it is.", at=MONDAY)
    write_note(by=world.officer, application_id=case.pk, text="Between us.", at=MONDAY)
    owe(case)
    approve(case)
    begin_a_form(world)
    save_view(by=world.officer, name="All of them", choice=Choice(VIEWS["open"]))
    exporting.make(export.ask(by=world.officer, query="?view=open", at=MONDAY).pk)
    for one in (case, draft, paper):
        enclose(one, world.researcher)
    asked = {"email": "new@example.org", "may": "edit", "language": "en"}
    invite(by=world.researcher, project=case.project, at=MONDAY, **asked)
    for document in case.documents.all():
        ensure_rendered(document.pk)
    return Place(world, world.fresh(case), draft, paper, an_enquiry(world), a_mail(mails))
