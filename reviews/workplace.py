"""Which stages there are where somebody works: queues and filters speak of no other."""

from dataclasses import dataclass

from django.utils.text import capfirst

from applications.models import ENDED_STAGES, OPEN_STAGES, REVIEWING_ROLES
from portal.base.texts import pick
from registries.models import ReviewKind, Role, Stage, StageKey
from registries.models.procedure import OPTIONAL_STAGES
from registries.roles import DESK_ROLES, authorities_of


@dataclass(frozen=True)
class Workplace:
    """The stages of the procedures at the authorities where a person works, the oldest procedure first."""

    stages: tuple[Stage, ...]

    def has(self, key: str) -> bool:
        """Whether any case can come to the stage here."""
        return key not in OPTIONAL_STAGES or any(stage.key == key for stage in self.stages)

    @property
    def has_lawyers_review(self) -> bool:
        """Whether a lawyer is ever waited for here (S16); a harm assessment needs none (Q8)."""
        return any(self._waits_for_lawyer(stage) for stage in self.stages if stage.key == StageKey.LEGAL_REVIEW)

    @staticmethod
    def _waits_for_lawyer(stage: Stage) -> bool:
        if stage.role in REVIEWING_ROLES:
            return stage.role == Role.LAWYER
        return stage.procedure.review_kind != ReviewKind.HARM_ASSESSMENT

    def choices(self) -> list[tuple[str, str]]:
        """The stages to filter by: as the authority calls them; by their common names where several authorities are."""
        own = {}
        if len({stage.procedure.authority_id for stage in self.stages}) == 1:
            own = {row.key: pick(row.name, fallback=row.procedure.authority.language) for row in self.stages}
        keys = [key for key in (*OPEN_STAGES, *ENDED_STAGES) if self.has(key)]
        return [(key, capfirst(own.get(key) or str(StageKey(key).label))) for key in keys]


def workplace_of(user) -> Workplace:
    """Where the person works, in one query."""
    here = authorities_of(user, *DESK_ROLES, Role.ADMINISTRATOR)
    stages = Stage.objects.filter(procedure__authority__in=here, is_on=True)
    return Workplace(tuple(stages.select_related("procedure__authority").order_by("procedure__valid_from", "position")))
