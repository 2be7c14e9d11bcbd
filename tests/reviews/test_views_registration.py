"""A case that came by post or e-mail (S13), and the files that leave from the desk."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications.models import Application, Attachment
from portal.base.pdf import render_pdf
from registries.models import AttachmentRule, Authority
from reviews.forms.registration import RegistrationForm
from tests.factories.place import paper_case

TYPED = {
    "channel": "post",
    "received_on": "2026-09-01",
    "title": "Falls among the old",
    "registries": ["patients"],
    "contact_name": "Pia Papper",
    "contact_email": "pia@example.org",
    "contact_telephone": "",
    "principal_name": "Umeå universitet",
    "principal_number": "202100-2874",
}


@pytest.fixture
def rule(world):
    return AttachmentRule.objects.create(
        form_version=world.form, key="letter", position=1, label={"en": "The letter"}, multiple=True
    )


@pytest.fixture
def scan():
    return SimpleUploadedFile("brev.pdf", render_pdf("<html lang='sv'><p>Hej</p></html>"), "application/pdf")


def register(client, world, who="officer", **typed) -> Application:
    client.force_login(getattr(world, who))
    response = client.post(reverse("desk_register"), TYPED | {"authority": world.authority.pk} | typed)
    assert response.status_code == 302, response.context["form"].errors
    return Application.objects.get(title="Falls among the old")


@pytest.mark.parametrize("who", ["officer", "coordinator"])
def test_case_when_registered_enclosed_and_sent_then_is_in_the_queue(client, world, rule, scan, who):
    case = register(client, world, who)
    address = reverse("desk_registered", args=[case.public_id])
    assert client.post(address, {"do": "enclose", "rule": rule.pk, "file": scan}).status_code == 302
    response = client.post(address, {"do": "send"})
    assert response.url == reverse("desk_case", args=[case.public_id])
    case = world.fresh(case)
    assert case.case_number
    assert case.came_on_paper
    assert case.newest_submission.facts["principal"]["number"] == "202100-2874"
    assert [row["name"] for row in case.newest_submission.content["attachments"]] == ["brev.pdf"]
    assert client.get(address).status_code == 404


def test_registration_when_the_number_is_wrong_then_keeps_everything(client, world):
    client.force_login(world.officer)
    typed = TYPED | {"authority": world.authority.pk, "principal_number": "202100-2875", "received_on": "2099-01-01"}
    page = client.post(reverse("desk_register"), typed)
    assert page.status_code == 422
    text = page.content.decode()
    assert "202100-2875" in text
    assert "Falls among the old" in text
    assert "The day lies ahead." in text
    assert not Application.objects.exists()


def test_registration_when_nothing_is_in_force_then_says_so(client, world):
    world.form.delete()
    client.force_login(world.officer)
    page = client.post(reverse("desk_register"), TYPED | {"authority": world.authority.pk})
    assert page.status_code == 422
    assert "No form is in force there." in page.content.decode()


@pytest.mark.parametrize("who", ["lawyer", "auditor", "researcher"])
def test_registration_when_the_role_lacks_it_then_is_403(client, world, who):
    client.force_login(getattr(world, who))
    assert client.get(reverse("desk_register")).status_code == 403


def test_enclosure_when_the_file_is_renamed_then_is_refused(client, world, rule):
    case = register(client, world)
    fake = SimpleUploadedFile("brev.pdf", b"MZ\x90 no letter", "application/pdf")
    address = reverse("desk_registered", args=[case.public_id])
    page = client.post(address, {"do": "enclose", "rule": rule.pk, "file": fake})
    assert page.status_code == 422
    assert "is not what its name says" in page.content.decode()
    assert client.post(address, {"do": "enclose"}).status_code == 422
    assert client.post(address, {"do": "fly"}).status_code == 400


def test_enclosure_when_removed_then_is_not_sent(client, world, rule, scan):
    case = register(client, world)
    address = reverse("desk_registered", args=[case.public_id])
    client.post(address, {"do": "enclose", "rule": rule.pk, "file": scan})
    attachment = Attachment.objects.get()
    file = client.get(reverse("desk_registered_attachment", args=[case.public_id, attachment.public_id]), follow=True)
    assert file["Content-Disposition"].startswith("attachment")
    client.post(address, {"do": "remove", "attachment": attachment.public_id})
    assert not case.attachments.enclosed().exists()


def test_registration_when_begun_then_is_listed_and_can_be_gone_on_with(client, world):
    case = register(client, world)
    assert case.title in client.get(reverse("desk_register")).content.decode()
    assert client.get(reverse("desk_registered", args=[case.public_id])).status_code == 200


def test_files_when_fetched_then_are_not_kept_and_outsiders_find_none(client, world, rule, scan):
    case = register(client, world)
    address = reverse("desk_registered", args=[case.public_id])
    client.post(address, {"do": "enclose", "rule": rule.pk, "file": scan})
    client.post(address, {"do": "send"})
    attachment = reverse("desk_attachment", args=[case.public_id, case.attachments.get().public_id])
    document = reverse("desk_document", args=[case.public_id, case.documents.get().public_id])
    for address in (attachment, document):
        response = client.get(address, follow=True)
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    for person in (world.outsider, world.researcher):
        client.force_login(person)
        assert client.get(attachment).status_code in (403, 404)
        assert client.get(document).status_code in (403, 404)


def test_file_when_asked_for_through_another_case_then_is_not_there(client, world, rule, scan):
    case, other = register(client, world), world.case_at("assigned")
    client.force_login(world.officer)
    address = reverse("desk_registered", args=[case.public_id])
    client.post(address, {"do": "enclose", "rule": rule.pk, "file": scan})
    client.post(address, {"do": "send"})
    attachment = case.attachments.get().public_id
    assert client.get(reverse("desk_attachment", args=[other.public_id, attachment])).status_code == 404


@pytest.mark.parametrize(
    ("stage", "page", "more"),
    [
        ("specification", "desk_specification_preview", ()),
        ("confidentiality_decision", "desk_decision_preview", ("decision",)),
        ("confidentiality_decision", "desk_decision_preview", ("secrecy_information",)),
        ("invoice", "desk_invoice_preview", (1,)),
    ],
)
def test_preview_when_there_is_a_draft_then_is_a_pdf_and_before_that_not_there(client, world, stage, page, more):
    case = world.case_at(stage)
    client.force_login(world.officer)
    address = reverse(page, args=[case.public_id, *more])
    assert client.get(address).status_code == 404
    if stage == "specification":
        client.post(
            reverse("desk_specification", args=[case.public_id]), {"do": "draft", "content": "Data.", "extraction": "3"}
        )
    elif stage == "confidentiality_decision":
        world.draft_decision(case)
    else:
        client.force_login(world.finance)
        client.post(reverse("desk_invoice", args=[case.public_id]), {"do": "prepare"})
    response = client.get(address)
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-store"
    assert response.content.startswith(b"%PDF")


def test_registration_when_each_registry_receives_for_itself_then_is_for_one_in_the_authoritys_language(world):
    world.authority.receives, world.authority.language = "registry", "nb"
    world.authority.save()
    case = paper_case(world)
    assert (case.language, [row.slug for row in case.registries.all()]) == ("nb", ["patients"])
    typed = TYPED | {"authority": world.authority.pk, "registries": []}
    form = RegistrationForm(typed, authorities=Authority.objects.filter(pk=world.authority.pk))
    assert "Choose the one registry that it came to" in str(form.errors["registries"])
    assert RegistrationForm(
        typed | {"registries": ["patients"]}, authorities=Authority.objects.filter(pk=world.authority.pk)
    ).is_valid()
