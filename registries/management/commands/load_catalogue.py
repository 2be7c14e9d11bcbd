"""`manage.py load_catalogue [folder]`: the authorities' folders into the database, whole or not at all."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from registries.loading import CATALOGUE, CatalogueProblems, load_catalogue


class Command(BaseCommand):
    """Checks every file, names file and line of every problem, and writes nothing where there is one."""

    help = "Loads the catalogue of authorities. A folder that has not changed since the last time is passed over."

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, default=CATALOGUE, help="a catalogue, or one authority")
        parser.add_argument("--again", action="store_true", help="load folders that have not changed, too")

    def handle(self, *args, folder: Path, again: bool, **options):
        try:
            loaded = load_catalogue(folder, again=again)
        except CatalogueProblems as error:
            count = len(error.problems)
            raise CommandError(f"{error}\nNothing was loaded: {count} problem(s) to mend first.") from error
        for authority in loaded:
            self.stdout.write(f"{authority.slug}: {'loaded' if authority.changed else 'unchanged'}")
