"""Cases as a workbook: made by a worker, fetched by nobody but whoever asked, and deleted after a week."""

import io
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from applications.models import Application
from portal.base.workbook import write_workbook
from registries.models import Flag
from reviews import exporting, tasks
from reviews.actions import assignment, export, flag
from reviews.models import Export
from tests.factories.world import MONDAY


@pytest.fixture
def queued(monkeypatch) -> list:
    """The tasks that were asked for."""
    found = []
    monkeypatch.setattr(export, "enqueue", lambda task, pk: found.append((task, pk)))
    monkeypatch.setattr(tasks, "enqueue", lambda task, pk: found.append((task, pk)))
    return found


def rows_in(response) -> list[tuple]:
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)), read_only=True)
    return list(book.active.iter_rows(values_only=True))


def test_view_when_exported_then_a_worker_writes_it_and_only_its_owner_fetches_it(
    client, world, queued, django_capture_on_commit_callbacks
):
    case, other = world.case_at("assigned"), world.case_at("submitted")
    Application.objects.filter(pk=case.pk).update(title='=HYPERLINK("http://x")')
    urgent = Flag.objects.create(authority=world.authority, key="urgent", name={"en": "Urgent"})
    flag.put_flag(by=world.officer, application_id=case.pk, flag=urgent, at=MONDAY)
    closed = world.case_at("submitted")
    assignment.declare_conflict(by=world.officer, application_id=closed.pk, reason="Kin.", at=MONDAY)
    client.force_login(world.officer)
    with django_capture_on_commit_callbacks(execute=True):
        asked = client.post(reverse("desk_bulk"), {"do": "export_view", "back": "?view=open&after=none.1"})
    row = Export.objects.get()
    assert (row.query, queued) == ("?view=open", [("reviews.tasks.make_export", row.pk)])
    page = client.get(asked.url)
    assert "The workbook is being made." in page.content.decode()
    assert client.get(reverse("desk_export_file", args=[row.public_id])).status_code == 404

    tasks.make_export(row.pk)
    part = client.get(asked.url, headers={"HX-Request": "true"}).content.decode()
    assert "Ready" in part
    assert "<html" not in part
    file = client.get(reverse("desk_export_file", args=[row.public_id]), follow=True)
    head, *rows = rows_in(file)
    assert head[:3] == ("Case", "Study", "Kind")
    assert {found[0] for found in rows} == {case.case_number, other.case_number}
    shown = next(found for found in rows if found[0] == case.case_number)
    assert shown[1] == '=HYPERLINK("http://x")'
    assert shown[4:10] == ("Patient register", "Umeå universitet", "assigned", "case officer", "Officer", "Urgent")

    client.force_login(world.coordinator)
    assert client.get(asked.url).status_code == 404
    assert client.get(reverse("desk_export_file", args=[row.public_id])).status_code == 404


def test_ticked_cases_when_exported_then_no_others_are_in_it_and_a_second_worker_leaves_it_alone(client, world, queued):
    case, _other = world.case_at("submitted"), world.case_at("submitted")
    client.force_login(world.auditor)
    client.post(reverse("desk_bulk"), {"do": "export", "case": [case.public_id, "no id"], "back": "?view=open"})
    row = Export.objects.get()
    tasks.make_export(row.pk)
    row.refresh_from_db()
    assert (row.total, row.done, row.is_ready) == (1, 1, True)
    name = row.file.name
    tasks.make_export(row.pk)
    row.refresh_from_db()
    assert row.file.name == name


def test_export_when_the_worker_dies_then_is_taken_up_again_and_when_it_fails_then_says_so(
    client, world, queued, monkeypatch
):
    world.case_at("submitted")
    row = export.ask(by=world.officer, query="?view=open", at=timezone.now())
    exporting._claim(row.pk)
    assert exporting._claim(row.pk) is None, "it is being made"
    with time_machine.travel(timezone.now() + timedelta(minutes=7)):
        tasks.sweep_exports()
        assert queued == [("reviews.tasks.make_export", row.pk)]
        monkeypatch.setattr(exporting, "row_of", lambda case: 1 / 0)
        tasks.make_export(row.pk)
        client.force_login(world.officer)
        assert "could not be made" in client.get(reverse("desk_export", args=[row.public_id])).content.decode()


def test_export_when_a_week_has_passed_then_its_file_is_gone_and_who_took_it_is_still_known(client, world, queued):
    world.case_at("submitted")
    row = export.ask(by=world.officer, query="?view=open")
    exporting.make(row.pk)
    row.refresh_from_db()
    storage, name = row.file.storage, row.file.name
    assert storage.exists(name)
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        tasks.sweep_exports()
    assert not storage.exists(name)
    client.force_login(world.officer)
    assert "The file has been deleted" in client.get(reverse("desk_export", args=[row.public_id])).content.decode()
    assert client.get(reverse("desk_export_file", args=[row.public_id])).status_code == 404
    assert Export.objects.get().by == world.officer


def test_export_when_there_are_more_cases_than_a_workbook_takes_then_says_what_is_left_out(
    client, world, queued, monkeypatch
):
    monkeypatch.setattr(exporting, "MOST", 1)
    monkeypatch.setattr("reviews.views.export.MOST", 1)
    monkeypatch.setattr(exporting, "STEP", 1)
    for _number in range(2):
        world.case_at("submitted")
    row = export.ask(by=world.officer, query="?view=open")
    exporting.make(row.pk)
    client.force_login(world.officer)
    page = " ".join(client.get(reverse("desk_export", args=[row.public_id])).content.decode().split())
    assert "The view holds more than 1 cases. The file has the first 1:" in page


def test_workbook_when_text_looks_like_a_formula_then_stays_text(tmp_path):
    path = tmp_path / "out.xlsx"
    wanted = ["=1+1", "+1", "-1", "@SUM(A1)", "plain", "bell\x07"]
    with path.open("wb") as file:
        assert write_workbook(file, title="Cases", header=[("Text", 9)], rows=[[text] for text in wanted]) == 6
    cells = [row[0] for row in openpyxl.load_workbook(path).active.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells] == [*wanted[:5], "bell"]
