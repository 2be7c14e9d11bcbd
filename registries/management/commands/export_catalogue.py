"""`manage.py export_catalogue <folder> [slug …]`: the authorities' rows as the folders that load to the same."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from registries.loading import export_authority
from registries.models import Authority


class Command(BaseCommand):
    """Writes one folder an authority, with every version that the database holds."""

    help = "Writes the catalogue back as TOML. Files of the same name are replaced."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="where to write")
        parser.add_argument("slugs", nargs="*", help="which authorities; all where none is named")

    def handle(self, *args, folder: Path, slugs: list[str], **options):
        authorities = Authority.objects.filter(slug__in=slugs) if slugs else Authority.objects.all()
        if missing := sorted(set(slugs) - {authority.slug for authority in authorities}):
            raise CommandError(f"There is no authority {', '.join(missing)}.")
        for authority in authorities:
            written = export_authority(authority, folder)
            self.stdout.write(f"{authority.slug}: {len(written)} files")
