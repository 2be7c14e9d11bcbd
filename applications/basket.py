"""The basket: variables that somebody puts aside while searching, kept in the session until the person signs in."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.http import HttpRequest
from django.utils.translation import gettext as _

from applications.closed_registries import why_closed
from applications.models import BasketItem
from registries.models import ApplicationKind, Authority, Registry, Variable

SESSION_KEY = "basket"
MOST = 2000  # how many variables a basket holds


class Basket:
    """The basket of whoever makes a request."""

    def __init__(self, request: HttpRequest):
        self.request, self.user = request, request.user

    @cached_property
    def ids(self) -> list[int]:
        """The ids of the variables in it, in the order in which they were put in."""
        if not self.user.is_authenticated:
            return list(self.request.session.get(SESSION_KEY, []))
        self._take_over()
        return list(BasketItem.objects.filter(user=self.user).values_list("variable_id", flat=True))

    def _take_over(self) -> None:
        """What was put in before the sign-in goes on in the person's own basket."""
        if waiting := self.request.session.pop(SESSION_KEY, []):
            self._keep(waiting)

    def _keep(self, ids: Iterable[int]) -> None:
        known = Variable.objects.filter(pk__in=list(ids)).values_list("pk", flat=True)
        rows = [BasketItem(user=self.user, variable_id=pk) for pk in known]
        BasketItem.objects.bulk_create(rows, ignore_conflicts=True)

    def put(self, ids: Iterable[int]) -> int:
        """Put variables in; gives how many were not there yet. Those that the portal does not have are left out."""
        there = set(self.ids)
        new = list(Variable.objects.filter(pk__in=list(ids)).exclude(pk__in=there).values_list("pk", flat=True))
        new = new[: max(MOST - len(there), 0)]
        self._write([*self.ids, *new], new)
        return len(new)

    def _write(self, all_ids: list[int], new: list[int]) -> None:
        if self.user.is_authenticated:
            self._keep(new)
        else:
            self.request.session[SESSION_KEY] = all_ids
        self.ids = all_ids

    def take(self, ids: Iterable[int]) -> None:
        """Take variables out again."""
        gone = set(ids)
        if self.user.is_authenticated:
            BasketItem.objects.filter(user=self.user, variable__in=gone).delete()
        left = [pk for pk in self.ids if pk not in gone]
        self._write(left, [])

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, variable: Variable) -> bool:
        return variable.pk in self.ids

    def receivers(self) -> list["Receiver"]:
        """What is in it, by who receives it."""
        return receivers_of(self.ids)


@dataclass
class Receiver:
    """One application that a basket leads to: its receiver, its variables, and what hinders it, as a sentence."""

    authority: Authority
    registry: Registry | None  # where each registry receives by itself (Q7)
    variables: list[Variable] = field(default_factory=list)
    hindrance: str = ""

    @property
    def registries(self) -> list[Registry]:
        """The registries that the variables are of, each once."""
        return list({variable.registry_id: variable.registry for variable in self.variables}.values())

    @property
    def key(self) -> str:
        """A name for forms and anchors: the receiver's address on the portal."""
        return self.registry.slug if self.registry else self.authority.slug

    @property
    def name(self) -> str:
        """The receiver, in the reader's language."""
        return self.authority.text(self.registry.name) if self.registry else str(self.authority)


def receivers_of(ids: Iterable[int]) -> list[Receiver]:
    """The variables with these ids by their receiver; those of a closed registry by themselves, with the reason."""
    variables = Variable.objects.filter(pk__in=list(ids)).select_related("registry__authority")
    found: dict[tuple, Receiver] = {}
    for variable in variables.order_by("registry__authority__slug", "registry__slug", "position", "name"):
        registry, authority = variable.registry, variable.registry.authority
        closed = registry.is_closed(authority.today())
        alone = closed or authority.receives_by_registry
        key = (authority.pk, registry.pk if alone else None)
        if key not in found:
            found[key] = Receiver(authority, registry if alone else None, hindrance=_hindrance(registry, closed))
        found[key].variables.append(variable)
    return list(found.values())


def _hindrance(registry: Registry, closed: bool) -> str:
    """Why nothing can be applied for here now; "" where it can."""
    authority = registry.authority
    if closed:
        return why_closed(registry)
    form = authority.form_in_force(registry=registry if authority.receives_by_registry else None)
    if form is None or authority.procedure_in_force(ApplicationKind.NEW) is None:
        return _("%(authority)s takes no applications through the portal now.") % {"authority": authority.short_name}
    if not any(question.kind == "variables" for question in form.questions.values()):
        sentence = _("The form of %(authority)s has no variable list: describe there in words what you need.")
        return sentence % {"authority": authority.short_name}
    return ""
