"""The variable list of a form as its page shows it: rows with what each asks for, and what can be chosen."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _

from applications.actions.answers import Row
from applications.basket import Basket
from applications.closed_registries import why_closed
from applications.completeness import asks_own_reason
from applications.forms.section import known_variables, rows_typed
from applications.models import Application
from registries.models import Registry, Variable
from registries.schema import Question, Section

MOST_SHOWN = 300  # of a longer registry the page leads to the search: nobody reads on through thousands of boxes


def list_rows(rows: Sequence[Row], question: Question | None) -> list[dict]:
    """The rows of a list, each with its variable, whether it needs a reason of its own, and what is less exact."""
    variables = Variable.objects.select_related("registry").in_bulk([row.variable_id for row in rows])
    alternatives = _alternatives(variables.values())
    return [
        {
            "variable": variable,
            "registry": variable.registry,
            "reason": row.reason,
            "level": row.level,
            "identifying_reason": row.identifying_reason,
            "asks_own_reason": question is not None and asks_own_reason(question, variable),
            "alternatives": [one for one in alternatives.get(variable.pk, []) if one.pk not in variables],
        }
        for row in rows
        if (variable := variables.get(row.variable_id))
    ]


def _alternatives(variables: Collection[Variable]) -> dict[int, list[Variable]]:
    """{variable id: variables of the same registry that say the same in less detail, the usual choice first}."""
    wanted = [variable for variable in variables if variable.less_detail]
    if not wanted:
        return {}
    names = {name for variable in wanted for name in variable.less_detail}
    found = Variable.objects.filter(registry__in={one.registry_id for one in wanted}, name__in=names)
    by_name = {(one.registry_id, one.name): one for one in found}
    return {
        variable.pk: [by_name[key] for name in variable.less_detail if (key := (variable.registry_id, name)) in by_name]
        for variable in wanted
    }


def choice_in(registry: Registry, there: Collection[int], on: date) -> dict:
    """What can be chosen of a registry on a day: its variables that are not `there`; of a long registry only how many.

    Of one that is closed it is nothing.
    """
    is_closed = registry.is_closed(on)
    count = 0 if is_closed else registry.variables.count()
    listed = registry.variables.order_by("position", "name") if 0 < count <= MOST_SHOWN else []
    return {
        "registry": registry,
        "is_closed": is_closed,
        "count": count,
        "is_long": count > MOST_SHOWN,
        "variables": [variable for variable in listed if variable.pk not in there],
    }


def rows_after(request: HttpRequest, case: Application, section: Section, do: str) -> list[Row] | None:
    """The rows of the page after the button `do`, which adds, takes away or swaps some; None where there is no list."""
    rows = rows_typed(case, section, request.POST)
    if rows is None:
        return None
    verb, _colon, place = do.partition(":")
    if verb == "remove":
        return [row for row in rows if str(row.variable_id) != place]
    if verb == "swap":
        return swapped(rows, place)
    if verb == "basket":
        chosen = {registry.pk for registry in case.registries.all()}
        return _with(case, rows, Basket(request).ids, chosen)
    if verb == "add":
        return _with(case, rows, [int(value) for value in request.POST.getlist("add") if value.isdecimal()])
    return rows


def _with(
    case: Application, rows: list[Row], wanted: Iterable[int], chosen: Collection[int] | None = None
) -> list[Row]:
    """The rows, and those of `wanted` that are not there yet, of the registries `chosen` (None: of all)."""
    there = {row.variable_id for row in rows}
    new = [pk for pk in dict.fromkeys(wanted) if pk not in there]
    registries, closed = known_variables(case, new), closed_registries(case)
    open_to_it = {pk: registry for pk, registry in registries.items() if registry not in closed}
    found = [pk for pk in new if pk in open_to_it and (chosen is None or registries[pk] in chosen)]
    return rows + [Row(variable_id=pk, registry_id=registries[pk], reason="") for pk in found]


def closed_registries(case: Application) -> dict[int, Registry]:
    """{id: registry} of the case's authority that are closed today: nothing of them is added to a list anew."""
    registries, on = case.authority.registries.select_related("authority"), case.authority.today()
    return {registry.pk: registry for registry in registries.filter(closed_on__lte=on)}


def left_in_basket(request: HttpRequest, case: Application) -> list[str]:
    """A sentence for each closed registry of the case whose variables could not be taken over from the basket."""
    listed = case.requested_variables.values_list("variable_id", flat=True)
    left = set(known_variables(case, set(Basket(request).ids) - set(listed)).values())
    left &= {registry.pk for registry in case.registries.all()}
    closed = [registry for pk, registry in closed_registries(case).items() if pk in left]
    kept = _("Its variables are still in your basket.")
    return [f"{why_closed(registry)} {kept}" for registry in closed]


def swapped(rows: Sequence[Row], pair: str) -> list[Row]:
    """The rows with one put in another's place (“<id>:<id of the less exact one>”), of the same registry.

    Its reason and level go on; why it had to be so exact does not.
    """
    old, _colon, new = pair.partition(":")
    if not (old.isdecimal() and new.isdecimal()) or any(row.variable_id == int(new) for row in rows):
        return list(rows)
    registry = Variable.objects.filter(pk=int(new)).values_list("registry_id", flat=True).first()
    return [
        Row(int(new), registry, row.reason, row.level)
        if row.variable_id == int(old) and row.registry_id == registry
        else row
        for row in rows
    ]
