"""Every file that leaves the portal leaves it in the same way: nothing in it runs, and nobody keeps a copy."""

from collections.abc import Iterator

import pytest
import time_machine

from portal.base.serving import SHOWN
from tests.factories.place import Place, begin_place, make_place
from tests.factories.world import MONDAY
from tests.test_every_address import PATTERNS

PAGES = ("text/html", "text/plain", "application/json")
# Addresses that must be among those that give out a file: else this test would look at nothing.
FILES = {
    *("attachment_download", "document_download", "representative_document", "rows_template", "variable_file"),
    *("desk_attachment", "desk_document", "desk_registered_attachment", "desk_export_file", "desk_statistics_file"),
    *("desk_specification_preview", "desk_decision_preview", "statistics_file", "demo_mail_attachment"),
}


@pytest.fixture
def place(db, settings, tmp_path) -> Iterator[Place]:
    settings.DEMO, settings.MAIL_DIR = True, tmp_path
    with time_machine.travel(MONDAY):
        yield make_place(*begin_place(), tmp_path)


def files_of(place: Place) -> Iterator[tuple[str, object]]:
    """(name of the address, answer) for every address that gives somebody something else than a page."""
    for who in ("owner", "officer", "auditor", "nobody"):
        client = place.client_of(who)
        for name, keys in PATTERNS:
            answer = client.get(place.address(name, keys), follow=True)
            if answer.status_code == 200 and answer["Content-Type"].partition(";")[0] not in PAGES:
                yield name, answer


def test_every_file_when_given_out_then_is_a_download_or_stands_in_a_sandbox(place):
    seen = set()
    for name, answer in files_of(place):
        seen.add(name)
        assert answer["X-Content-Type-Options"] == "nosniff", name
        assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'"), name
        assert "no-store" in answer["Cache-Control"], name
        how = answer["Content-Disposition"].partition(";")[0]
        assert how == "attachment" or (how == "inline" and answer["Content-Type"] in SHOWN), name
    assert seen >= FILES, FILES - seen
