"""Count everything that the statistics store from the events again, and say where it differed."""

from django.core.management.base import BaseCommand

from reviews.actions.statistics import rebuild_statistics


class Command(BaseCommand):
    help = "Count every case anew for the statistics, from its events; says of how many the stored figures differed."

    def handle(self, *args, **options):
        number, differed = rebuild_statistics()
        found = f"{differed} of them differed" if differed else "what was stored is as the events say"
        self.stdout.write(f"{number} cases were counted: {found}.")
