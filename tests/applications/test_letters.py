"""Letters: everything is frozen in the context, and each kind says what its receiver needs, in every language."""

import io
import json
import re
from datetime import date
from decimal import Decimal

import pypdf
import pytest
from django.conf import settings as django_settings
from django.core.management import call_command

from applications import letters
from applications.models import Answers, Attachment, Document, RequestedVariable
from portal.base.pdf import render_pdf
from registries.models import Authority, Registry, Variable
from reviews.actions import decision as deciding
from tests.factories.world import ANSWERS, MONDAY

DAY = date(2026, 11, 27)
LANGUAGES = [code for code, _name in django_settings.LANGUAGES]
NBSP = "\N{NO-BREAK SPACE}"


def say(case, kind: str, language: str = "en", **subject) -> str:
    """The words of a letter, as its receiver reads them, on one line."""
    html = letters.to_html(kind, language, letters.context_for(kind, case, day=DAY, language=language, **subject))
    words = re.sub(r"<[^>]+>", " ", html.partition("<main>")[2])
    return re.sub(r"\s+", " ", words.replace(NBSP, "_")).replace("_", NBSP)


def decided(world, *, outcome="granted", is_authority="yes", reservations=()):
    """A case with its decision."""
    case = world.draft()
    Answers.objects.filter(application=case).update(values=ANSWERS | {"is_authority": is_authority})
    world.submit(case)
    for step in ("assign", "send_to_legal_review", "conclude_legal_review", "accept_specification"):
        getattr(world, step)(case)
    world.draft_decision(case, outcome=outcome, reservations=reservations)
    deciding.decide(by=world.decision_maker, application_id=case.pk, at=MONDAY)
    return world.fresh(case)


def write_texts(world, **texts) -> None:
    """Give the procedure texts of its own, before a case uses it."""
    world.procedure.texts = {key: {"en": text, "sv": f"sv {text}", "nb": f"nb {text}"} for key, text in texts.items()}
    world.procedure.save()


def test_letters_when_everything_changes_afterwards_then_say_the_same(world):
    case = world.case_at("closed")
    before = {doc.pk: letters.to_html(doc.kind, doc.language, doc.context) for doc in case.documents.all()}
    Authority.objects.update(name={"sv": "En annan myndighet"}, address="Någon annanstans", email="other@example.org")
    Registry.objects.update(name={"sv": "Ett annat register"})
    world.officer.name = "Somebody Else"
    world.officer.save()
    case.decisions.update(reasons="Other reasons.")
    case.deliveries.update(contents="Nothing.")
    after = {doc.pk: letters.to_html(doc.kind, doc.language, doc.context) for doc in case.documents.all()}
    assert len(after) == len(Document.Kind.values)
    assert after == before


def test_letters_when_rendered_then_nothing_is_looked_up(world, django_assert_num_queries):
    documents = list(world.case_at("closed").documents.all())
    with django_assert_num_queries(0):
        for document in documents:
            letters.to_html(document.kind, document.language, document.context)


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_when_written_in_a_language_then_are_marked_with_it(world, language):
    case = world.case_at("closed")
    subjects = {
        "order_copy": {"submission": case.newest_submission},
        "specification": {"specification": case.newest_specification},
        "decision": {"decision": case.newest_decision},
        "secrecy_information": {"decision": case.newest_decision},
        "delivery_note": {"delivery": case.deliveries.get()},
        "invoice": {"invoice": case.invoices.get()},
    }
    assert set(subjects) == set(Document.Kind.values)
    for kind, subject in subjects.items():
        context = letters.context_for(kind, case, day=DAY, language=language, **subject)
        assert context == json.loads(json.dumps(context))
        html = letters.to_html(kind, language, context)
        assert f'<html lang="{language}">' in html
        assert case.case_number in html
        assert html.count("<h1>") == 1


