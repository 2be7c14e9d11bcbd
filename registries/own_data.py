"""What the portal keeps of a person's roles, as that person gets it."""

from registries.models import Absence, Membership, SetupEvent


def own_data(user) -> dict[str, object]:
    """{name of the file: what it holds}."""
    roles = Membership.objects.filter(user=user).order_by("pk")
    away = Absence.objects.filter(user=user).order_by("pk")
    return {
        "roles": {
            "roles": list(roles.values("authority__slug", "role", "registry__slug")),
            "absences": [{"from": one.from_on, "to": one.to_on, "authority": one.authority.slug} for one in away],
            "configured": list(
                SetupEvent.objects.filter(by=user).order_by("pk").values("authority__slug", "kind", "subject", "at")
            ),
        }
    }
