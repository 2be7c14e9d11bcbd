"""Check the chain of events of every case."""

from django.core.management.base import BaseCommand, CommandError

from applications.events import broken_links
from applications.models import Application


class Command(BaseCommand):
    help = "Check the hash chain of every case's events; ends with an error when one is broken."

    def handle(self, *args, **options):
        broken = 0
        cases = Application.objects.order_by("pk")
        for case in cases.iterator():
            for problem in broken_links(case):
                broken += 1
                self.stderr.write(f"{case.public_id}: {problem}")
        if broken:
            raise CommandError(f"{broken} problems in the chains of events.")
        self.stdout.write(f"{cases.count()} cases: every chain of events is whole.")
