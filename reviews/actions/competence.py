"""Say what a case officer knows."""

from collections.abc import Iterable

from django.db import transaction

from applications.problems import NotAllowed
from registries.models import Competence, Membership, Registry, Role
from registries.roles import has_role


@transaction.atomic
def say_competence(*, by, membership: Membership, registries: Iterable[Registry], languages: list[str]) -> Competence:
    """Keep which registries of the authority a case officer knows, and in which languages the person works.

    Raises NotAllowed for whoever neither coordinates nor administers there.
    """
    if not has_role(by, membership.authority, Role.COORDINATOR, Role.ADMINISTRATOR):
        raise NotAllowed
    known, _is_new = Competence.objects.update_or_create(membership=membership, defaults={"languages": languages})
    known.registries.set([registry for registry in registries if registry.authority_id == membership.authority_id])
    return known
