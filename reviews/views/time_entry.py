"""Time that is written on a case (S5)."""

from collections import Counter, defaultdict

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reviews.actions.time_entry import correct_time, remove_time, write_time
from reviews.estimates import by_activity
from reviews.forms.time_entry import EntryForm, NewTimeForm, RemovalForm
from reviews.models import TimeEntry
from reviews.next_steps import may
from reviews.views.page import CasePage, Deed


def _write(by, case, data, version):
    write_time(by=by, application_id=case.pk, **data)


def _correct(by, case, data, version):
    correct_time(by=by, application_id=case.pk, entry_id=data.pop("entry").pk, **data)


def _remove(by, case, data, version):
    remove_time(by=by, application_id=case.pk, entry_id=data["entry"].pk)


def sums_by_person(entries: list[TimeEntry]) -> dict:
    """The hours of each person by work, and in all: {works: [label], rows: [(name, [hours or None], sum)]}."""
    found = defaultdict(Counter)
    for entry in sorted(entries, key=lambda entry: (entry.user.name, entry.user_id)):
        found[entry.user][entry.work] += entry.hours
    works = [work for work in TimeEntry.Work if any(work in hours for hours in found.values())]
    rows = [(user.name, [hours.get(work) for work in works], sum(hours.values())) for user, hours in found.items()]
    totals = [sum(hours[work] for hours in found.values()) for work in works]
    return {"works": [work.label for work in works], "rows": rows, "totals": totals}


class TimePage(CasePage):
    """Who worked when on what; the sum is what the invoice begins with. `?entry=` opens one of one's own to mend it."""

    tab = "desk_time"
    template_name = "reviews/case_time.html"
    deeds = {
        "time": Deed(NewTimeForm, _write, _("The time is written."), "write_time"),
        "correct": Deed(EntryForm, _correct, _("The time is corrected."), "write_time", lambda case: False),
        "remove": Deed(RemovalForm, _remove, _("The time is removed."), "write_time", lambda case: False),
    }

    def initial(self, name):
        work = TimeEntry.Work.CORRECTION if self.case.works_free_of_charge else TimeEntry.Work.ADMINISTRATION
        return {"day": self.case.authority.today(), "work": work}

    def next_address(self, name):
        return reverse("desk_time", args=[self.case.public_id])

    def open_forms(self, typed):
        """Where an entry is open, its two forms stand in the place of the one for new time."""
        entry = self.opened(typed)
        if entry is None:
            return super().open_forms(typed)
        said = {"entry": entry.pk, "day": entry.day, "hours": entry.hours, "work": entry.work}
        common = {"case": self.case, "by": self.request.user}
        return {
            "correct": typed.get("correct") or EntryForm(do="correct", initial=said, **common),
            "remove": typed.get("remove") or RemovalForm(do="remove", initial=said, **common),
        }

    def opened(self, typed) -> TimeEntry | None:
        """The person's own entry that is to be mended; None for none."""
        refused = typed.get("correct") or typed.get("remove")
        asked = refused.data.get("entry", "") if refused else self.request.GET.get("entry", "")
        if not asked.isdecimal() or "time" in typed or not may(self.request.user, self.case, "write_time"):
            return None
        return self.case.time_entries.filter(pk=int(asked), user=self.request.user).first()

    def context(self):
        written = Counter()
        entries = list(self.case.time_entries.select_related("user").order_by("-day", "-pk"))
        for entry in entries:
            written[entry.work] += entry.hours
        return {
            "entries": entries,
            "activities": by_activity(self.case, written) if self.frame.used else [],
            "sums": sums_by_person(entries),
            "may_correct": may(self.request.user, self.case, "write_time"),
        }
