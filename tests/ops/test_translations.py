"""Every sentence of the frame is there in Swedish and in Norwegian, with its placeholders."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

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
