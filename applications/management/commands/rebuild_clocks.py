"""Derive what the queue stores from events and submissions again, and say where it differed."""

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from applications import case_words
from applications.models import Application
from applications.ticking import differences, write
from applications.workflow import locked


class Command(BaseCommand):
    help = "Derive deadline, turn, days and words of every case again, from its events and submissions."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="Only say what differs; change nothing.")

    def handle(self, *args, check=False, **options):
        differed = 0
        for batch in differences(Application.objects.all(), timezone.now()):
            found = [(case, fields, case_words.differing(case)) for case, fields in batch]
            for case, fields, words in found:
                if fields or words:
                    differed += 1
                    self.stdout.write(f"{case.public_id}: {', '.join([*fields, *words])}")
            if not check:
                write([(case, fields) for case, fields, _words in found if fields])
                for case, _fields, words in found:
                    if words:
                        _remember(case.pk)
        self.stdout.write(f"{differed} cases differed." if differed else "Every case is as its events say.")


@transaction.atomic
def _remember(application_id: int) -> None:
    case = locked(application_id)
    case_words.remember(case)
    case.save(update_fields=["principal_name", "principal_number", "variables_print"])