def test_letter_when_the_authority_has_a_template_of_its_own_then_that_is_used(world):
    call_command("load_catalogue", verbosity=0)
    case = decided(world)
    context = letters.context_for("secrecy_information", case, day=DAY, language="en", decision=case.newest_decision)
    paragraph = {"short": "", "text": "What the paragraph says."}
    context["references"] = dict.fromkeys(("osl_24_8", "osf_7", "osl_11_3"), paragraph)
    assert paragraph["text"] not in letters.to_html("secrecy_information", "en", context)
    context["authority"]["slug"] = "socialstyrelsen"
    assert letters.to_html("secrecy_information", "en", context).count(paragraph["text"]) == 3


def test_secrecy_information_when_paragraphs_are_in_force_then_holds_them_by_key(world):
    for key, valid_from in (("osl-24-8", date(2009, 6, 30)), ("new-law", date(2030, 1, 1))):
        world.authority.legal_references.create(
            key=key, short={"sv": "24 kap. 8 §"}, text={"sv": "Sekretess gäller."}, valid_from=valid_from
        )
    case = decided(world)
    context = letters.context_for("secrecy_information", case, day=DAY, decision=case.newest_decision)
    assert context["references"] == {"osl_24_8": {"short": "24 kap. 8 §", "text": "Sekretess gäller."}}


# --- order copy ------------------------------------------------------------------------------------------------------


def test_order_copy_when_sent_then_holds_answers_variables_and_fingerprints(world):
    case = world.draft()
    variable = Variable.objects.get(name="HDIA")
    RequestedVariable.objects.create(
        application=case, registry=world.registry, variable=variable, reason="To find the <first> fracture."
    )
    Attachment.objects.create(
        application=case,
        rule_key="x",
        name="approval.pdf",
        size=842_133,
        sha256="ab" * 32,
        uploaded_by=world.researcher,
    )
    world.submit(case)
    case = world.fresh(case)
    text = say(case, "order_copy", submission=case.newest_submission)
    for words in (
        "7 September 2026",
        "sent by Rut Researcher",
        case.case_number,
        "Umeå universitet",
        "202100-2874",
        "Hip fractures and vitamin D",
        "Patient register",
        "HDIA",
        "To find the &lt;first&gt; fracture.",
        "approval.pdf",
        f"842{NBSP}kB",
        "ab" * 8,
        case.newest_submission.sha256[:16],
    ):
        assert words in text
    assert text.index("Research principal") < text.index("Study") < text.index("Invoicing")


# --- specification ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "net", "vat", "gross"),
    [
        ("sv", "41 250 SEK", "10 312,50 SEK", "51 562,50 SEK"),
        ("nb", "41 250 SEK", "10 312,50 SEK", "51 562,50 SEK"),
        ("en", "41,250 SEK", "10,312.50 SEK", "51,562.50 SEK"),
    ],
)
def test_specification_when_proposed_then_writes_money_as_the_language_does(world, language, net, vat, gross):
    case = world.case_at("specification")
    version = world.propose(case)
    text = say(case, "specification", language, specification=version)
    for amount in (net, vat, gross):
        assert amount.replace(" ", NBSP) in text


def test_specification_when_hours_are_broken_then_lines_add_up(world):
    case = world.case_at("specification")
    version = world.propose(case, hours=Decimal("12.50"))
    text = say(case, "specification", specification=version)
    assert f"Base fee 1 10,000{NBSP}SEK 10,000{NBSP}SEK Work, hours 12.5 1,250{NBSP}SEK 15,625{NBSP}SEK" in text
    assert f"In all 32,031.25{NBSP}SEK" in text
    assert "VAT 25 %" in text
    assert "version 1" in text
    assert f"valid until {version.valid_until.day} " in text


# --- decision --------------------------------------------------------------------------------------------------------


def test_decision_when_granted_then_begins_with_what_is_disclosed_and_ends_with_signatures(world):
    case = decided(world)
    text = say(case, "decision", decision=case.newest_decision)
    assert re.search(r"We disclose the data from Patient register, as in the specification of 7 September 2026", text)
    assert "We refuse" not in text
    order = ("We disclose", "What is disclosed", "Reasons for the decision", "How to appeal", "Decided by")
    assert sorted(order, key=text.index) == list(order)
    for words in (
        "It is clear that nobody suffers harm.",
        "within 3 weeks from the day that you received the decision",
        "the administrative court of appeal",
        "Decided by Decision Maker",
        "presented by Officer",
        "Lawyer, lawyer, took part",
    ):
        assert words in text


