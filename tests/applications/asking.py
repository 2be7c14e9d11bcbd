"""A world in which questions are asked before an application: who holds a registry there, and a question."""

from applications.actions.enquiry import ask, close
from applications.models import Enquiry
from registries.models import Membership, Registry, Role
from tests.factories.people import UserFactory
from tests.factories.world import MONDAY, World

QUESTION = "Can the register say how many broke a hip in 2010–2020?"


def taking_enquiries(world: World) -> World:
    """The world with an authority that takes enquiries, a second registry, and a holder of each."""
    world.authority.takes_enquiries = True
    world.authority.save()
    second = Registry.objects.create(authority=world.authority, slug="births", name={"en": "Birth register"})
    world.people |= {"holder": UserFactory(name="Hanna Holder"), "second_holder": UserFactory(name="Bo Births")}
    hold(world.holder, world, world.registry)
    hold(world.second_holder, world, second)
    return world


def hold(user, world, registry=None) -> None:
    Membership.objects.create(user=user, authority=world.authority, role=Role.REGISTRY_HOLDER, registry=registry)


def by_registry(world) -> list[Registry]:
    """Let each registry receive by itself."""
    world.authority.receives = "registry"
    world.authority.save()
    return list(world.authority.registries.order_by("-slug"))


def asked(world, *registries, **more) -> list[Enquiry]:
    words = {"subject": "Hip fractures", "text": QUESTION, "at": MONDAY} | more
    return ask(by=world.researcher, authority=world.authority, registries=registries, **words)


def closed(world, who: str) -> Enquiry:
    return close(by=world.people[who], enquiry_id=Enquiry.objects.get().pk, at=MONDAY)
