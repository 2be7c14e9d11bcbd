"""Whose turn it is, what there is to do, and until when: the most important sentence of a case."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Application, Waiting
from portal.base.money import format_money
from portal.base.templatetags.portal_tags import longdate
from registries.models import StageKey

AT_WORK = {
    Waiting.COORDINATOR: gettext_lazy("The application waits for a case officer at %(authority)s"),
    Waiting.CASE_OFFICER: gettext_lazy("Your case officer at %(authority)s is working with the case"),
    Waiting.LAWYER: gettext_lazy("A lawyer at %(authority)s goes through the case"),
    Waiting.DECISION_MAKER: gettext_lazy("The decision maker at %(authority)s has the case"),
    Waiting.DATA_MANAGER: gettext_lazy("%(authority)s prepares your data"),
    Waiting.FINANCE_OFFICER: gettext_lazy("%(authority)s prepares the invoice"),
}
ENDED = {
    StageKey.CLOSED: (gettext_lazy("The case is closed"), gettext_lazy("Everything has been delivered.")),
    StageKey.ARCHIVED: (gettext_lazy("The case is archived"), gettext_lazy("Nothing more happens in it.")),
    StageKey.WITHDRAWN: (
        gettext_lazy("The application is withdrawn"),
        gettext_lazy("The authority does nothing more. You can begin a new application whenever you like."),
    ),
    StageKey.DISMISSED: (
        gettext_lazy("The authority did not try the application"),
        gettext_lazy("The decision says why, and how you can appeal."),
    ),
    StageKey.REFUSED: (
        gettext_lazy("Disclosure was refused"),
        gettext_lazy("The decision says why, and how you can appeal."),
    ),
}
INVOICED = gettext_lazy("Everything has been delivered and invoiced.")


def turn_of(case: Application, *, may_act: bool, specification=None, duty=None, gap_count: int = 0) -> dict:
    """What components/turn.html shows. `may_act` is False for a member of the team who only reads.

    `specification` is the newest version that was sent to the applicant, `duty` the first one that should be done now,
    `gap_count` what a draft still lacks.
    """
    if duty is not None and not case.in_delivery:  # while errors are being mended, that is what the page speaks of
        turn = _duty(case, duty)
    elif case.stage in ENDED:
        return _ended(case)
    elif case.is_draft:
        turn = _draft(case, gap_count)
    elif case.waits_for_applicant and case.open_completion_request:
        turn = _completion(case)
    elif specification is not None and specification.is_waiting:
        turn = _specification(case, specification)
    else:
        return _authority(case)
    if not may_act:
        turn |= {"yours": False, "title": _("Waits for your project’s leader or contact person"), "url": ""}
    return turn


def _ended(case: Application) -> dict:
    title, text = ENDED[case.stage]
    if case.is_closed and case.delivery_is_invoiced:
        text = INVOICED
    return {"title": title, "text": text}


def _duty(case: Application, duty) -> dict:
    words = {"what": case.authority.text(duty.title), "day": longdate(duty.due_on)}
    turn = {"url": _address(case, "#duties"), "label": _("Read what is owed"), "yours": True}
    if duty.is_late_on(case.authority.today()):
        text = _("It should have been attested by %(day)s.") % words
        return turn | {"late": True, "title": _("This is late: %(what)s") % words, "text": text}
    return turn | {"title": _("Your turn: %(what)s") % words, "text": _("To be done and attested by %(day)s.") % words}


def _address(case: Application, anchor: str = "") -> str:
    return reverse("application_page", args=[case.public_id]) + anchor


def _draft(case: Application, gap_count: int) -> dict:
    if gap_count:
        return {
            "yours": True,
            "title": _("Your turn: fill in the application and send it"),
            "text": _("Nobody but your project sees it until you send it. What you type is saved as you go."),
            "url": reverse("application_form_start", args=[case.public_id]),
            "label": _("Go on with the application"),
        }
    return {
        "yours": True,
        "title": _("Your turn: read through the application and send it"),
        "text": _("Everything that has to be there is there."),
        "url": reverse("application_review", args=[case.public_id]),
        "label": _("Read through and send"),
    }


def _completion(case: Application) -> dict:
    return {
        "yours": True,
        "title": _("Your turn: mend the application"),
        "text": _("%(authority)s asks you to complete it by %(day)s. Until then the handling time stands still.")
        % {"authority": case.authority, "day": longdate(case.open_completion_request.due_on)},
        "url": _address(case, "#completion"),
        "label": _("Read what is asked"),
    }


def _specification(case: Application, specification) -> dict:
    price = specification.price
    words = {
        "name": case.specification_name,
        "version": specification.version,
        "price": format_money(price.net, price.currency),
        "day": longdate(specification.valid_until),
    }
    if specification.valid_until < case.authority.today():
        title = _("The time to accept “%(name)s” has run out") % words
        text = _("It ran out on %(day)s. Write a message to the case officer and ask for a new one.")
        return {
            "late": True,
            "title": title,
            "text": text % words,
            "url": _address(case, "?tab=messages"),
            "label": _("Write a message"),
        }
    text = _(
        "Version %(version)s, %(price)s without VAT. Answer by %(day)s. Until then the handling time stands still."
    )
    if specification.is_free:
        text = _("Version %(version)s; it costs nothing. Answer by %(day)s. Until then the handling time stands still.")
    return {
        "yours": True,
        "title": _("Your turn: read and accept “%(name)s”") % words,
        "text": text % words,
        "url": _address(case, "#specification"),
        "label": _("Read it"),
    }


def _authority(case: Application) -> dict:
    title = AT_WORK.get(case.waiting_for, AT_WORK[Waiting.CASE_OFFICER]) % {"authority": case.authority}
    if case.is_being_corrected:
        title = _("%(authority)s looks into the errors that you reported") % {"authority": case.authority}
    if case.deadline_on is None:
        return {"title": title, "text": _("You need do nothing now.")}
    if case.demand_until:
        text = _("You have demanded a decision. The case is to be decided, or the demand refused, by %(day)s.")
        is_late = case.is_late_on(case.authority.today())
        return {"title": title, "late": is_late, "text": text % {"day": longdate(case.demand_until)}}
    words = {"day": longdate(case.deadline_on)}
    if case.deadline_on < case.authority.today():
        text = _("This should have been done by %(day)s. You can write a message and ask what it waits for.") % words
        return {
            "late": True,
            "title": title,
            "text": text,
            "url": _address(case, "?tab=messages"),
            "label": _("Write a message"),
        }
    return {"title": title, "text": _("It should be done by %(day)s. You need do nothing now.") % words}
