"""Derive what the queue stores from the events again, and say where it differed."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from applications.models import Application
from applications.ticking import differences, write


class Command(BaseCommand):
    help = "Derive deadline, turn and days of every case from its events again; says which cases differed."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="Only say what differs; change nothing.")

    def handle(self, *args, check=False, **options):
        differed = 0
        for batch in differences(Application.objects.all(), timezone.now()):
            changed = [(case, fields) for case, fields in batch if fields]
            differed += len(changed)
            for case, fields in changed:
                self.stdout.write(f"{case.public_id}: {', '.join(fields)}")
            if not check:
                write(changed)
        self.stdout.write(f"{differed} cases differed." if differed else "Every case is as its events say.")
