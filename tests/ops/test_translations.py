"""Every sentence of the frame is there in Swedish and in Norwegian, with its placeholders."""

import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

PARTS = ("portal", "registries", "applications", "reviews", "templates", "locale", "manage.py")


@pytest.fixture(scope="module")
def gathered(tmp_path_factory) -> Path:
    """A copy of the sources, into whose catalogues every sentence has just been gathered."""
    copy = tmp_path_factory.mktemp("sources")
    for part in PARTS:
        source = settings.BASE_DIR / part
        (shutil.copytree if source.is_dir() else shutil.copy)(source, copy / part)
    command = [sys.executable, "manage.py", "makemessages", "-l", "sv", "-l", "nb", "--no-location", "--no-obsolete"]
    environment = os.environ | {"TESTING": "1", "VAR_DIR": str(copy / "var")}
    subprocess.run(command, cwd=copy, env=environment, check=True, capture_output=True)
    return copy


MONTHS = {
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "en": "January February March April May June July August September October November December",
}


@pytest.mark.parametrize("language", MONTHS)
def test_months_when_written_in_a_date_then_are_the_months_of_the_language(language):
    with translation.override(language):
        written = [date_format(date(2026, month, 5), "j F Y") for month in range(1, 13)]
    assert [words.lower() for words in written] == [f"5 {month} 2026".lower() for month in MONTHS[language].split()]


@pytest.mark.parametrize("language", ["sv", "nb"])
def test_sentences_when_gathered_from_the_sources_then_are_all_translated(gathered, language):
    catalogue = gathered / "locale" / language / "LC_MESSAGES" / "django.po"
    command = ["msgfmt", "--check-format", "--statistics", "-o", os.devnull, str(catalogue)]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"LC_ALL": "C"}, check=False)
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"\d+ translated messages\.", done.stderr.strip()), done.stderr


def test_sentences_when_written_in_the_sources_then_stand_in_no_string_with_braces():
    """Older versions of xgettext do not look into f-strings: such a sentence would never be translated."""
    inside = re.compile(r"""f(["'])(?:(?!\1).)*\{(?:_|n?gettext|p?gettext)\(""")
    sources = [path for part in PARTS[:4] for path in (settings.BASE_DIR / part).rglob("*.py")]
    assert len(sources) > 300
    found = [str(path) for path in sources if inside.search(path.read_text(encoding="utf-8"))]
    assert found == []
