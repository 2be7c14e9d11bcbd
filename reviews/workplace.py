"""Which stages there are where somebody works: queues and filters speak of no other."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import cached_property
from django.utils.text import capfirst

from applications.models import ENDED_STAGES, OPEN_STAGES, REVIEWING_ROLES
from portal.base.prepared import PreparedInstances
from portal.base.texts import pick
from registries.models import Authority, ReviewKind, Role, Stage, StageKey
from registries.models.procedure import OPTIONAL_STAGES, spoken_name
from registries.roles import DESK_ROLES
from reviews.stand_in import SOMEWHERE, shape_of

# A procedure holds much text, and there is a row for each of its stages: no more is read than what is asked below.
OF_AUTHORITY = ("slug", "short_name", "language", "country", "time_zone")
READ = ("key", "name", "role", "procedure__review_kind", *(f"procedure__authority__{name}" for name in OF_AUTHORITY))
HERE = DESK_ROLES | {Role.ADMINISTRATOR}  # whoever holds one of these works at the authority


@dataclass(frozen=True)
class Workplace:
    """The stages of the procedures at the authorities where a person works, the oldest procedure first."""

    stages: tuple[Stage, ...]

    def has(self, key: str) -> bool:
        """Whether any case can come to the stage here."""
        return key not in OPTIONAL_STAGES or any(stage.key == key for stage in self.stages)

    @cached_property
    def authorities(self) -> dict[int, Authority]:
        """The authorities by id; of each no more is read than what the queue shows and counts by."""
        return {stage.procedure.authority_id: stage.procedure.authority for stage in self.stages}

    @cached_property
    def countries(self) -> dict[str, list[int]]:
        """The ids of the authorities by country: each has a calendar of its own."""
        found: dict[str, list[int]] = {}
        for pk, authority in self.authorities.items():
            found.setdefault(authority.country, []).append(pk)
        return found

    def ids_of(self, slug: str) -> list[int]:
        """The id of the authority with that slug; none where nobody works at such a one."""
        return [pk for pk, authority in self.authorities.items() if authority.slug == slug]

    @cached_property
    def _names(self) -> dict[tuple[int, str], str]:
        return {(stage.procedure_id, stage.key): name_at_desk(stage) for stage in self.stages}

    def stage_name(self, case) -> str:
        """What the procedure of a case calls the stage that it is in, as it begins a line."""
        return self._names.get((case.procedure_id, case.stage)) or capfirst(case.get_stage_display())

    @property
    def has_lawyers_review(self) -> bool:
        """Whether a lawyer is ever waited for here (S16); a harm assessment needs none (Q8)."""
        return any(self._waits_for_lawyer(stage) for stage in self.stages if stage.key == StageKey.LEGAL_REVIEW)

    def meets_at(self, authority_ids: Collection[int]) -> bool:
        """Whether a lawyer's meeting is ever held at one of the authorities; a harm assessment has none (Q8)."""
        return any(
            stage.key == StageKey.LEGAL_REVIEW
            and stage.procedure.authority_id in authority_ids
            and stage.procedure.review_kind != ReviewKind.HARM_ASSESSMENT
            for stage in self.stages
        )

    @staticmethod
    def _waits_for_lawyer(stage: Stage) -> bool:
        if stage.role in REVIEWING_ROLES:
            return stage.role == Role.LAWYER
        return stage.procedure.review_kind != ReviewKind.HARM_ASSESSMENT

    def choices(self) -> list[tuple[str, str]]:
        """The stages to filter by: as the authority calls them; by their common names where several authorities are."""
        own = {}
        if len({stage.procedure.authority_id for stage in self.stages}) == 1:
            own = names_at_desk(self.stages)
        keys = [key for key in (*OPEN_STAGES, *ENDED_STAGES) if self.has(key)]
        return [(key, own.get(key) or capfirst(str(StageKey(key).label))) for key in keys]


def name_at_desk(stage: Stage) -> str:
    """What a procedure calls a stage, as it begins a line, in the reader's language."""
    return capfirst(spoken_name(stage.key, pick(stage.name, fallback=stage.procedure.authority.language)))


def names_at_desk(stages: Iterable[Stage]) -> dict[str, str]:
    """{stage: its name}, of procedures of one authority; where they differ the newest one says."""
    return {stage.key: name_at_desk(stage) for stage in stages}


def names_of_stages(authority: Authority) -> dict[str, str]:
    """Likewise, of all procedures of an authority."""
    stages = Stage.objects.filter(procedure__authority=authority, is_on=True).select_related("procedure__authority")
    return names_at_desk(stages.order_by("procedure__valid_from", "position").only(*READ))


def workplace_of(user) -> Workplace:
    """Where the person works, in one query."""
    shape, numbers = shape_of(user)
    here = tuple(place for place, (roles, _away) in zip(SOMEWHERE, shape, strict=False) if not HERE.isdisjoint(roles))
    return Workplace(tuple(_stages(here).instances({place: numbers[place] for place in here})) if here else ())


@lru_cache(maxsize=64)
def _stages(here: tuple[int, ...]) -> PreparedInstances:
    """The statement for whoever works at those of the stand-in's authorities (decision 0024)."""
    stages = Stage.objects.filter(procedure__authority__in=here, is_on=True).select_related("procedure__authority")
    return PreparedInstances(stages.order_by("procedure__valid_from", "position").only(*READ))
