"""Check the chains of events and readings of every case."""

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from applications import heads
from applications.chains import Fault, verify
from applications.models import Application

MOST_TOLD = 1_000


class Command(BaseCommand):
    help = "Check the hash chains of every case's events and readings; ends with an error when one is broken."

    def add_arguments(self, parser):
        parser.add_argument("--heads", metavar="FILE", help="a file that write_heads has written, to compare with")

    def handle(self, *args, **options):
        self.broken, start = 0, time.perf_counter()
        counted = verify(self.tell)
        compared = self.compare(options["heads"]) if options["heads"] else ""
        if self.broken:
            raise CommandError(f"{self.broken} problems in the chains of events.")
        took = time.perf_counter() - start
        self.stdout.write(
            f"{counted['cases']} cases, {counted['events']} events, {counted['readings']} readings: "
            f"every chain of events is whole.{compared} ({took:.1f} s)"
        )

    def compare(self, path: str) -> str:
        """Hold the database against a file of heads."""
        try:
            with Path(path).open(encoding="utf-8") as file:
                seen = heads.compare(file, self.tell)
        except OSError as problem:
            raise CommandError(f"{path} cannot be read: {problem.strerror}.") from problem
        return f" All {seen} heads of the file are there."

    def tell(self, problem: Fault | str) -> None:
        """One line for each thing that is wrong: where, and what."""
        self.broken += 1
        if self.broken > MOST_TOLD:
            return
        if isinstance(problem, Fault):
            case = Application.objects.filter(pk=problem.case_id).values_list("case_number", "public_id").first()
            number, public_id = case or ("", f"case {problem.case_id}")
            problem = f"{public_id}{f' ({number})' if number else ''}: {problem.sentence}"
        self.stderr.write(problem)
