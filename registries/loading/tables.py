"""The tables of an authority's folder."""

from django.conf import settings

from portal.base.files import CONTENT_TYPES
from registries.kinds import KINDS
from registries.loading.shapes import (
    Item,
    Shape,
    day,
    decimal,
    email,
    end,
    key,
    named,
    one_of,
    plain,
    rows,
    slug,
    text,
    time_zone,
    web,
    whole,
    words,
    yes,
)
from registries.models import (
    AgreementKind,
    AssignmentRule,
    DeliveryMethod,
    Flag,
    Pricing,
    Receiver,
    ReviewKind,
    Role,
    Sensitivity,
    StageKey,
)

# What a question of a self-check can be: it is answered at once, and nothing of it is kept.
SELF_CHECK_KINDS = ("yes_no", "choice", "choices")
# Where a self-check leads to.
SELF_CHECK_RESULTS = ("apply", "elsewhere", "not_needed")
# What a reusable reason is for; without it a decision.
REASON_ABOUT = ("decision", "delay")
# What the date of a duty is counted from.
DUTY_AFTER = ("delivery", "project_end")
# What pages, mails and letters take from a procedure; another text would be shown nowhere.
TEXTS = Shape(
    **dict.fromkeys(
        (
            "before_applying",
            "what_happens",
            "handling_time",
            "price_note",
            "enquiry_intro",
            "change_intro",
            "secrecy_authority",
            "secrecy_carried_over",
            "secrecy_other",
            "reservation_intro",
            "personal_numbers",
            "appeal_how",
            "confirmation",
            "decision_heading",
            "specification_heading",
            "agreement_terms",
            "delivery_note",
            "complaint_note",
            "invoice_note",
            "data_file_note",
        ),
        Item(words),
    )
)

AUTHORITY = Shape(
    slug=Item(slug, required=True),
    name=Item(words, required=True),
    short_name=Item(text, required=True),
    unit=Item(words, default={}),
    country=Item(text, required=True),
    organisation_number=Item(text, required=True),
    currency=Item(text, required=True),
    time_zone=Item(time_zone, default="Europe/Stockholm"),
    language=Item(one_of([code for code, _name in settings.LANGUAGES]), required=True),
    case_number_pattern=Item(text, required=True),
    email=Item(email, required=True),
    telephone=Item(text, default=""),
    address=Item(text, required=True),
    visiting=Item(text, default=""),
    web=Item(web, default=""),
    about=Item(words, default={}),
    receives=Item(one_of(Receiver.values), default=Receiver.AUTHORITY.value),
    takes_enquiries=Item(yes, default=False),
    updated_on=Item(day, required=True),
)
NOTICE = Shape(
    text=Item(words, required=True),
    shown_from=Item(day, required=True),
    shown_to=Item(day, default=None),
    says_how_far=Item(yes, default=False),
)
LEGAL_REFERENCE = Shape(
    key=Item(slug, required=True),
    short=Item(words, required=True),
    text=Item(words, default={}),
    valid_from=Item(day, required=True),
    valid_to=Item(day, default=None),
)
FLAG = Shape(
    key=Item(slug, required=True),
    name=Item(words, required=True),
    sign=Item(one_of(Flag.Sign.values), default=Flag.Sign.FLAG.value),
    is_offered=Item(yes, default=True),
)
ASSIGNMENT_RULE = Shape(
    when=Item(text, default=""),
    looks_at=Item(one_of(AssignmentRule.LooksAt.values), required=True),
)
CONTACT = Shape(label=Item(words, required=True), email=Item(email), telephone=Item(text))
LINK = Shape(title=Item(words, required=True), web=Item(web, required=True))
AUTHORITY_FILE = Shape(
    authority=Item(AUTHORITY, required=True),
    contacts=Item(rows(CONTACT), default=[]),
    links=Item(rows(LINK), default=[]),
    notices=Item(rows(NOTICE), default=[]),
    legal_references=Item(rows(LEGAL_REFERENCE), default=[]),
    flags=Item(rows(FLAG), default=[]),
    assignment_rules=Item(rows(ASSIGNMENT_RULE), default=[]),
)

