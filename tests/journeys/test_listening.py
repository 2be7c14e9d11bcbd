"""The windows of the journeys hear what they are there to hear: else their silence would say nothing."""

import pytest

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        ("location.href = 'https://elsewhere.example/a'", "asked for https://elsewhere.example/a"),
        ("new Image().src = 'https://elsewhere.example/a.png'", "Content Security Policy"),
        ("fetch('https://elsewhere.example/').catch(() => 0)", "Content Security Policy"),
        ("document.body.setAttribute('style', 'color: red')", "Content Security Policy"),
        ("document.body.append(Object.assign(document.createElement('script'), {text: 'x()'}))", "Content Security"),
        ("console.error('Broken')", "said: Broken"),
        ("setTimeout(() => { throw new Error('It broke') })", "It broke"),
    ],
)
def test_window_when_a_page_does_what_none_may_then_hears_it(window, deed, words):
    listener = window()
    listener.open("/")
    assert listener.odd == []
    listener.page.evaluate(f"() => {{ {deed} }}")
    for _ in range(100):  # what the browser reports comes when it comes
        if not listener.odd:
            listener.page.wait_for_timeout(100)
    assert any(words in odd for odd in listener.odd), listener.odd
    listener.odd.clear()


def test_window_when_a_page_keeps_to_the_portal_then_hears_nothing(window):
    listener = window()
    for path in ("/", "/registries/", "/account/login/", "/account/signup/", "/privacy/", "/no/such/page/"):
        listener.open(path)
    listener.page.wait_for_timeout(100)
    assert listener.odd == []
