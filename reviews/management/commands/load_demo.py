"""Invented people and cases in every stage, for trying the portal out."""

from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from applications.clocks import refresh
from applications.models import Application, Notification
from registries.models import Authority
from reviews.actions.statistics import update_statistics
from reviews.demo.enquiries import ask_all
from reviews.demo.meetings import plan_meetings
from reviews.demo.people import account_lines, make_people, read_cases, send_away
from reviews.demo.story import Story


class Command(BaseCommand):
    help = "Make the demo people and demo cases, once. Refused unless DEMO=1."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("Demo people have a known password. Set DEMO=1 to make them.")
        with transaction.atomic():
            people = make_people()
            for story in sorted(self._stories(people), key=lambda story: story.at):
                story.tell()
            for common in read_cases():
                ask_all(common, people)
            send_away(people)
            plan_meetings(timezone.now())
            self._settle()
            update_statistics()
        lines = "\n".join(account_lines()) + "\n"
        (settings.VAR_DIR / "demo-accounts.txt").write_text(lines, encoding="utf-8")
        self.stdout.write(lines, ending="")

    def _stories(self, people: dict) -> list[Story]:
        """Every case of every file that is not told yet."""
        told = set(Application.objects.values_list("authority__slug", "title"))
        return [
            Story(data, common, people, Authority.objects.get(slug=common["authority"]))
            for common in read_cases()
            for data in common["cases"]
            if (common["authority"], data["title"]) not in told
        ]

    def _settle(self) -> None:
        """Old mails count as sent, so that nobody gets a year's mail today; clocks are set to now."""
        recently = timezone.now() - timedelta(days=14)
        Notification.objects.filter(created_at__lt=recently, state="waiting").update(
            state="sent", sent_at=timezone.now()
        )
        for case in Application.objects.select_related("authority", "procedure"):
            refresh(case)
            case.save()
