"""What is done with the ticked cases of the queue, or with everything that a view holds."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from applications.models import Application
from registries.roles import roles_by_authority
from reviews.actions import export, flag, reminder
from reviews.bulk import Outcome, give, ids_of, ticked, try_each
from reviews.forms.bulk import BulkAssignForm, BulkFlagForm
from reviews.queue.choice import read_choice
from reviews.views.access import desk_only


class Ticked:
    """The cases that a request names, and the address of the queue that it came from."""

    def __init__(self, request: HttpRequest):
        asked = request.POST.getlist("case")
        self.request, self.user = request, request.user
        self.cases = ticked(self.user, asked)
        self.missing = len(ids_of(asked)) - len(self.cases)
        self.back = read_back(request)

    def ask(self, template: str, form, status: int = 200) -> HttpResponse:
        """A page that asks what has to be known first."""
        words = {"form": form, "cases": self.cases, "missing": self.missing, "back": self.back}
        return render(self.request, template, words, status=status)

    def tell(self, title: str, outcomes: list[Outcome]) -> HttpResponse:
        """The page that says of every case what became of it; what was not done stands first."""
        words = {
            "title": title,
            "refused": [one for one in outcomes if not one.is_done],
            "done": [one for one in outcomes if one.is_done],
            "all": len(outcomes),
            "missing": self.missing,
            "back": self.back,
        }
        return render(self.request, "reviews/bulk_result.html", words)


def read_back(request: HttpRequest) -> str:
    """The query of the queue that the request came from, as the queue itself would write it, from its first page on."""
    held = set().union(*roles_by_authority(request.user).values())
    return read_choice(QueryDict(request.POST.get("back", "").lstrip("?")), held).but().address()


def ask_assign(chosen: Ticked) -> HttpResponse:
    """Ask who gets each case, with a suggestion and its reasons."""
    return chosen.ask("reviews/bulk_assign.html", BulkAssignForm(by=chosen.user, cases=chosen.cases))


def assign(chosen: Ticked) -> HttpResponse:
    """Give each case to the officer who was chosen for it."""
    form = BulkAssignForm(chosen.request.POST, by=chosen.user, cases=chosen.cases)
    if not form.is_valid():
        return chosen.ask("reviews/bulk_assign.html", form, status=422)
    officers = form.chosen()
    cases = [case for case in chosen.cases if case.pk in officers]

    def act(case: Application) -> str:
        return give(by=chosen.user, case=case, officer=officers[case.pk])

    return chosen.tell(_("Assign cases"), try_each(cases, act))


def ask_flag(chosen: Ticked) -> HttpResponse:
    """Ask which flag."""
    return chosen.ask("reviews/bulk_flag.html", BulkFlagForm(cases=chosen.cases))


def _flagged(chosen: Ticked, verb: Callable, title: str, sentence: str) -> HttpResponse:
    form = BulkFlagForm(chosen.request.POST, cases=chosen.cases)
    if not form.is_valid():
        return chosen.ask("reviews/bulk_flag.html", form, status=422)
    meant = form.cleaned_data["flag"]

    def act(case: Application) -> str:
        verb(by=chosen.user, application_id=case.pk, flag=meant)
        return sentence % {"flag": case.authority.text(meant.name)}

    return chosen.tell(title, try_each(chosen.cases, act))


def put_flag(chosen: Ticked) -> HttpResponse:
    """Put the flag on each case."""
    return _flagged(chosen, flag.put_flag, _("Put a flag on"), _("Flag put on: %(flag)s."))


def take_flag(chosen: Ticked) -> HttpResponse:
    """Take the flag off each case."""
    return _flagged(chosen, flag.take_flag, _("Take a flag off"), _("Flag taken off: %(flag)s."))


def ask_remind(chosen: Ticked) -> HttpResponse:
    """Show whom each case waits for, before anybody gets an e-mail."""
    return chosen.ask("reviews/bulk_remind.html", None)


def remind(chosen: Ticked) -> HttpResponse:
    """Remind whoever each case waits for."""

    def act(case: Application) -> str:
        reminder.remind(by=chosen.user, application_id=case.pk)
        return _("Reminder sent to: %(who)s.") % {"who": case.get_waiting_for_display()}

    return chosen.tell(_("Send reminders"), try_each(chosen.cases, act))


def export_ticked(chosen: Ticked) -> HttpResponse:
    """Have the ticked cases written into a workbook."""
    asked = export.ask(by=chosen.user, query=chosen.back, cases=[case.public_id for case in chosen.cases])
    return redirect("desk_export", asked.public_id)


DEEDS: dict[str, Callable[[Ticked], HttpResponse]] = {
    "ask_assign": ask_assign,
    "assign": assign,
    "ask_flag": ask_flag,
    "put_flag": put_flag,
    "take_flag": take_flag,
    "ask_remind": ask_remind,
    "remind": remind,
    "export": export_ticked,
}


@require_POST
@desk_only
def bulk(request):
    """One deed (`do`) with the ticked cases (`case`), each by its own action and with its own rights."""
    deed = request.POST.get("do", "")
    if deed == "export_view":
        asked = export.ask(by=request.user, query=read_back(request))
        return redirect("desk_export", asked.public_id)
    if deed not in DEEDS:
        raise Http404
    chosen = Ticked(request)
    if not chosen.cases:
        words = {"missing": chosen.missing, "back": chosen.back, "queue": reverse("desk")}
        return render(request, "reviews/bulk_nothing.html", words, status=422)
    return DEEDS[deed](chosen)
