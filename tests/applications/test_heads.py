"""One changed byte is found and named; and the heads outside of the database find what a whole new chain would hide."""

import io
import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection

from applications import tasks
from applications.chains import EVENTS, verify
from applications.models import Event
from applications.readings import note
from tests.factories.world import MONDAY

EVENT = Event._meta.db_table


@contextmanager
def without_guards():
    """As somebody could who owns the tables."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else the table waits for checks and cannot be altered
            cursor.execute(f"ALTER TABLE {EVENT} DISABLE TRIGGER {EVENT}_append_only")
            yield cursor
            cursor.execute(f"ALTER TABLE {EVENT} ENABLE TRIGGER {EVENT}_append_only")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [EVENT])
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield cursor
        for _name, sql in triggers:
            cursor.execute(sql)


def forget_around(cursor) -> None:
    """Take away what points at events."""
    for table in ("eventreason", "notification"):
        cursor.execute(f"DELETE FROM applications_{table}")


def faults(**options) -> str:
    """What verify_events finds; "" where everything is whole."""
    said = io.StringIO()
    try:
        call_command("verify_events", stdout=io.StringIO(), stderr=said, **options)
    except CommandError as problem:
        assert re.fullmatch(r"\d+ problems in the chains of events\.", str(problem))
        assert said.getvalue()
    return said.getvalue()


@pytest.fixture
def cases(world):
    """Cases of several lengths, one of them a draft without a number."""
    cases = [world.case_at("closed"), world.case_at("assigned"), world.draft()]
    note(cases[0], "document", subject=cases[0].public_id, by=world.officer)
    return cases


@pytest.fixture
def kept(cases, settings, tmp_path):
    """The file of heads of Monday."""
    settings.HEADS_FOLDER, settings.HEADS_MAIL = str(tmp_path), ["heads@example.org", "court@example.org"]
    with time_machine.travel(MONDAY, tick=False):
        mail.outbox.clear()
        tasks.write_heads()
    return tmp_path / f"heads-{MONDAY.date().isoformat()}.txt"


def test_verify_when_everything_is_whole_then_says_how_much_it_has_seen(cases):
    said = io.StringIO()
    call_command("verify_events", stdout=said)
    events = Event.objects.count()
    assert said.getvalue().startswith(f"3 cases, {events} events, 1 readings: every chain of events is whole. (")


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'Submit' WHERE kind = 'submit'",
        "to_stage = 'submittee' WHERE kind = 'submit'",
        "by_id = (SELECT max(id) FROM accounts_user) WHERE kind = 'submit'",
        "details = '{{\"number\": [\"00002/2026\", 2026, 1]}}' WHERE kind = 'submit'",
        "hash = 'z' || substr(hash, 2) WHERE kind = 'submit'",
        "previous_hash = 'z' || substr(previous_hash, 2) WHERE kind = 'submit'",
        "at = {later} WHERE kind = 'submit'",
    ],
)
def test_verify_when_one_byte_was_changed_then_says_in_which_event_of_which_case(cases, change):
    case = cases[0]
    later = "at + interval '1 microsecond'" if connection.vendor == "postgresql" else "datetime(at, '+1 second')"
    with without_guards() as cursor:
        cursor.execute(f"UPDATE {EVENT} SET {change.format(later=later)} AND application_id = {case.pk}")
        assert cursor.rowcount == 1
    number = case.events.order_by("number").filter(from_stage="draft").values_list("number", flat=True)[0]
    found = faults()
    assert f"{case.public_id} ({case.case_number}): event {number} is not as it was written" in found
    assert str(cases[1].public_id) not in found


def test_verify_when_an_event_was_taken_out_then_says_which_is_missing(cases):
    case = cases[0]
    with without_guards() as cursor:
        forget_around(cursor)
        cursor.execute(f"DELETE FROM {EVENT} WHERE application_id = {case.pk} AND number IN (3, 4)")
    assert f"{case.public_id} ({case.case_number}): event 3 to 4 are missing" in faults()


@pytest.mark.parametrize("which", ["newest", "all"])
def test_verify_when_the_end_of_a_chain_was_cut_off_then_the_case_knows_that_there_was_more(cases, which):
    case = cases[1]
    newest = case.version
    where = f"AND number = {newest}" if which == "newest" else ""
    with without_guards() as cursor:
        forget_around(cursor)
        cursor.execute(f"DELETE FROM {EVENT} WHERE application_id = {case.pk} {where}")
    left = newest - 1 if which == "newest" else 0
    assert f"{case.public_id} ({case.case_number}): the newest event is {left}, and there were {newest}" in faults()


def test_heads_when_written_then_stand_in_a_file_and_their_sums_in_a_mail(cases, kept, world):
    lines = kept.read_text().splitlines()
    assert lines[0].startswith("# Heads of the chains of every case, 2026-09-07T")
    by_case = {words[0]: words[1:] for words in map(str.split, lines[1:-1])}
    closed = cases[0].events.last()
    assert by_case[str(cases[0].public_id)][:3] == [str(closed.number), closed.hash, "1"]
    assert by_case[str(cases[1].public_id)][2:] == ["-", "-"]
    assert lines[-1].startswith(f"authority {world.authority.slug} 3 ")
    [letter] = mail.outbox
    assert letter.to == ["heads@example.org", "court@example.org"]
    assert lines[-1] in letter.body and str(cases[0].public_id) not in letter.body
    assert faults(heads=str(kept)) == ""


def test_heads_when_the_day_has_its_file_then_it_is_kept_as_it_is(cases, kept):
    before = kept.read_text()
    said = io.StringIO()
    with time_machine.travel(MONDAY, tick=False):
        call_command("write_heads", stdout=said)
    assert "there already" in said.getvalue() and kept.read_text() == before
    with time_machine.travel(MONDAY + timedelta(days=1), tick=False):
        call_command("write_heads", stdout=said)
    assert "Written: " in said.getvalue() and len(list(kept.parent.iterdir())) == 2


def test_heads_when_the_case_has_gone_on_then_still_agree(cases, kept, world):
    note(cases[0], "document", subject=cases[0].public_id, by=world.officer)
    world.submit(cases[2])
    assert faults(heads=str(kept)) == ""


def test_heads_when_a_whole_chain_was_written_anew_then_are_found_to_differ(cases, kept):
    case = cases[0]
    with without_guards() as cursor:  # everything fits again; only the file outside remembers
        previous = ""
        for event in case.events.order_by("number"):
            event.details, event.previous_hash = {}, previous
            previous = EVENTS.link_hash(event)
            cursor.execute(
                f"UPDATE {EVENT} SET details = '{{}}', previous_hash = %s, hash = %s WHERE id = %s",
                [event.previous_hash, previous, event.pk],
            )
    assert faults() == ""
    newest = case.events.last().number
    expected = f"{case.public_id} ({case.case_number}): event {newest} is another one than on the day of the file"
    assert expected in faults(heads=str(kept))


def test_heads_when_the_file_itself_was_changed_or_is_gone_then_is_said(cases, kept):
    whole = kept.read_text()
    kept.write_text(whole.replace(f"{cases[1].public_id} ", f"{cases[1].public_id} 1", 1))
    found = faults(heads=str(kept))
    assert "the sum of" in found and "was there on the day of the file, and is gone" in found
    kept.write_text("\n".join(whole.splitlines()[:-1]) + "\nodd\n")
    assert "cannot be read" in faults(heads=str(kept)) and "was cut off" in faults(heads=str(kept))
    kept.write_text(whole.replace(str(cases[1].public_id), "00000000-0000-4000-8000-000000000000"))
    assert "case 00000000-0000-4000-8000-000000000000 is gone" in faults(heads=str(kept))
    kept.unlink()
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("verify_events", heads=str(kept))


def test_heads_when_no_place_is_set_then_nothing_is_written(cases, settings):
    settings.HEADS_FOLDER, settings.HEADS_MAIL = "", []
    tasks.write_heads()
    with pytest.raises(CommandError, match="Nowhere to write"):
        call_command("write_heads")
    with pytest.raises(CommandError, match="could not be written"):
        call_command("write_heads", folder="/nowhere/at/all")


def test_heads_when_only_mailed_then_no_file_is_written(cases, settings):
    settings.HEADS_FOLDER, settings.HEADS_MAIL = "", ["heads@example.org"]
    mail.outbox.clear()
    tasks.write_heads()
    assert len(mail.outbox) == 1


def test_verify_when_it_reads_then_asks_the_database_the_same_few_things_whatever_the_number(
    cases, django_assert_num_queries
):
    found = []
    with django_assert_num_queries(5 if connection.features.uses_savepoints else 3):
        verify(found.append)
    assert found == []
