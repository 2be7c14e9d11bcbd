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
from applications.letters.annex import disclosed_variables
from applications.models import Attachment, DecisionRow, DelayNotice, Demand, Document, RequestedVariable
from portal.base.pdf import render_pdf
from registries.models import Authority, Registry, Variable
from tests.applications.reading_letters import DAY, NBSP, decided, say, write_texts
from tests.factories.world import MONDAY

LANGUAGES = [code for code, _name in django_settings.LANGUAGES]


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
    # An agreement takes the place of secrecy information, and nothing was delayed.
    assert len(after) == len(Document.Kind.values) - 3
    assert after == before


def test_letters_when_rendered_then_nothing_is_looked_up_but_the_authoritys_own_template(
    world, django_assert_num_queries
):
    documents = list(world.case_at("closed").documents.all())
    with django_assert_num_queries(len(documents)) as asked:
        for document in documents:
            letters.to_html(document.kind, document.language, document.context)
    assert all('FROM "registries_lettertemplate"' in query["sql"] for query in asked)


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_when_written_in_a_language_then_are_marked_with_it(world, language):
    case = world.case_at("closed")
    subjects = {
        "order_copy": {"submission": case.newest_submission},
        "specification": {"specification": case.newest_specification},
        "decision": {"decision": case.newest_decision},
        "secrecy_information": {"decision": case.newest_decision},
        "agreement": {"decision": case.newest_decision},
        "delivery_note": {"delivery": case.deliveries.get()},
        "invoice": {"invoice": case.invoices.get()},
        "delay_notice": {"notice": DelayNotice(application=case, reason="Many cases.", expected_on=DAY)},
        "demand_refusal": {"demand": Demand(application=case, demanded_at=MONDAY, reasons="It is large.")},
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
    with django_db_blocker.unblock():
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


def test_annex_when_a_variable_is_refused_then_leaves_it_out_and_counts_without_it(world):
    case = world.case_at("submitted")
    content = {"variables": [{"registry": "patients", "name": name, "label": {}} for name in ("INDATUM", "FODDAT")]}
    case.newest_submission.content = content
    rows = [
        DecisionRow(registry=world.registry, granted=True),
        DecisionRow(registry=world.registry, granted=False, scope="FODDAT (full date)"),
    ]
    assert [row["name"] for row in disclosed_variables(case, rows, "patients")] == ["INDATUM"]


def test_letter_when_a_word_is_very_long_then_it_can_be_broken_and_stays_on_the_page(world):
    case = world.case_at("closed")
    document = case.documents.get(kind="decision")
    long, entity = "x" * 130, "&" * 41
    document.context["decision"]["reasons"] = f"Short words, {long}, {entity} and https://example.org/short."
    html = letters.to_html(document.kind, document.language, document.context)
    assert long not in html and long in html.replace("<wbr>", "")
    assert "&amp;" * 20 + "<wbr>" in html and "https://example.org/short" in html
    assert letters._breakable(html).count("<wbr>") == html.count("<wbr>")
    page = pypdf.PdfReader(io.BytesIO(render_pdf(html))).pages[0]
    ends = []
    page.extract_text(visitor_text=lambda text, cm, tm, font, size: ends.append((text, tm[4] * cm[0] + cm[4])))
    assert max(len(text.strip().replace(chr(0x200B), "")) for text, _left in ends) < 120
