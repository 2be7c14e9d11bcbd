"""The cases that all others are copies of: one for each authority and stage, made by the actions people would take."""

from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile

from applications.actions import completion_request as answering
from applications.actions.message import mark_read, write_message
from applications.models import Application
from portal.base.pdf import render_pdf
from registries.models import Authority, StageKey
from reviews.actions import completion_request as asking
from reviews.demo.draft import Draft
from reviews.demo.people import make_people, read_cases
from reviews.demo.story import ENDS, WAY, Story

TITLE = "Benchmark"
DAYS_AGO = 100
# What a story may say of one case alone; the originals say it for themselves.
LEFT_OUT = ("begun", "project", "drafted", "proposed", "asked", "asked_sections", "replaced", "checked")
# More originals of a stage: how they differ. Nobody tells these of the others by their stage alone.
VARIETIES = {
    StageKey.ASSIGNED: ({}, {"asked": "Vi behöver veta mer."}, {"checked": True, "talk": True}),
    StageKey.SPECIFICATION: ({}, {"proposed": True}),
    StageKey.CONFIDENTIALITY_DECISION: ({}, {"drafted": True}),
    StageKey.CLOSED: ({}, {"completed": True}, {"talk": True}),
}


class QuickDraft(Draft):
    """A draft whose files are all the same."""

    def _file(self, rule) -> SimpleUploadedFile:
        return SimpleUploadedFile(f"{rule.key}.pdf", _any_file(), "application/pdf")


@cache
def _any_file() -> bytes:
    return render_pdf("<p>Bilaga</p>")


class BusyStory(Story):
    """A story in which people also write to one another, and complete what was missing."""

    draft = QuickDraft

    def _close(self) -> None:
        if not self.case.procedure.is_on(StageKey.INVOICE):
            self._deliver()  # a procedure without invoices ends with the delivery
        super()._close()

    def _end_assigned(self) -> None:
        if "asked" in self.data:
            self.data["asked_sections"] = [self.case.form_version.sections[0].key]
        super()._end_assigned()

    def _assign(self) -> None:
        super()._assign()
        said = {"application_id": self.case.pk, "at": self.at}
        if self.data.get("talk"):
            self._talk(said)
        if self.data.get("completed"):
            section = self.case.form_version.sections[0].key
            asking.ask(by=self.officer, text="Komplettera.", sections=[section], **said)
            self._pass(4)
            answering.answer(by=self.researcher, application_id=self.case.pk, at=self.at)

    def _talk(self, said: dict) -> None:
        write_message(by=self.researcher, text="När kan vi räkna med ett besked?", **said)
        write_message(by=self.officer, text="Vi har börjat granska ansökan.", **said)
        case = Application.objects.get(pk=self.case.pk)
        for reader in (self.officer, self.researcher):
            mark_read(case, by=reader)


def make_originals() -> None:
    """Make people and originals; what is there already is left as it is."""
    people = make_people()
    for common in read_cases():
        authority = Authority.objects.get(slug=common["authority"])
        for number, (stage, variety) in enumerate(_wanted(authority)):
            title = f"{TITLE} {authority.pk}-{number}"
            if not Application.objects.filter(title=title).exists():
                said = _said(common, number) | {"title": title, "stage": stage} | variety
                BusyStory(said, common, people, authority).tell()


def _wanted(authority: Authority) -> list[tuple[str, dict]]:
    """(stage, variety) of every original that the authority's procedure allows."""
    procedure = authority.procedure_in_force()
    stages = [stage for stage, _step, _days in WAY if procedure.is_on(stage)]
    ends = [end for end, goal in ENDS.items() if procedure.is_on(goal)]
    wanted = [(stage, variety) for stage in (*stages, *ends) for variety in VARIETIES.get(stage, ({},))]
    return [(StageKey.DRAFT, {}), *wanted]


def _said(common: dict, number: int) -> dict:
    """What the file of the demonstration says of one of its cases, without what belongs to that one alone."""
    cases = common["cases"]
    said = {key: value for key, value in cases[number % len(cases)].items() if key not in LEFT_OUT}
    needed = {key: case[key] for case in reversed(cases) for key in ("officer", "hours", "amount") if key in case}
    return needed | said | {"officer": needed["officer"], "days_ago": DAYS_AGO}