def test_decision_when_partly_granted_then_says_what_is_refused_and_why(world):
    case = decided(world, outcome="partly")
    text = say(case, "decision", decision=case.newest_decision)
    assert "We disclose the data from Patient register" in text
    assert "We refuse the application as to Patient register: FODDAT." in text
    assert "Too exact." in text
    assert "Granted" in text and "Refused" in text


def test_decision_when_refused_then_discloses_nothing_and_tells_how_to_appeal(world):
    case = decided(world, outcome="refused")
    text = say(case, "decision", decision=case.newest_decision)
    assert "We refuse the application. The data from Patient register are not disclosed." in text
    assert "We disclose" not in text
    assert "How to appeal" in text
    assert not case.documents.of_kind("secrecy_information").exists()


def test_decision_when_dismissed_then_says_that_nothing_was_assessed(world):
    case = world.case_at("assigned")
    deciding.dismiss(by=world.officer, application_id=case.pk, because="incomplete", reason="No approval.", at=MONDAY)
    case = world.fresh(case)
    text = say(case, "decision", decision=case.newest_decision)
    assert "We dismiss the application. What it asks for has not been assessed." in text
    assert "No approval." in text
    assert "How to appeal" in text
    assert "presented by" not in text  # the officer both drafted and decided it


def test_decision_when_only_drafted_then_the_preview_says_so(world):
    case = world.case_at("confidentiality_decision")
    draft = world.draft_decision(case)
    text = say(world.fresh(case), "decision", decision=draft)
    assert "Draft: the decision has not been taken yet" in text
    assert "Decided by" not in text


def test_decision_when_the_procedure_has_a_notice_of_its_own_then_prints_it(world):
    write_texts(world, appeal_how="Write to the court.\n\nSend it to us.")
    case = decided(world, outcome="refused")
    text = say(case, "decision", decision=case.newest_decision)
    assert "Write to the court. Send it to us. Tried by" in text


def test_decision_when_variables_are_named_then_lists_them_in_an_annex(world):
    case = world.draft()
    for variable in world.registry.variables.all()[:2]:
        RequestedVariable.objects.create(application=case, registry=world.registry, variable=variable, reason="x")
    world.submit(case)
    for step in ("assign", "send_to_legal_review", "conclude_legal_review", "accept_specification", "grant"):
        getattr(world, step)(case)
    case = world.fresh(case)
    text = say(case, "decision", decision=case.newest_decision)
    assert "2 variables, annex 1" in text
    assert "Annex 1: the variables applied for Patient register INDATUM (INDATUM), HDIA (HDIA)" in text


# --- secrecy ---------------------------------------------------------------------------------------------------------

SECRECY = {
    "secrecy_authority": "The law holds with you.",
    "secrecy_carried_over": "It is carried over.",
    "secrecy_other": "The law does not hold with you.",
    "reservation_intro": "You may use the data under these reservations.",
}


@pytest.mark.parametrize("kind", ["decision", "secrecy_information"])
def test_secrecy_when_the_principal_is_an_authority_then_the_law_holds_there_too(world, kind):
    write_texts(world, **SECRECY)
    case = decided(world)
    text = say(case, kind, decision=case.newest_decision)
    assert "The law holds with you. It is carried over." in text
    assert SECRECY["secrecy_other"] not in text
    assert SECRECY["reservation_intro"] not in text


