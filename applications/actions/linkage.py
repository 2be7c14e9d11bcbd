"""The linkage plan of a project: one for all of its cases (Q3, U8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import LinkagePlan, LinkageStep, Project
from applications.problems import NotAllowed, Refused, refuse_unless
from applications.project_log import locked_project, note
from registries.models import Registry


@dataclass(frozen=True)
class Source:
    """A source of the plan, as it was typed: a registry of the portal, or the name of something else."""

    registry: Registry | None = None
    source: str = ""
    sends_to: str = ""
    carries: str = LinkageStep.Carries.PSEUDONYM

    @property
    def is_named(self) -> bool:
        """Whether it says what the source is, in one way."""
        return (self.registry is None) == bool(self.source)

    @property
    def key(self) -> str:
        """What tells it from the other sources."""
        return f"registry {self.registry.pk}" if self.registry else self.source.casefold()


class StalePlan(Refused):
    """Somebody saved the plan since the page was opened; `theirs` is what stands there now."""

    def __init__(self, theirs: LinkagePlan):
        super().__init__(
            [_("Somebody else saved this plan. Both versions are shown. Yours is not saved yet: save it again.")]
        )
        self.theirs = theirs


@transaction.atomic
def save_plan(
    *, by, project: Project, sources: Iterable[Source], version: int, at: datetime | None = None, **fields
) -> LinkagePlan:
    """Write the plan, its sources in their order. Sent cases keep the plan that they were sent with.

    Raises NotAllowed for whoever only reads, NotReady for a source without a name or twice, and StalePlan where the
    plan has been saved since `version`.
    """
    at, project, sources = at or timezone.now(), locked_project(project.pk), list(sources)
    if not by.has_perm("applications.edit_project", project):
        raise NotAllowed
    refuse_unless(
        (all(one.is_named for one in sources), _("Say of each source what it is: a registry, or a name of your own.")),
        (len({one.key for one in sources}) == len(sources), _("A source stands there twice. Remove one of the two.")),
    )
    plan = LinkagePlan.objects.filter(project=project).first() or LinkagePlan(project=project)
    if plan.version != version:
        raise StalePlan(plan)
    for name, value in fields.items():
        setattr(plan, name, value)
    plan.version, plan.changed_at = version + 1, at
    plan.save()
    _write_steps(plan, sources)
    note(project, "linkage_changed", by=by, at=at, version=plan.version)
    return plan


def _write_steps(plan: LinkagePlan, sources: list[Source]) -> None:
    plan.steps.all().delete()
    LinkageStep.objects.bulk_create(
        LinkageStep(
            plan=plan,
            position=position,
            registry=one.registry,
            source=one.source,
            sends_to=one.sends_to,
            carries=one.carries,
        )
        for position, one in enumerate(sources, start=1)
    )