INSTITUTION = Shape(
    name=Item(text, required=True),
    number=Item(text, required=True),
    valid_from=Item(day, required=True),
    valid_to=Item(day, default=None),
)
INSTITUTIONS_FILE = Shape(institutions=Item(rows(INSTITUTION), default=[]))

FEE_SCHEDULE = Shape(
    valid_from=Item(day, required=True),
    currency=Item(text, default=""),
    pricing=Item(one_of(Pricing.values), default=Pricing.HOURLY.value),
    base=Item(decimal, required=True),
    hourly_rate=Item(decimal, required=True),
    reinvoicing=Item(decimal, required=True),
    withdrawal=Item(decimal, required=True),
    refusal=Item(decimal, required=True),
    usual_hours_min=Item(whole, default=None),
    usual_hours_max=Item(whole, default=None),
    vat_percent=Item(decimal, required=True),
    source=Item(text, default=""),
)
FEES_FILE = Shape(fee_schedules=Item(rows(FEE_SCHEDULE), default=[]))

REGISTRY = Shape(
    slug=Item(slug, required=True),
    name=Item(words, required=True),
    description=Item(words, default={}),
    from_year=Item(whole, default=None),
    to_year=Item(whole, default=None),
    update=Item(words, default={}),
    web=Item(web, default=""),
    holder=Item(words, default={}),
    advised_by=Item(words, default={}),
    email=Item(email, default=""),
    closed_on=Item(day, default=None),
    closed_because=Item(words, default={}),
)
VALUE = Shape(code=Item(text, required=True), label=Item(words, required=True))
VARIABLE = Shape(
    name=Item(text, required=True),
    label=Item(words, required=True),
    description=Item(words, default={}),
    from_year=Item(whole, default=None),
    to_year=Item(whole, default=None),
    identifying=Item(yes, default=False),
    tags=Item(rows(slug), default=[]),
    sensitivity=Item(one_of(Sensitivity.values), default=Sensitivity.ORDINARY.value),
    code_system=Item(text, default=""),
    values=Item(rows(VALUE), default=[]),
    web=Item(web, default=""),
    less_detail=Item(rows(text), default=[]),
)
REGISTRY_FILE = Shape(registry=Item(REGISTRY, required=True), variables=Item(rows(VARIABLE), default=[]))