@pytest.mark.parametrize("kind", ["decision", "secrecy_information"])
def test_secrecy_when_the_principal_is_no_authority_then_reservations_are_numbered(world, kind):
    write_texts(world, **SECRECY)
    case = decided(world, is_authority="no", reservations=["Only the team.", "No other use."])
    context = letters.context_for(kind, case, day=DAY, language="en", decision=case.newest_decision)
    assert "<ol><li>Only the team.</li><li>No other use.</li></ol>" in letters.to_html(kind, "en", context)
    text = say(case, kind, decision=case.newest_decision)
    assert f"{SECRECY['secrecy_other']} {SECRECY['reservation_intro']}" in text
    assert SECRECY["secrecy_authority"] not in text


# --- delivery and invoice --------------------------------------------------------------------------------------------


def test_delivery_note_when_errors_are_mended_for_a_time_then_says_until_when(world):
    write_texts(world, complaint_note="We mend errors.", delivery_note="Bring identification.")
    case = world.case_at("delivery")
    sent = world.deliver(case)
    context = letters.context_for("delivery_note", case, day=DAY, language="en", delivery=sent)
    assert context["receiver"] == ["Umeå universitet", "901 87 Umeå"]
    text = say(case, "delivery_note", delivery=sent)
    for words in (
        "Registered letter, RR123456785SE",
        "One encrypted disk.",
        "Bring identification.",
        "We mend errors.",
    ):
        assert words in text
    assert "tell us of errors by Monday 7 December 2026" in text
    assert "Our decision of 7 September 2026 and the secrecy information" in text


def test_delivery_note_when_there_is_no_time_for_complaints_then_names_none(world):
    world.procedure.complaint_months = None
    world.procedure.save()
    case = world.case_at("delivery")
    text = say(case, "delivery_note", delivery=world.deliver(case))
    assert "If something is wrong" not in text
    assert "errors" not in text


def test_invoice_when_issued_then_names_sum_due_day_reference_and_the_fee_for_another(world):
    case = world.case_at("closed")
    issued = case.invoices.get()
    context = letters.context_for("invoice", case, day=DAY, language="en", invoice=issued)
    assert context["receiver"] == ["Umeå universitet", "Box 1", "901 87 Umeå"]
    assert context["invoice"]["reference"] == "R-17"
    text = say(case, "invoice", invoice=issued)
    for words in (
        "Invoice 2026-00001",
        f"12,500{NBSP}SEK to pay by Wednesday 7 October 2026",
        "Reference 2026-00001",
        f"it costs 625{NBSP}SEK without VAT",
        "202100-0555",
    ):
        assert words in text


# --- the PDF ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def decision_pdf(django_db_setup, django_db_blocker):
    context = {
        "kind": "decision",
        "language": "sv",
        "day": "2026-11-27",
        "number": "00001/2026",
        "title": "Höftfrakturer",
        "authority": {
            "slug": "registry-agency",
            "name": "Registermyndigheten",
            "address": ["Box 1"],
            "email": "a@b.se",
        },
        "receiver": ["Umeå universitet"],
        "decision": {"outcome": "refused", "is_grant": False, "refused": "Patientregistret", "reasons": "Skäl."},
        "appeal": {"weeks": 3},
        "signatures": {},
    }
    return pypdf.PdfReader(io.BytesIO(render_pdf(letters.to_html("decision", "sv", context))))


def test_letter_when_printed_then_is_tagged_with_language_title_and_headings(decision_pdf):
    root = decision_pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "sv"
    assert decision_pdf.metadata.title.endswith("00001/2026")
    assert decision_pdf.metadata.author == "Registermyndigheten"
    tags = set()

    def walk(node):
        node = node.get_object()
        if isinstance(node, dict):
            tags.add(node.get("/S"))
            kids = node.get("/K", [])
            for kid in kids if isinstance(kids, list) else [kids]:
                walk(kid)

    walk(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/P"} <= tags


def test_letter_when_printed_then_is_archivable_with_its_fonts_inside(decision_pdf):
    metadata = decision_pdf.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfaid:part[>=\"]+3", metadata)
    assert re.search(r"pdfaid:conformance[>=\"]+A", metadata)
    fonts = decision_pdf.pages[0]["/Resources"]["/Font"].values()
    assert fonts
    for font in fonts:
        descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)
