"""What each row of a draft can hold: the keys of the catalogue's tables, with how they are written and their words."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.base.files import CONTENT_TYPES
from registries.kinds import KINDS
from registries.loading.tables import DUTY_AFTER, REASON_ABOUT, SELF_CHECK_KINDS
from registries.models import AgreementKind, DeliveryMethod, ReviewKind, Role, StageKey
from registries.project_facts import FACTS, PROJECT_FACTS


@dataclass(frozen=True)
class Entry:
    """A key of a row: `how` it is written (registries.setup.drafts.fields), its label, its help, its choices."""

    name: str
    how: str
    label: Any
    help: Any = ""
    choices: tuple = ()
    must: bool = False  # a row without it cannot be kept; everything else that is missing is a fault of the draft


def named(values, words) -> tuple:
    """Choices with words for people, the word of the catalogue behind them."""
    return tuple((key, format_lazy("{words} ({key})", words=words.get(key, key), key=key)) for key in values)


def plain(values) -> tuple:
    """Choices that people know by the word that stands in the catalogue."""
    return tuple((value, value) for value in values)


KIND_WORDS = {
    "text": _("one line of text"),
    "long_text": _("several lines of text"),
    "text_or_reference": _("text, or where in an attachment it stands"),
    "number": _("a number"),
    "money": _("an amount of money"),
    "date": _("a day"),
    "period": _("from a day to a day"),
    "yes_no": _("yes or no"),
    "choice": _("one of several choices"),
    "choices": _("several choices"),
    "statement": _("a statement to accept"),
    "person": _("a person"),
    "organisation": _("an organisation with its number"),
    "address": _("a postal address"),
    "icd_codes": _("codes of diagnoses"),
    "registries": _("the registries"),
    "variables": _("the list of variables"),
    "people": _("a table of people"),
    "documents": _("a table of documents"),
    "approvals": _("a table of approvals"),
    "attachments": _("the files of all attachments"),
    "file": _("the file of one attachment"),
}
TEXT_WORDS = {
    "before_applying": _("Before one applies"),
    "what_happens": _("What happens, step by step"),
    "handling_time": _("On handling times"),
    "price_note": _("On prices"),
    "enquiry_intro": _("Above the form for an enquiry"),
    "change_intro": _("Where an application for a change begins"),
    "secrecy_authority": _("Secrecy, for a public authority"),
    "secrecy_carried_over": _("Secrecy that is carried over"),
    "secrecy_other": _("Secrecy, for everybody else"),
    "reservation_intro": _("Above the reservations"),
    "personal_numbers": _("On personal identity numbers"),
    "appeal_how": _("How to appeal"),
    "confirmation": _("In the mail that confirms an application"),
    "decision_heading": _("Heading of the decision"),
    "specification_heading": _("What the specification is called"),
    "agreement_terms": _("Terms of the agreement"),
    "delivery_note": _("On the delivery note"),
    "complaint_note": _("On the delivery note, about complaints"),
    "invoice_note": _("On the delivery note, about the invoice"),
    "data_file_note": _("About data files of the applicant"),
}
CONDITION = _("For example linkage and 'patients' in registries. Empty: no condition.")
ROW_KEY = _("Small letters, digits, “-” and “_”. Rules and events know it by this; people never see it.")
QUESTION_KEY = _(
    "Small letters, digits and “_”. Conditions name it, and answers are kept under it: leave it as long as the same "
    "thing is asked."
)
REQUIRED = Entry("required", "yes", _("Required"), _("Always needed before the application is sent."))
REQUIRED_WHEN = Entry("required_when", "condition", _("Required when"), CONDITION)
BECAUSE = Entry("because", "words", _("Why it is needed"), _("Said where it is missing."))
KEY = Entry("key", "slug", _("Key"), ROW_KEY, must=True)
HELP = Entry("help", "words", _("Help"))

SECTION_ENTRIES = (
    Entry("title", "words", _("Title")),
    Entry("intro", "long_words", _("Introduction")),
    KEY,
)
QUESTION_ENTRIES = (
    Entry("label", "words", _("Question")),
    HELP,
    Entry("key", "key", _("Key"), QUESTION_KEY, must=True),
    Entry("kind", "one_of", _("Kind"), choices=named(KINDS, KIND_WORDS), must=True),
    REQUIRED,
    REQUIRED_WHEN,
    BECAUSE,
    Entry("visible_when", "condition", _("Asked when"), CONDITION),
    Entry(
        "fact",
        "one_of",
        _("Fact of the project"),
        _("What the answer tells the portal: for letters, invoices and the other forms of the project."),
        named(PROJECT_FACTS, {fact.key: fact.label for fact in FACTS.values()}),
    ),
    Entry("max_length", "whole", _("Characters at most")),
    Entry("min", "end", _("The least"), _("A number, a date like 2026-01-31, or how many are chosen.")),
    Entry("max", "end", _("The greatest"), _("Likewise; “today” for the day on which it is answered.")),
    Entry(
        "options",
        "options",
        _("More settings of the kind"),
        _('One a line, as in the catalogue: without = ["title"], rows = 6, rule = "plan".'),
    ),
)
CHOICE_ENTRIES = (Entry("label", "words", _("Label")), HELP, KEY)
ATTACHMENT_ENTRIES = (
    Entry("label", "words", _("Label")),
    HELP,
    KEY,
    REQUIRED,
    REQUIRED_WHEN,
    BECAUSE,
    Entry("kinds", "several", _("Kinds of file"), choices=plain(CONTENT_TYPES)),
    Entry("max_mb", "whole", _("Megabytes at most"), _("Without it 20.")),
    Entry("multiple", "yes", _("Several files"), _("Takes more than one file.")),
)
STAGE_ENTRIES = (
    Entry("key", "one_of", _("Stage"), choices=tuple(StageKey.choices), must=True),
    Entry("name", "words", _("What the authority calls it")),
    Entry("role", "one_of", _("Who acts"), choices=tuple(Role.choices)),
    Entry("limit_days", "whole", _("Working days at most")),
    Entry("is_on", "yes_else", _("Cases pass through it")),
)
CHECK_ENTRIES = (
    Entry("label", "words", _("What is looked at")),
    HELP,
    KEY,
    Entry("when", "condition", _("Counts when"), CONDITION),
)
RESERVATION_ENTRIES = (Entry("text", "long_words", _("Text")), KEY)
REASON_ENTRIES = (
    Entry("title", "words", _("Title")),
    Entry("text", "long_words", _("Text")),
    Entry(
        "about",
        "one_of",
        _("For"),
        _("Without it for decisions."),
        named(REASON_ABOUT, {"decision": _("decisions"), "delay": _("notices of delay")}),
    ),
    KEY,
)
DUTY_ENTRIES = (
    Entry("title", "words", _("Title")),
    Entry("text", "long_words", _("What has to be done")),
    Entry("statement", "words", _("What is attested"), _("For example: We have deleted all copies.")),
    KEY,
    Entry(
        "after",
        "one_of",
        _("Counted from"),
        choices=tuple(zip(DUTY_AFTER, (_("the delivery"), _("the end of the project")), strict=True)),
        must=True,
    ),
    Entry("months", "whole", _("Months until it is due")),
    Entry("remind_days", "whole", _("Reminder, days before"), _("Without it 30.")),
)
INTRO_ENTRIES = (Entry("intro", "long_words", _("Introduction")),)
SELF_CHECK_QUESTION_ENTRIES = (
    Entry("label", "words", _("Question")),
    HELP,
    Entry("key", "key", _("Key"), QUESTION_KEY, must=True),
    Entry("kind", "one_of", _("Kind"), choices=named(SELF_CHECK_KINDS, KIND_WORDS), must=True),
    Entry("visible_when", "condition", _("Asked when"), _("By earlier questions of the self-check.")),
)
OUTCOME_ENTRIES = (
    Entry("title", "words", _("Title")),
    Entry("text", "long_words", _("Reason")),
    KEY,
    Entry(
        "result",
        "one_of",
        _("Leads to"),
        choices=(
            ("apply", _("apply here")),
            ("elsewhere", _("apply elsewhere")),
            ("not_needed", _("no application needed")),
        ),
        must=True,
    ),
    Entry("when", "condition", _("Shown when"), _("Only the last outcome can do without.")),
    Entry("authority", "line", _("Another authority"), _("Its address on the portal, to apply to.")),
    Entry("web", "line", _("Web address to go on to")),
)
PROCEDURE_ENTRIES = (
    Entry("source", "text", _("Source"), _("Where these rules are published.")),
    Entry("handling_months_min", "whole", _("Handling time, months at least")),
    Entry("handling_months_max", "whole", _("Handling time, months at most"), _("Shown on pages.")),
    Entry("specification_answer_days", "whole", _("Working days to answer a specification")),
    Entry("completion_answer_days", "whole", _("Working days to answer a request for completion")),
    Entry(
        "completion_remind_days",
        "whole",
        _("Working days before that day, to remind of it"),
        _("Without it 5; 0 reminds nobody."),
    ),
    Entry("complaint_months", "whole", _("Months to complain about a delivery"), _("Empty: no complaints.")),
    Entry("invoice_after_days", "whole", _("Days from delivery to invoice"), _("Without it 30.")),
    Entry("delivery_method", "one_of", _("Way of delivery"), choices=tuple(DeliveryMethod.choices)),
    Entry("agreement_kind", "one_of", _("Beside the decision"), choices=tuple(AgreementKind.choices)),
    Entry("review_kind", "one_of", _("Kind of legal review"), choices=tuple(ReviewKind.choices)),
    Entry("order_copy_in_confirmation", "yes", _("The confirming mail carries a copy of the order")),
    Entry("data_files_after_decision", "yes", _("Applicants send data files only after the decision")),
    Entry("appeal_body", "words", _("Who tries an appeal")),
    Entry("appeal_weeks", "whole", _("Weeks to appeal"), _("Without it 3.")),
    Entry("appeal_reference", "words", _("Paragraph on appeals")),
    Entry("retention_years", "whole", _("Years until a case can be archived"), _("Without it 10.")),
    Entry("remind_before_days", "whole", _("Working days from reminder to deadline"), _("Without it 3; 0: none.")),
    Entry("remind_late_days", "whole", _("Days between reminders of what is late"), _("Without it 7.")),
    Entry("notice_reference", "words", _("Paragraph on notices of delay"), _("Empty: no such notices.")),
    Entry("demand_reference", "words", _("Paragraph on demands for a decision")),
    Entry("demand_after_months", "whole", _("Months until a decision can be demanded"), _("Empty: never.")),
    Entry("demand_answer_weeks", "whole", _("Weeks to answer such a demand"), _("Without it 4.")),
)
TEXT_ENTRIES = (Entry("text", "long_words", _("Text"), _("A blank line begins a new paragraph.")),)
