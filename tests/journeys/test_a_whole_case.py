"""Begin here: one case, from registering as a new researcher to the invoice, as everybody in it does it in a browser.

The researcher writes in English, the authority works in Swedish and its letters are Swedish. Every page is checked with
axe at two widths; the mails and the PDFs on the way are read.
"""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from applications.events import broken_links
from applications.models import Application, Document
from portal.accounts.models import User
from registries.models import Authority
from tests.factories.people import PASSWORD
from tests.journeys import papers
from tests.journeys.verbs import (
    confirm,
    go_on,
    make_staff,
    open_case,
    press_in,
    sign_in,
    step,
    take_next_step,
    tick_checklist,
    upload,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

STAFF = {
    "coordinator": "Karin Ekström",
    "case_officer": "Oskar Nyberg",
    "lawyer": "Jonas Hedlund",
    "decision_maker": "Elisabet Wallin",
    "data_manager": "Samir Haddad",
    "finance_officer": "Lena Björk",
}
RESEARCHER = "nina.new@example.org"
TITLE = "Hip fractures and vitamin D in Västerbotten 2005–2024"
PRINCIPAL = {
    "principal__name": "Umeå universitet",
    "principal__number": "202100-2875",  # its check digit is wrong: that is mended on the way
    "representative__name": "Sara Holm",
    "representative__title": "director",
    "representative__email": "sara.holm@example.org",
    "representative__telephone": "090-1",
    "representative_address__street": "Universitetsledningens kansli",
    "representative_address__postcode": "901 87",
    "representative_address__city": "Umeå",
}
TEAM = {
    f"{who}__{part}": value
    for who in ("principal_investigator", "contact_person")
    for part, value in {
        "name": "Nina New",
        "title": "docent",
        "email": RESEARCHER,
        "telephone": "090-2",
    }.items()
} | {"data_access": "Nina New, one statistician, two doctoral students."}
PURPOSE = {
    "research_question": "Does vitamin D lower the risk of a hip fracture?",
    "purpose": "Better prevention for people over fifty.",
}
APPROVALS = {"ethics_number": "2025-01234-01", "ethics_date": "2025-05-18"}
POPULATION = {
    "population_description": "Everybody aged 50 or over with a hip fracture.",
    "extract_period__from": "2005-01-01",
    "extract_period__to": "2024-12-31",
}
INVOICING = {
    "invoicing_organisation__name": "Umeå universitet",
    "invoicing_organisation__number": "202100-2874",
    "invoicing_address__street": "Fakturaenheten",
    "invoicing_address__postcode": "901 87",
    "invoicing_address__city": "Umeå",
    "invoicing_address__reference": "ZZ4711",
}
VARIABLES = [
    ["registry", "variable", "reason"],
    ["dodsorsaksregistret", "ULORSAK", "The outcome."],
    ["dodsorsaksregistret", "DODSDAT", "The time of the outcome."],
    ["dodsorsaksregistret", "KON", "Sex as a covariate."],
]
FAULTY = [*VARIABLES[:2], ["dodsorsaksregistret", "NOSUCH", "?"], VARIABLES[1]]


@pytest.fixture
def staff(db):
    """The authority as its catalogue says, with one person a role."""
    call_command("load_catalogue", verbosity=0)
    authority = Authority.objects.get(slug="socialstyrelsen")
    make_staff(authority, STAFF, "sv")
    return authority


def register(window, letters):
    """A new researcher makes an account and confirms the address by the link in the mail."""
    nina = window("en")
    nina.open("/")
    nina.looks_right("start")
    nina.open("/account/signup/")
    nina.fill(name="Nina New", email=RESEARCHER, password1=PASSWORD)
    nina.looks_right("register")
    nina.press("Register")
    nina.looks_right("mail-is-on-its-way")
    mail = letters(RESEARCHER)
    nina.open(
        re.search(r"https?://\S+/account/confirm-email/\S+", mail.body)[0].replace("http://testserver", nina.base)
    )
    nina.page.locator("main form button").first.click()
    return nina


def begin(nina, authority):
    """Read what applies, and begin."""
    nina.open(f"/authorities/{authority.slug}/")
    nina.looks_right("authority")
    nina.open(f"/authorities/{authority.slug}/apply/")
    nina.looks_right("begin")
    nina.press("Begin the application")
    nina.sees("Write a title")
    nina.fill(title=TITLE)
    nina.press("Begin the application")


def write_principal(nina):
    """A wrong organisation number is said where it stands, and kept."""
    nina.choose(principal_is_authority="yes")
    nina.fill(**PRINCIPAL)
    go_on(nina)
    expect(nina.page.locator("[name=principal__number]")).to_have_value("202100-2875")
    expect(nina.page.locator("[data-summary]")).to_be_focused()
    nina.looks_right("principal-to-mend")
    nina.fill(principal__number="202100-2874")
    go_on(nina)


def write_study(nina):
    """Team, purpose, approvals; an impossible ICD code and a period that ends before it starts are mended."""
    nina.fill(**TEAM)
    go_on(nina)
    nina.fill(**PURPOSE)
    go_on(nina)
    nina.choose(ethics_authority="epm", ethics_amended="no", ethics_covers_deceased="yes", consent_based="no")
    nina.fill(**APPROVALS)
    nina.looks_right("approvals")
    go_on(nina)
    nina.fill(**POPULATION)
    nina.choose(population_by_diagnosis="yes", controls="no")
    nina.page.locator("[name=population_codes__codes]").wait_for()
    nina.choose(population_codes__classification="ICD-10-SE", diagnosis_position="any")
    nina.fill(population_codes__codes="S72.0, Q00.77X", extract_period__to="2004-12-31")
    go_on(nina)
    nina.looks_right("population-to-mend")
    nina.fill(population_codes__codes="S72.0-S72.2", extract_period__to="2024-12-31")
    go_on(nina)


def read_file(nina):
    """Press the button beside the chosen file."""
    nina.page.locator("form:has(#variables_file) button").click()


def write_variables(nina, folder):
    """The variable list from a workbook, first with faults in it: the good rows are kept, the others are named."""
    nina.page.locator("input[name=registries][value=dodsorsaksregistret]").check()
    nina.page.locator("#variables_file").wait_for()
    nina.page.locator("#variables_file").set_input_files(papers.workbook(folder, "faulty", FAULTY))
    read_file(nina)
    nina.sees("NOSUCH")
    nina.looks_right("variables-with-faults")
    nina.press("Take over 1 row")
    nina.page.locator("#variables_file").set_input_files(papers.workbook(folder, "variables", VARIABLES))
    read_file(nina)
    nina.press("Take over 2 rows")
    nina.looks_right("variables")
    for field in nina.page.locator("textarea[name^=identifying_]").all():
        field.fill("To link the death to the fracture.")
    go_on(nina)


def write_rest(nina, folder):
    """Linkage, files, invoicing, conditions. A program that calls itself a PDF is refused where it happened."""
    nina.choose(linkage="no", own_data_file="no", personal_numbers="no")
    go_on(nina)
    upload(nina, "ethics_application", papers.program(folder))
    nina.page.locator(".file.field-error").first.wait_for()
    nina.looks_right("a-program-is-refused")
    upload(nina, "ethics_application", papers.pdf(folder, "ethics_application"))
    nina.page.get_by_role("link", name="ethics_application.pdf").wait_for()
    go_on(nina)
    nina.fill(**INVOICING)
    nina.page.locator("[name=invoicing_checked]").check()
    go_on(nina)
    for statement in nina.page.locator("main input[type=checkbox]").all():
        statement.check()
    nina.looks_right("conditions")
    go_on(nina)


def mend_what_is_missing(nina, folder):
    """The review page says what is missing, and leads to the place."""
    nina.sees("One thing is missing before you can send")
    nina.looks_right("what-is-missing")
    nina.page.locator("ul.missing ul a").first.click()
    upload(nina, "ethics_approval", papers.pdf(folder, "ethics_approval"))
    nina.page.get_by_role("link", name="ethics_approval.pdf").wait_for()


def send(nina, letters, case):
    """Everything is there: send it, and get the confirmation with number and copy (T1)."""
    nina.open(f"/applications/{case.public_id}/review/")
    nina.looks_right("review")
    nina.press("Send the application")
    confirm(nina)
    nina.sees("sent")
    mail = letters(RESEARCHER, "4.2.3-00001")
    _name, content, kind = mail.attachments[0]
    assert kind == "application/pdf"
    assert mail.body.startswith("Hello Nina New")
    words = papers.words_of(content)
    assert TITLE in words
    assert "ULORSAK" in words
    nina.open(f"/applications/{case.public_id}/")
    nina.looks_right("case-sent")


def assign(staff_of, case):
    """The coordinator sees the new case and gives it to an officer (S15)."""
    karin = staff_of("coordinator")
    karin.open("/desk/?view=unassigned")
    karin.sees(TITLE)
    karin.looks_right("desk-unassigned")
    open_case(karin, case)
    karin.looks_right("desk-case")
    step(karin, case, "Fördela ärendet")
    karin.pick("officer", STAFF["case_officer"])
    karin.looks_right("assign")
    karin.page.locator("main form button.btn-main").first.click()
    karin.sees(STAFF["case_officer"])


def ask(oskar, letters, case):
    """The officer checks, writes a note that stays inside, and asks the applicant to mend a section (S15)."""
    assert letters("case_officer@example.org", "4.2.3-00001").body.startswith("Hej Oskar")
    open_case(oskar, case, "checklist/")
    for answer in oskar.page.locator("input[type=radio][value=yes]:visible").all():
        answer.check()
    oskar.looks_right("checklist")
    oskar.page.locator("main form button.btn-main").first.click()
    open_case(oskar, case, "dialogue/")
    oskar.page.locator("section[aria-labelledby=notes] textarea").fill("Ring registerhållaren först.")
    press_in(oskar, "notes")
    ask = oskar.page.locator("section[aria-labelledby=ask]")
    ask.locator("[name=sections][value=purpose]").check()
    ask.locator("textarea").fill("Beskriv syftet utförligare.")
    press_in(oskar, "ask")
    oskar.looks_right("dialogue")


def complete(nina, letters, case):
    """The applicant is told, mends the section that is named, and sends the completion (S15, T2)."""
    assert "4.2.3-00001" in letters(RESEARCHER, "4.2.3-00001").subject
    nina.open(f"/applications/{case.public_id}/")
    nina.sees("Beskriv syftet utförligare.")
    assert "Ring registerhållaren" not in nina.page.content()
    nina.looks_right("asked-to-complete")
    nina.open(f"/applications/{case.public_id}/form/purpose/")
    nina.fill(purpose="Better prevention for people over fifty, and fewer fractures in care homes.")
    go_on(nina)
    nina.press("Send the completion")
    nina.sees("Case officer")


def judge_again(oskar, case):
    """What the completion changed is open again: the officer sees the change, and judges it anew (S15)."""
    open_case(oskar, case, "checklist/")
    oskar.sees("öppnad igen")
    oskar.looks_right("checklist-again")
    tick_checklist(oskar, case)


def hold_meeting(staff_of, oskar, case):
    """Legal review: a meeting with the deciding manager and the lawyer is recorded (S16, T4)."""
    take_next_step(oskar, case)
    jonas = staff_of("lawyer")
    open_case(jonas, case, "legal/")
    jonas.pick("decision_maker", STAFF["decision_maker"])
    jonas.pick("lawyer", STAFF["lawyer"])
    jonas.fill(assessment="Uttaget ryms inom etikgodkännandet.")
    jonas.choose(outcome="proceed")
    jonas.looks_right("legal-meeting")
    press_in(jonas, "record")
    take_next_step(jonas, case)


def specify(oskar, case, hours):
    """The officer writes a specification with hours; the price comes from the fee schedule (S17, T5)."""
    open_case(oskar, case, "specification/")
    oskar.fill(content="Uppgifter om dödsorsak, dödsdatum och kön, 2005–2024, med löpnummer.", extraction=hours)
    press_in(oskar, "write")
    oskar.looks_right("specification")
    press_in(oskar, "send")


def agree(nina, letters, case, oskar):
    """The applicant declines the first price with a reason and accepts the second."""
    letters(RESEARCHER, "4.2.3-00001")
    nina.open(f"/applications/{case.public_id}/")
    nina.sees("41,250 SEK")
    nina.looks_right("price-to-accept")
    nina.page.locator("details:has([name=because]) summary").click()
    nina.fill(because="Fewer hours should do.")
    nina.press("Decline it")
    specify(oskar, case, "20")
    nina.open(f"/applications/{case.public_id}/")
    nina.press("Accept it and its price")
    confirm(nina)
    nina.sees("accepted")


def decide(staff_of, oskar, case):
    """The officer drafts, the decision maker reads the letter as it will be sent, and decides (S18, T5)."""
    open_case(oskar, case, "decision/")
    oskar.choose(outcome="granted")
    oskar.fill(reasons="Det står klart att uppgifterna kan lämnas ut utan att någon lider men.")
    oskar.looks_right("decision-draft")
    oskar.page.locator("section[aria-labelledby=write] button.btn-main").click()
    elisabet = staff_of("decision_maker")
    open_case(elisabet, case, "decision/")
    elisabet.looks_right("decision-to-take")
    preview = elisabet.page.request.get(f"{elisabet.base}/desk/cases/{case.public_id}/decision/preview/decision/")
    elisabet.page.locator("form[data-confirm] button.btn-main").click()
    confirm(elisabet)
    elisabet.page.get_by_role("heading", name="Bifall").wait_for()
    return papers.words_of(preview.body())


def read_decision(window, nina, letters, case, preview):
    """The decision reaches the representative without an account, and the applicant; it is the previewed letter."""
    mail = letters("sara.holm@example.org")
    assert TITLE not in mail.subject + mail.body
    sara = window("sv")
    sara.open(re.search(r"https?://[^/]+(/r/\S+)", mail.body)[1])
    sara.looks_right("representative")
    link = sara.page.locator("a[href*='/r/']").first.get_attribute("href")
    words = papers.words_of(sara.page.request.get(sara.base + link).body())
    presented = "Föredragande har varit Oskar Nyberg"
    assert words.partition(presented)[0].rpartition("Beslutet har fattats")[0] in preview
    assert "Förslag" in preview
    assert STAFF["decision_maker"] in words
    assert "kammarrätten" in words
    assert "4.2.3-00001" in words
    nina.open(f"/applications/{case.public_id}/")
    nina.looks_right("decided")


def deliver(staff_of, nina, letters, case):
    """The data manager writes time and sends a registered letter; the window to complain is open (T8, T9)."""
    samir = staff_of("data_manager")
    open_case(samir, case, "time/")
    samir.fill(hours="17,5")
    samir.choose(work="extraction")
    press_in(samir, "write")
    samir.looks_right("time")
    open_case(samir, case, "delivery/")
    samir.choose(method="registered_letter")
    samir.fill(receiver="Umeå universitet, Nina New", contents="Ett krypterat minne.", tracking_number="RR123456785SE")
    samir.looks_right("delivery")
    press_in(samir, "record")
    step(samir, case, "Slutför leveransen")
    confirm(samir)
    samir.page.locator("main").wait_for()
    letters(RESEARCHER, "4.2.3-00001")
    nina.open(f"/applications/{case.public_id}/")
    nina.sees("RR123456785SE")
    nina.looks_right("delivered")


def charge(staff_of, case):
    """The finance officer prepares the invoice from the time written and sends it (S24, T10)."""
    lena = staff_of("finance_officer")
    open_case(lena, case, "invoice/")
    lena.looks_right("invoice-to-write")
    press_in(lena, "prepare")
    lena.looks_right("invoice")
    lena.page.locator("form[data-confirm] button").first.click()
    confirm(lena)
    lena.page.get_by_text("2026-00001").first.wait_for()


def read_invoice(nina, letters, case):
    """The invoice adds up: base fee and 17.5 hours, VAT on top."""
    letters(RESEARCHER, "4.2.3-00001")
    nina.open(f"/applications/{case.public_id}/")
    nina.looks_right("closed")
    invoice = case.documents.get(kind="invoice")
    with invoice.file.open("rb") as file:
        words = papers.words_of(file.read())
    assert "31 875" in words
    assert "39 843,75" in words
    assert "202100-2874" in words


def test_case_when_taken_along_by_everybody_then_goes_from_a_new_account_to_the_invoice(
    staff, window, letters, tmp_path
):
    def staff_of(role):
        return sign_in(window, f"{role}@example.org")

    nina = register(window, letters)
    begin(nina, staff)
    case = Application.objects.get()
    write_principal(nina)
    write_study(nina)
    write_variables(nina, tmp_path)
    write_rest(nina, tmp_path)
    mend_what_is_missing(nina, tmp_path)
    send(nina, letters, case)

    assign(staff_of, case)
    oskar = staff_of("case_officer")
    ask(oskar, letters, case)
    complete(nina, letters, case)
    judge_again(oskar, case)
    hold_meeting(staff_of, oskar, case)
    specify(oskar, case, "25")
    agree(nina, letters, case, oskar)
    preview = decide(staff_of, oskar, case)
    read_decision(window, nina, letters, case, preview)
    deliver(staff_of, nina, letters, case)
    charge(staff_of, case)
    read_invoice(nina, letters, case)

    case = Application.objects.get()
    assert case.stage == "closed"
    assert broken_links(case) == []
    assert set(case.documents.values_list("kind", flat=True)) == set(Document.Kind.values) - {
        "agreement",
        "delay_notice",
        "demand_refusal",
    }
    assert User.objects.get(email=RESEARCHER).language == "en"
