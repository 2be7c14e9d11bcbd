"""Write the heads of all chains outside of the database."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from applications.heads import keep_outside


class Command(BaseCommand):
    help = "Write today's heads of the chains into HEADS_FOLDER and mail their sums to HEADS_MAIL."

    def add_arguments(self, parser):
        parser.add_argument("--folder", default=settings.HEADS_FOLDER, help="a folder in place of HEADS_FOLDER")

    def handle(self, *args, **options):
        if not options["folder"] and not settings.HEADS_MAIL:
            raise CommandError("Nowhere to write: set HEADS_FOLDER or HEADS_MAIL, or name a --folder.")
        try:
            path = keep_outside(timezone.now(), folder=options["folder"], addresses=settings.HEADS_MAIL)
        except OSError as problem:
            raise CommandError(f"The heads could not be written: {problem}.") from problem
        self.stdout.write("Today's heads are there already." if path is None else f"Written: {path}")
