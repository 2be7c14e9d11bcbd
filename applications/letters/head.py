"""What every letter begins with: who writes, to whom, when, about which case."""

from datetime import date

from django.conf import settings

from applications.models import Application
from portal.base.clock import today
from portal.base.texts import pick


def head(case: Application, day: date, language: str, facts: dict) -> dict:
    """The parts of a letter that do not depend on its kind; the receiver is added by each kind.

    `facts` are the project facts of the submission that the letter rests on.
    """
    return {
        "language": language,
        "day": day.isoformat(),
        "number": case.case_number,
        "title": case.title,
        "applied_on": _applied_on(case),
        "authority": _authority(case, language),
        "officer": person(case.officer),
        "principal": principal(facts),
        "portal": {"name": settings.PORTAL_NAME, "url": settings.PORTAL_URL},
        "receiver": [],
    }


def _authority(case: Application, language: str) -> dict:
    authority = case.authority
    return {
        "slug": authority.slug,
        "name": pick(authority.name, language, fallback=authority.language),
        "unit": pick(authority.unit, language, fallback=authority.language),
        "address": lines(authority.address),
        "email": authority.email,
        "telephone": authority.telephone,
        "web": authority.web,
        "organisation_number": authority.organisation_number,
    }


def _applied_on(case: Application) -> str:
    """The day that the application came in: on paper (S13), or through the portal. ISO, or ""."""
    if case.received_on:
        return case.received_on.isoformat()
    return iso_day(case, case.submitted_at)


def iso_day(case: Application, moment) -> str:
    """The day of a moment at the authority, as an ISO date; "" for None."""
    return today(moment, case.authority.time_zone).isoformat() if moment else ""


def person(user) -> dict:
    """A person of the authority as a letter names them; {} for nobody."""
    if user is None:
        return {}
    return {"name": user.name, "title": user.title, "email": user.email, "telephone": user.telephone}


def principal(facts: dict) -> dict:
    """The research principal: name, number, and whether it is an authority (S20, S21)."""
    organisation = facts.get("principal") or {}
    return {
        "name": organisation.get("name", ""),
        "number": organisation.get("number", ""),
        "is_authority": facts.get("principal_is_authority") == "yes",
    }


def contact_lines(facts: dict) -> list[str]:
    """The receiver of letters to the applicant: the contact person, else whoever leads the project (T1)."""
    contact = facts.get("contact_person") or facts.get("principal_investigator") or {}
    organisation = facts.get("principal") or {}
    return kept(contact.get("name"), contact.get("title"), organisation.get("name"))


def representative_lines(facts: dict) -> list[str]:
    """The receiver of the decision: the principal, through its representative, who formally asks (S19, T6)."""
    organisation, someone = facts.get("principal") or {}, facts.get("representative") or {}
    name = ", ".join(kept(someone.get("name"), someone.get("title")))
    return kept(organisation.get("name"), name, *address_lines(facts.get("representative_address") or {}))


def address_lines(address: dict) -> list[str]:
    """A postal address as it stands on an envelope."""
    return kept(address.get("street"), " ".join(kept(address.get("postcode"), address.get("city"))))


def lines(text: str) -> list[str]:
    """The lines of a text that hold something."""
    return kept(*(line.strip() for line in text.splitlines()))


def kept(*texts: str | None) -> list[str]:
    """The texts that are there."""
    return [text for text in texts if text]