PROCEDURE = Shape(
    kind=Item(text),
    valid_from=Item(day),
    version=Item(text, required=True),
    source=Item(text, default=""),
    handling_months_min=Item(whole, default=None),
    handling_months_max=Item(whole, default=None),
    specification_answer_days=Item(whole, required=True),
    completion_answer_days=Item(whole, required=True),
    completion_remind_days=Item(whole, default=5),
    complaint_months=Item(whole, default=None),
    invoice_after_days=Item(whole, default=30),
    delivery_method=Item(one_of(DeliveryMethod.values), default=DeliveryMethod.AGREED.value),
    order_copy_in_confirmation=Item(yes, default=False),
    data_files_after_decision=Item(yes, default=False),
    agreement_kind=Item(one_of(AgreementKind.values), default=AgreementKind.SECRECY_INFORMATION.value),
    review_kind=Item(one_of(ReviewKind.values), default=ReviewKind.MEETING.value),
    appeal_body=Item(words, default={}),
    appeal_weeks=Item(whole, default=3),
    appeal_reference=Item(words, default={}),
    retention_years=Item(whole, default=10),
    remind_before_days=Item(whole, default=3),
    remind_late_days=Item(whole, default=7),
    notice_reference=Item(words, default={}),
    demand_reference=Item(words, default={}),
    demand_after_months=Item(whole, default=None),
    demand_answer_weeks=Item(whole, default=4),
    texts=Item(TEXTS, default={}),
)
STAGE = Shape(
    key=Item(one_of(StageKey.values), required=True),
    name=Item(words, required=True),
    role=Item(one_of(Role.values), default=""),
    limit_days=Item(whole, default=None),
    is_on=Item(yes, default=True),
)
CHECK = Shape(key=Item(slug, required=True), label=Item(words, required=True), help=Item(words), when=Item(text))
RESERVATION = Shape(key=Item(slug, required=True), text=Item(words, required=True))
REASON = Shape(
    key=Item(slug, required=True),
    title=Item(words, required=True),
    text=Item(words, required=True),
    about=Item(one_of(REASON_ABOUT)),
)
DUTY = Shape(
    key=Item(slug, required=True),
    title=Item(words, required=True),
    text=Item(words),
    statement=Item(words, required=True),
    after=Item(one_of(DUTY_AFTER), required=True),
    months=Item(whole, required=True),
    remind_days=Item(whole, default=30),
)
FORM = Shape(extends=Item(text), without=Item(rows(text), default=[]), version=Item(text), source=Item(text))
CHOICE = Shape(key=Item(slug, required=True), label=Item(words, required=True), help=Item(words))
SELF_CHECK_QUESTION = Shape(
    key=Item(key, required=True),
    kind=Item(one_of(SELF_CHECK_KINDS), required=True),
    label=Item(words, required=True),
    help=Item(words),
    choices=Item(rows(CHOICE)),
    visible_when=Item(text),
)
OUTCOME = Shape(
    key=Item(slug, required=True),
    result=Item(one_of(SELF_CHECK_RESULTS), required=True),
    when=Item(text),
    title=Item(words, required=True),
    text=Item(words, required=True),
    authority=Item(slug),
    web=Item(web),
)
SELF_CHECK = Shape(
    intro=Item(words),
    questions=Item(rows(SELF_CHECK_QUESTION), required=True),
    outcomes=Item(rows(OUTCOME), required=True),
)
# Options that name parts of the answer or an attachment; the others are for the kind of question to read.
NAMING = {"without": rows(text), "needed": rows(text), "rule": text, "attachment": text}
QUESTION = Shape(
    key=Item(key, required=True),
    kind=Item(one_of(list(KINDS)), required=True),
    label=Item(words, required=True),
    help=Item(words),
    required=Item(yes),
    required_when=Item(text),
    visible_when=Item(text),
    because=Item(words),
    choices=Item(rows(CHOICE)),
    fact=Item(text),
    max_length=Item(whole),
    min=Item(end),
    max=Item(end),
    options=Item(named(plain, NAMING)),
)
SECTION = Shape(
    key=Item(slug, required=True),
    title=Item(words, required=True),
    intro=Item(words),
    questions=Item(rows(QUESTION), default=[]),
)
ATTACHMENT = Shape(
    key=Item(slug, required=True),
    label=Item(words, required=True),
    help=Item(words, default={}),
    required=Item(yes, default=False),
    required_when=Item(text, default=""),
    because=Item(words, default={}),
    kinds=Item(rows(one_of(list(CONTENT_TYPES))), default=["pdf"]),
    max_mb=Item(whole, default=20),
    multiple=Item(yes, default=False),
)
PROCEDURE_FILE = Shape(
    procedure=Item(PROCEDURE),
    stages=Item(rows(STAGE), default=[]),
    checklist=Item(rows(CHECK), default=[]),
    reservations=Item(rows(RESERVATION), default=[]),
    reasons=Item(rows(REASON), default=[]),
    self_check=Item(SELF_CHECK, default={}),
    duties=Item(rows(DUTY), default=[]),
    form=Item(FORM),
    sections=Item(rows(SECTION), default=[]),
    attachments=Item(rows(ATTACHMENT), default=[]),
)
# A form of one registry alone (Q5): how its applications are handled stands in the file of the common procedure.
OWN_FORM = Shape(**FORM.items | {"version": Item(text, required=True)})
OWN_FORM_FILE = Shape(
    form=Item(OWN_FORM, required=True),
    sections=Item(rows(SECTION), default=[]),
    attachments=Item(rows(ATTACHMENT), default=[]),
)
