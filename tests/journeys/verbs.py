"""What people do on every journey: sign in, fill in a form, open a case at the desk, take a step, confirm."""

from applications.completeness import read_whole
from applications.models import Application
from registries.kinds import kind_of
from registries.models import Authority, Membership
from registries.schema import Question
from tests.factories.people import PASSWORD, UserFactory
from tests.journeys import papers


def make_staff(authority: Authority, names: dict[str, str], language: str) -> None:
    """One person for each role at an authority, as <role>@example.org."""
    for role, name in names.items():
        person = UserFactory(name=name, email=f"{role}@example.org", language=language)
        Membership.objects.create(user=person, authority=authority, role=role)


def sign_in(window, email, language="sv"):
    """Open a window of somebody's own and sign in there."""
    opened = window(language)
    opened.open("/account/login/")
    opened.fill(login=email, password=PASSWORD)
    opened.page.locator("main form button[type=submit], main form button.btn-main").first.click()
    return opened


def go_on(person):
    """Save the section and go on, whatever the button is called in the reader's language."""
    button = person.page.locator("button.btn-main[form=section-form][value=next]")
    with person.page.expect_navigation():
        button.press("Enter")  # by key: what is drawn above it meanwhile moves it away from under a pointer


def upload(person, rule, path):
    """Enclose a file under an attachment rule, and wait until it is there."""
    form = person.page.locator(f"form[action*='/attachments/add/{rule}/']")
    form.locator("input[type=file]").set_input_files(path)
    form.locator("button").click()


def confirm(window):
    """Say yes in the dialogue that asks once."""
    window.page.locator("dialog[open] button.btn-main, dialog[open] button.btn-trouble").first.click()


def open_case(person, case, tab=""):
    """Open a case at the desk."""
    person.open(f"/desk/cases/{case.public_id}/{tab}")


def step(person, case, label):
    """Take one of the next steps in the column at the right."""
    open_case(person, case)
    person.page.locator(".next").get_by_text(label, exact=True).first.click()


def take_next_step(person, case):
    """Press the first of the next steps that is made at once, whatever it is called."""
    open_case(person, case)
    with person.page.expect_navigation():
        person.page.locator(".next form button").first.click()


def press_in(person, section):
    """Press the button of a section, by the id of its heading."""
    person.page.locator(f"section[aria-labelledby={section}] form button").first.click()


def tick_checklist(person, case):
    """Every row of the checklist is in order."""
    open_case(person, case, "checklist/")
    for answer in person.page.locator("input[type=radio][value=yes]:visible").all():
        answer.check()
    person.page.locator("main form button.btn-main").first.click()


def type_form(person, case: Application, answers: dict, *, looked_at=()) -> None:
    """Type `answers` ({question key: value}) into the form, section by section; `looked_at` are pages to look at."""
    for section in case.form_version.sections:
        person.open(f"/applications/{case.public_id}/form/{section.key}/")
        whole = read_whole(case, answers)
        for question in whole.visible_questions(section):
            if question.key in answers:
                type_answer(person, question, answers[question.key])
        if section.key in looked_at:
            person.looks_right(f"form-{section.key}")
        go_on(person)


def type_answer(person, question: Question, value) -> None:
    """Type one answer: every control that its kind has, by name."""
    for name, typed in kind_of(question).spread(question, value).items():
        for one in typed if isinstance(typed, list) else [typed]:
            if one:
                write(person, name, str(one))


def write(person, name: str, value: str) -> None:
    """Fill in, tick or choose the control of this name, once it is there."""
    control = person.page.locator(f"[name='{name}']:visible").first
    control.wait_for()
    kind = control.evaluate("control => control.tagName === 'INPUT' ? control.type : control.tagName.toLowerCase()")
    if value == "True":
        control.check()
    elif kind in ("radio", "checkbox"):
        person.page.locator(f"input[name='{name}'][value='{value}']").check()
    elif kind == "select":
        control.select_option(value)
    else:
        control.fill(value)


def choose_variables(person, case: Application, names: list[str], reason: str, level: str = "") -> None:
    """Tick variables in the list of the section that is open, add them, and say why each is needed."""
    from_list = person.page.locator("input[name=add]")
    for name in names:
        label = person.page.locator("details.pick label", has=person.page.get_by_text(name, exact=True))
        for details in person.page.locator("details.pick:not([open]) summary").all():
            details.click()
        label.first.click()
    assert from_list.count()
    person.page.locator("button[form=section-form][value=add]").click()
    for row in person.page.locator("textarea[name^=reason_]").all():
        row.fill(reason)
    for row in person.page.locator("[name^=level_]").all():
        row.fill(level)


def enclose_all(person, case: Application, folder) -> None:
    """Enclose a paper under every attachment rule that the answers call for; the page with the files is open."""
    whole = read_whole(case)
    for rule in whole.rules:
        if whole.is_required(rule) and not whole.enclosed(rule.key):
            upload(person, rule.key, papers.pdf(folder, rule.key))
            person.page.get_by_role("link", name=f"{rule.key}.pdf").wait_for()


def send_application(person, case: Application) -> Application:
    """Read through and send. Gives the case as it stands then."""
    person.open(f"/applications/{case.public_id}/review/")
    person.looks_right("review")
    person.page.locator("main form[data-confirm] button.btn-main").first.click()
    confirm(person)
    person.page.wait_for_url(f"**/applications/{case.public_id}/**")
    return Application.objects.get(pk=case.pk)
