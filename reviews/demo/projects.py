"""Projects of the demonstration that need data from several authorities: their team, approvals and linkage plan."""

from datetime import date, datetime, timedelta
from typing import Any

from applications.actions.approval import save_approval
from applications.actions.invitation import accept, invite
from applications.actions.linkage import Source, save_plan
from applications.actions.project_fact import save_facts
from applications.actions.sharing import share
from applications.actions.team import Statement, confirm_access, say_access
from applications.models import LinkageStep, Project
from applications.team import fingerprint
from portal.accounts.models import User
from registries.models import Registry
from registries.project_facts import PREFIX
from reviews.demo.people import read

DAYS = ("decided_on", "covers_from", "covers_to", "key_kept_until")


def set_up(project: Project, key: str, people: dict[str, User], shared: dict[str, Any], at: datetime) -> None:
    """Give a project what projects.toml says of it under `key`, as its researcher does on the project's pages.

    `shared` are facts ({"project.principal": value}) that the file of its first case says.
    """
    said = next(one for one in read("projects.toml")["projects"] if one["key"] == key)
    leader = people[said["researcher"]]
    for member in said["team"]:
        _join(project, leader, people[member["who"]], member, at)
    facts = {fact.removeprefix(PREFIX): value for fact, value in shared.items()} | said["facts"]
    save_facts(by=leader, project_id=project.pk, typed=facts, versions={}, at=at)
    confirm_access(by=leader, project=project, seen=fingerprint(project), at=at + timedelta(minutes=5))
    for approval in said["approvals"]:
        save_approval(by=leader, project=project, at=at, **_with_days(approval))
    plan = dict(said["plan"])
    steps = [_source(slug, plan["linked_by"]) for slug in plan.pop("sources")]
    save_plan(by=leader, project=project, sources=steps, version=0, at=at, **_with_days(plan))
    share(by=leader, project=project, sharing=said["sharing"], at=at)


def _join(project: Project, leader: User, person: User, said: dict, at: datetime) -> None:
    """The person comes into the team by an invitation, and says what there will be access to."""
    fields = {name: said[name] for name in ("has_access", "access_to", "affiliation")}
    statement = Statement(title=person.title, **fields)
    if person == leader:
        say_access(by=person, project=project, statement=statement, at=at)
        return
    sent = invite(by=leader, project=project, email=person.email, may=said["may"], language=person.language, at=at)
    accept(by=person, invitation=sent, statement=statement, at=at)


def _source(slug: str, linked_by: str) -> Source:
    registry = Registry.objects.get(slug=slug)
    return Source(registry=registry, sends_to=linked_by, carries=LinkageStep.Carries.IDENTITY)


def _with_days(said: dict[str, Any]) -> dict[str, Any]:
    return {name: date.fromisoformat(value) if name in DAYS else value for name, value in said.items()}
