"""What is exported is the folder that loads to the same rows again."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from registries.loading import export_authority, load_catalogue
from registries.models import Authority, FeeSchedule, FormVersion, Notice, Procedure
from tests.registries.papers import WHOLE, put

pytestmark = pytest.mark.django_db

ROWS_OF_VERSIONS = ("procedures", "form_versions", "fee_schedules")
OF_THE_DESK = ("flags", "assignment_rules")
OTHER_ROWS = ("notices", "legal_references", "approved_institutions", "letter_templates", *OF_THE_DESK)


def rows_of(authority) -> dict:
    """Everything that an authority has, without the numbers of the rows."""
    numbers = {"id", "authority_id", "procedure_id", "form_version_id", "registry_id", "catalogue_digest"}

    def plain(rows):
        return [{name: value for name, value in row.items() if name not in numbers} for row in rows.values()]

    found = {"authority": plain(Authority.objects.filter(pk=authority.pk))}
    for relation in (*ROWS_OF_VERSIONS, "registries"):
        found[relation] = plain(getattr(authority, relation).all())
    for relation in OTHER_ROWS:
        found[relation] = plain(getattr(authority, relation).order_by("pk"))
    for procedure in authority.procedures.all():
        found[f"stages {procedure.kind} {procedure.valid_from}"] = plain(procedure.stages.all())
    for form in authority.form_versions.all():
        found[f"attachments {form.kind} {form.valid_from} {form.registry_slug}"] = plain(form.attachment_rules.all())
    for registry in authority.registries.all():
        found[registry.slug] = plain(registry.variables.all())
    return found


def remove(authority) -> None:
    """Take an authority out of the portal, with all that it has."""
    for relation in ROWS_OF_VERSIONS:
        getattr(authority, relation).all().delete()
    authority.registries.all().delete()
    authority.delete()


def test_exported_catalogue_when_it_holds_everything_then_loads_to_the_same_rows(db, tmp_path):
    load_catalogue(put(tmp_path / "in", **WHOLE))
    agency = Authority.objects.get(slug="agency")
    before = rows_of(agency)
    export_authority(agency, tmp_path / "out")
    remove(agency)

    load_catalogue(tmp_path / "out")

    assert rows_of(Authority.objects.get(slug="agency")) == before
    assert all(before[name] for name in ("approved_institutions", "letter_templates", *OF_THE_DESK))
    first = {path.relative_to(tmp_path / "out"): path.read_text("utf-8") for path in (tmp_path / "out").rglob("*.*")}
    export_authority(Authority.objects.get(slug="agency"), tmp_path / "again")
    second = {p.relative_to(tmp_path / "again"): p.read_text("utf-8") for p in (tmp_path / "again").rglob("*.*")}
    assert first == second


def test_export_command_when_run_then_it_writes_every_authority_or_those_named(tmp_path, capsys):
    load_catalogue(put(tmp_path / "in"))

    call_command("export_catalogue", str(tmp_path / "all"))
    call_command("export_catalogue", str(tmp_path / "one"), "agency")

    assert (tmp_path / "all" / "agency" / "registries" / "patients.toml").exists()
    assert (tmp_path / "one" / "agency" / "new-2019-01-01.toml").exists()
    assert capsys.readouterr().out == "agency: 5 files\nagency: 5 files\n"
    with pytest.raises(CommandError, match="There is no authority nowhere"):
        call_command("export_catalogue", str(tmp_path), "nowhere")


def test_export_when_a_form_has_no_procedure_of_its_day_then_it_has_a_file_of_its_own(tmp_path):
    load_catalogue(put(tmp_path / "in"))
    Procedure.objects.filter(version="T").delete()

    written = export_authority(Authority.objects.get(slug="agency"), tmp_path / "out")
    FormVersion.objects.all().delete()
    load_catalogue(tmp_path / "out", again=True)

    assert tmp_path / "out" / "agency" / "new-2019-01-01.toml" in written
    assert FormVersion.objects.get(version="T").valid_from == date(2019, 1, 1)
    assert FeeSchedule.objects.count() == Notice.objects.count() == 1
