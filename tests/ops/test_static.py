"""The static files of a real installation: names hold a hash of the content, so every reference must lead somewhere."""

import json
import re

from django.core.management import call_command
from django.test import override_settings

from tests.ops import deployment

NAMED = re.compile(r"""{%\s*static\s+["']([^"']+)""")

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What the portal uses compresses beside this, which takes long and finds nothing more.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}


def test_static_files_when_collected_for_production_then_every_reference_is_found(tmp_path):
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=STORAGES):
        call_command("collectstatic", interactive=False, verbosity=0)
    collected = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    assert list(tmp_path.glob("portal.*.css"))
    templates = [path.read_text() for path in (deployment.ROOT / "templates").rglob("*.html")]
    named = {name for text in templates for name in NAMED.findall(text)}
    assert "portal.css" in named
    assert named <= set(collected)
