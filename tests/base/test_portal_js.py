"""What portal.js adds, in a real browser; and that the pages work without it."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.journey, pytest.mark.urls("tests.base.urls"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def browser(chromium):
    yield chromium
    for context in chromium.contexts:
        context.close()


@pytest.fixture
def page(browser, live_server):
    page = browser.new_page()
    page.goto(f"{live_server.url}/workbench/")
    return page


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "plan.pdf"
    path.write_bytes(b"%PDF-1.7\n" * 1000)
    return path


def send(page: Page, path=None):
    if path:
        page.get_by_label("Plan").set_input_files(path)
    page.get_by_role("button", name="Send the file").click()


def test_upload_when_the_file_arrives_then_the_next_page_with_its_message(page, plan):
    send(page, plan)
    expect(page.get_by_text("The file has arrived.")).to_be_visible()
    expect(page).to_have_url(re.compile("/privacy/$"))
    expect(page).to_have_title(re.compile("Privacy"))


def test_upload_when_the_form_is_wrong_then_the_summary_takes_the_focus(page):
    send(page)
    summary = page.locator("[data-summary]")
    expect(summary).to_be_focused()
    page.get_by_label("Typed").fill("must stay")
    summary.get_by_role("link").click()
    expect(page.get_by_label("Plan")).to_be_focused()
    expect(page.get_by_label("Typed")).to_have_value("must stay")


def test_upload_when_going_back_afterwards_then_the_page_before(page, plan):
    send(page, plan)
    expect(page).to_have_url(re.compile("/privacy/$"))
    page.go_back()
    expect(page.get_by_role("heading", name="Workbench")).to_be_visible()


def test_upload_when_the_server_breaks_then_told_and_open_for_another_try(page, plan):
    broken = plan.rename(plan.with_name("broken.pdf"))
    send(page, broken)
    expect(page.get_by_text("The file did not arrive.")).to_be_visible()
    expect(page.get_by_role("button", name="Send the file")).to_be_enabled()


def test_upload_when_there_is_no_script_then_a_plain_form(browser, live_server, plan):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/workbench/")
    expect(page.get_by_role("button", name="Copy link")).to_be_hidden()
    send(page, plan)
    expect(page.get_by_text("The file has arrived.")).to_be_visible()


def test_saving_when_it_works_then_the_time_and_when_it_fails_a_warning_before_leaving(page, live_server):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("Typed").fill("good")
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"✓ Saved \d\d:\d\d"))
    page.goto(f"{live_server.url}/workbench/")
    assert asked == []
    page.get_by_label("Typed").fill("bad")
    expect(page.locator("[data-saved]")).to_contain_text("Not saved")
    page.goto(f"{live_server.url}/privacy/")
    assert asked == ["beforeunload"]
    page.goto(f"{live_server.url}/workbench/")
    page.get_by_label("Typed").fill("bad")
    expect(page.locator("[data-saved]")).to_contain_text("Not saved")
    page.get_by_role("button", name="Go on").click()
    expect(page).to_have_url(re.compile("/privacy/"))
    assert asked == ["beforeunload"], "What is sent is not left behind."


def test_confirm_when_cancelled_then_nothing_and_when_confirmed_then_sent_with_its_button(page):
    withdraw = page.get_by_role("button", name="Withdraw")
    withdraw.click()
    dialog = page.get_by_role("dialog", name="Withdraw the application?")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(withdraw).to_be_focused()
    withdraw.click()
    dialog.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("12/2026 is withdrawn.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_frame_when_looked_at_then_axe_finds_nothing_and_nothing_overflows(browser, live_server, scheme, width):
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    for address in ("/workbench/", "/accessibility/", "/contact/", "/nothing/", "/suspicious/"):
        page.goto(live_server.url + address)
        if address == "/workbench/":
            send(page)
            expect(page.locator("[data-summary]")).to_be_visible()
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
