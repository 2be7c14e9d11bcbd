"""Time that is written on a case (S5)."""

from collections import Counter

from django.utils.translation import gettext_lazy as _

from reviews.actions.time_entry import write_time
from reviews.estimates import by_activity
from reviews.forms.time_entry import TimeForm
from reviews.models import TimeEntry
from reviews.views.page import CasePage, Deed


def _write(by, case, data, version):
    write_time(by=by, application_id=case.pk, **data)


class TimePage(CasePage):
    """Who worked when on what; the sum is what the invoice begins with."""

    tab = "desk_time"
    template_name = "reviews/case_time.html"
    deeds = {"time": Deed(TimeForm, _write, _("The time is written."), "write_time")}

    def initial(self, name):
        work = TimeEntry.Work.CORRECTION if self.case.works_free_of_charge else TimeEntry.Work.ADMINISTRATION
        return {"day": self.case.authority.today(), "work": work}

    def context(self):
        labels, written = dict(TimeEntry.Work.choices), Counter()
        entries = list(self.case.time_entries.select_related("user").order_by("-day", "-pk"))
        for entry in entries:
            written[entry.work] += entry.hours
        return {
            "entries": entries,
            "activities": by_activity(self.case, written) if self.frame.used else [],
            "sums": [(labels[work], hours) for work, hours in sorted(written.items())],
        }
