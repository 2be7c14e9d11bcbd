"""Derive what the queue stores from events and submissions again, and say where it differed."""

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from applications import case_words
from applications.clocks import derive
from applications.models import Application
from applications.workflow import locked


class Command(BaseCommand):
    help = "Derive deadline, turn, days and words of every case again, from its events and submissions."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="Only say what differs; change nothing.")

    def handle(self, *args, check=False, **options):
        at, differed = timezone.now(), 0
        for pk in Application.objects.order_by("pk").values_list("pk", flat=True).iterator():
            differed += self._rebuild(pk, at, check)
        self.stdout.write(f"{differed} cases differed." if differed else "Every case is as its events say.")

    @transaction.atomic
    def _rebuild(self, pk: int, at, check: bool) -> bool:
        case = locked(pk)
        derived = vars(derive(case, list(case.events.order_by("number")), at))
        changed = [name for name, value in derived.items() if getattr(case, name) != value]
        changed += case_words.differing(case)
        if changed:
            self.stdout.write(f"{case.public_id}: {', '.join(changed)}")
        if changed and not check:
            for name, value in derived.items():
                setattr(case, name, value)
            case_words.remember(case)
            case.save()
        return bool(changed)
