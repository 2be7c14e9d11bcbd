from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from portal.base.context import language_names, portal


def drawn(source, language="en", **context):
    with translation.override(language), timezone.override("Europe/Stockholm"):
        drawn = Template("{% load portal_tags %}" + source).render(Context(context))
    return drawn.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("en", "Friday 11 December 2026", "11 Dec 2026"),
        ("sv", "fredag 11 december 2026", "11 dec 2026"),
        ("nb", "fredag 11. desember 2026", "11. des 2026"),
    ],
)
def test_dates_when_written_in_a_language_then_as_it_writes_them(language, long, short):
    day = date(2026, 12, 11)
    assert drawn("{{ day|longdate }}", language, day=day) == long
    assert drawn("{{ day|shortdate }}", language, day=day) == short


def test_dates_when_given_a_moment_then_the_day_where_the_reader_is():
    assert drawn("{{ at|shortdate }}", at=datetime(2026, 12, 11, 23, 30, tzinfo=UTC)) == "12 Dec 2026"
    assert drawn("{{ at|shortdate }}", at=datetime(2026, 12, 11, 23, 30)) == "11 Dec 2026"


def test_filters_when_there_is_nothing_then_nothing_is_written():
    source = "{{ x|longdate }}{{ x|shortdate }}{{ x|money:'SEK' }}{{ x|filesize_si }}{{ x|text }}"
    assert drawn(source, x=None) == ""


def test_text_when_language_is_missing_then_the_fallback_given():
    source = "{{ name|text:'sv' }}"
    assert drawn(source, "nb", name={"sv": "Dödsorsaker", "en": "Causes of death"}) == "Dödsorsaker"


def test_money_when_written_then_in_the_readers_language():
    assert drawn("{{ x|money:'SEK' }}", "sv", x=Decimal("10312.5")) == "10 312,50 SEK"


@pytest.mark.parametrize(
    ("size", "language", "expected"),
    [
        (0, "en", "0 B"),
        (999, "en", "999 B"),
        (84_200, "en", "84 kB"),
        (999_600, "en", "1.0 MB"),
        (1_240_000, "sv", "1,2 MB"),
        (20 * 2**20, "en", "21 MB"),
        (3 * 10**15, "en", "3000 TB"),
    ],
)
def test_filesize_si_when_written_then_by_thousands(size, language, expected):
    assert drawn("{{ size|filesize_si }}", language, size=size) == expected


def test_language_names_when_listed_then_each_in_its_own_words():
    assert language_names() == (("sv", "Svenska"), ("nb", "Norsk"), ("en", "English"))


def test_portal_when_a_page_is_drawn_then_one_language_is_current(rf, django_assert_num_queries):
    with translation.override("nb"):
        context = portal(rf.get("/"))
    assert [language["code"] for language in context["languages"] if language["current"]] == ["nb"]
    assert context["PORTAL_NAME"]
