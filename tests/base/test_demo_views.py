import pytest
from django.core.mail import EmailMultiAlternatives, get_connection

pytestmark = [pytest.mark.urls("tests.base.urls"), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def demonstration(settings, tmp_path):
    settings.DEMO = True
    settings.MAIL_DIR = tmp_path


@pytest.fixture
def name(tmp_path):
    message = EmailMultiAlternatives(
        "Case <1>", "See https://portal.example/x/", "from@example.org", ["to@example.org"]
    )
    message.attach_alternative("<p class='x'>Hej</p><script>alert(1)</script>", "text/html")
    message.attach("beslut å.pdf", b"%PDF-1.7", "application/pdf")
    get_connection("portal.base.mailfolder.FolderBackend").send_messages([message])
    return next(tmp_path.glob("*.eml")).name


def addresses(name):
    own = f"/demo/mail/{name}/"
    return ["/demo/mail/", own, f"{own}html/", f"{own}attachments/1/"]


def test_demo_mail_when_listed_then_a_link_to_each(client, name):
    html = client.get("/demo/mail/").content.decode()
    assert f'<a href="/demo/mail/{name}/">Case &lt;1&gt;</a>' in html


def test_demo_mail_when_nothing_was_sent_then_it_says_what_will_be_here(client):
    assert "No mail yet" in client.get("/demo/mail/").content.decode()


def test_demo_mail_when_read_then_head_text_frame_and_attachment(client, name):
    html = client.get(f"/demo/mail/{name}/").content.decode()
    assert "to@example.org" in html
    assert '<a href="https://portal.example/x/"' in html
    assert f'src="/demo/mail/{name}/html/" sandbox="' in html
    assert f'href="/demo/mail/{name}/attachments/1/"' in html
    assert "alert(1)" not in html


def test_demo_mail_when_its_html_is_shown_then_under_a_policy_of_its_own(client, name):
    response = client.get(f"/demo/mail/{name}/html/")
    policy = response["Content-Security-Policy"]
    assert "<p class='x'>Hej</p>" in response.content.decode()
    assert "default-src 'none'" in policy
    assert "script-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy


def test_demo_mail_when_an_attachment_is_asked_for_then_downloaded(client, name):
    response = client.get(f"/demo/mail/{name}/attachments/1/")
    assert response.content == b"%PDF-1.7"
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert response["Content-Type"] == "application/pdf"


def test_demo_mail_when_it_is_no_demonstration_then_404(client, name, settings):
    settings.DEMO = False
    assert {client.get(address).status_code for address in addresses(name)} == {404}


@pytest.mark.parametrize("wrong", ["x.eml", "..%2Fsecret.eml"])
def test_demo_mail_when_there_is_none_of_that_name_then_404(client, wrong):
    assert [client.get(address).status_code for address in addresses(wrong)[1:]] == [404, 404, 404]


def test_demo_mail_when_the_attachment_is_not_there_then_404(client, name):
    assert client.get(f"/demo/mail/{name}/attachments/2/").status_code == 404
