"""What a draft is made of: its lists, what a row of each can hold, and how people call all that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from registries.setup.drafts.entries import (
    ATTACHMENT_ENTRIES,
    CHECK_ENTRIES,
    CHOICE_ENTRIES,
    DUTY_ENTRIES,
    INTRO_ENTRIES,
    OUTCOME_ENTRIES,
    PROCEDURE_ENTRIES,
    QUESTION_ENTRIES,
    REASON_ENTRIES,
    RESERVATION_ENTRIES,
    SECTION_ENTRIES,
    SELF_CHECK_QUESTION_ENTRIES,
    STAGE_ENTRIES,
    TEXT_ENTRIES,
    Entry,
)


@dataclass(frozen=True)
class Part:
    """A sort of row in a draft. `inner` are the lists inside it; `head` is the entry that people call it by."""

    name: str
    title: Any
    plural: Any
    add: Any
    entries: tuple[Entry, ...]
    head: str = "label"
    inner: Mapping[str, "Part"] = field(default_factory=dict)
    about: Any = ""
    ordered: bool = True  # False where a case goes through the rows in an order that nobody chooses


CHOICE = Part("choice", _("Choice"), _("Choices"), _("Add a choice"), CHOICE_ENTRIES)
QUESTION = Part(
    "question",
    _("Question"),
    _("Questions"),
    _("Add a question"),
    QUESTION_ENTRIES,
    inner={"choices": CHOICE},
)
SECTION = Part(
    "section",
    _("Section"),
    _("Sections and questions"),
    _("Add a section"),
    SECTION_ENTRIES,
    head="title",
    inner={"questions": QUESTION},
    about=_("Each section is a page of the form."),
)
ATTACHMENT = Part(
    "attachment",
    _("Attachment"),
    _("Attachments"),
    _("Add an attachment"),
    ATTACHMENT_ENTRIES,
    about=_("Files that belong to an application: always, on a condition, or if the applicant wants to."),
)
STAGE = Part(
    "stage",
    _("Stage"),
    _("Stages"),
    _("Add a stage"),
    STAGE_ENTRIES,
    head="name",
    about=_("What cases pass through. Legal review, specification and invoice can be left out."),
    ordered=False,
)
CHECK = Part(
    "check",
    _("Row of the checklist"),
    _("Checklist"),
    _("Add a row"),
    CHECK_ENTRIES,
    about=_("What a case officer goes through before the case moves on."),
)
RESERVATION = Part(
    "reservation",
    _("Reservation"),
    _("Reservations"),
    _("Add a reservation"),
    RESERVATION_ENTRIES,
    head="text",
    about=_("Sentences that a decision can set for a principal that is no public authority."),
)
REASON = Part(
    "reason",
    _("Reusable reason"),
    _("Reusable reasons"),
    _("Add a reason"),
    REASON_ENTRIES,
    head="title",
    about=_("Reasons for decisions and dismissals, to choose and then change."),
)
DUTY = Part(
    "duty",
    _("Duty after delivery"),
    _("Duties after delivery"),
    _("Add a duty"),
    DUTY_ENTRIES,
    head="title",
    about=_("What is owed after the data were delivered: a date, a reminder, and an attestation."),
)
SELF_CHECK_QUESTION = Part(
    "self_check_question",
    _("Question of the self-check"),
    _("Questions of the self-check"),
    _("Add a question"),
    SELF_CHECK_QUESTION_ENTRIES,
    inner={"choices": CHOICE},
)
OUTCOME = Part(
    "outcome",
    _("Outcome of the self-check"),
    _("Outcomes of the self-check"),
    _("Add an outcome"),
    OUTCOME_ENTRIES,
    head="title",
    about=_("The first outcome whose condition is surely true is shown."),
)
SELF_CHECK = Part(
    "self_check",
    _("Self-check"),
    _("Self-check"),
    "",
    INTRO_ENTRIES,
    inner={"questions": SELF_CHECK_QUESTION, "outcomes": OUTCOME},
    about=_("“Do I need to apply, and here?”: a page of its own, open to everybody."),
)
PROCEDURE = Part("procedure", _("How cases are handled"), _("How cases are handled"), "", PROCEDURE_ENTRIES)
TEXT = Part("text", _("Text"), _("Texts"), "", TEXT_ENTRIES, head="text")

# The lists of a draft, in the order in which they are shown. A registry's own form has the first two.
FORM_LISTS: dict[str, Part] = {"sections": SECTION, "attachments": ATTACHMENT}
PROCEDURE_LISTS: dict[str, Part] = {
    "stages": STAGE,
    "checklist": CHECK,
    "reservations": RESERVATION,
    "reasons": REASON,
    "duties": DUTY,
}
LISTS: dict[str, Part] = FORM_LISTS | PROCEDURE_LISTS
