"""Earlier cases at the same authority that are like one: of the same principal, or for the same variables.

Candidates come from two indexes, so the number of cases does not matter; how much of the variables is shared is counted
for the candidates alone.
"""

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from applications.models import Application, Decision, RequestedVariable
from registries.models import Stage

SHOWN = 5
CANDIDATES = 60  # of each sort, the newest
READ = ("public_id", "case_number", "title", "stage", "submitted_at", "principal_number", "variables_print")


def similar_to(case: Application, user) -> list[Application]:
    """Up to five earlier cases that the person may see, the most alike first; in one query.

    Each with `shared` of the `asked` variables of `case`, `is_of_principal`, its `outcome` ("" for none yet), and what
    its procedure calls its stage.
    """
    candidates = _candidates(case, user)
    if candidates is None:
        return []
    found = list(_with_facts(case, Application.objects.filter(pk__in=candidates)))
    for one in found:
        one.is_of_principal = bool(case.principal_number) and one.principal_number == case.principal_number
        one.has_same_variables = bool(case.variables_print) and one.variables_print == case.variables_print
        one.outcome_name = Decision.Outcome(one.outcome).label if one.outcome else ""
        one.share = round(100 * one.shared / one.asked) if one.asked else 0
    alike = [one for one in found if one.is_of_principal or one.shared]
    return sorted(alike, key=lambda one: (one.shared, one.is_of_principal, one.submitted_at), reverse=True)[:SHOWN]


def _candidates(case: Application, user) -> QuerySet | None:
    """The ids of the newest cases with the same principal, and of those with just the same variables; None where the
    case says neither.
    """
    there = Application.objects.on_desk_of(user).filter(
        authority=case.authority_id, submitted_at__lte=case.submitted_at
    )
    earlier = there.exclude(pk=case.pk).order_by("-submitted_at")
    sorts = []
    if case.principal_number:
        sorts.append(earlier.filter(principal_number=case.principal_number))
    if case.variables_print:
        sorts.append(earlier.filter(variables_print=case.variables_print))
    parts = [_ids(sort[:CANDIDATES]) for sort in sorts]
    return parts[0].union(*parts[1:]) if parts else None


def _ids(cases: QuerySet) -> QuerySet:
    """The ids of cut-off cases, in a form that a union takes on every database."""
    return Application.objects.filter(pk__in=cases.values("pk")).order_by().values_list("pk", flat=True)


def _with_facts(case: Application, cases: QuerySet) -> QuerySet:
    own = RequestedVariable.objects.filter(application=case)
    rows = RequestedVariable.objects.filter(application=OuterRef("pk"), variable__in=own.values("variable"))
    counted = rows.order_by().values("application").annotate(number=Count("variable", distinct=True)).values("number")
    asked = own.order_by().values("application").annotate(number=Count("variable", distinct=True)).values("number")
    outcome = Decision.objects.filter(application=OuterRef("pk")).exclude(decided_at=None).order_by("-pk")
    stage = Stage.objects.filter(procedure=OuterRef("procedure"), key=OuterRef("stage"))
    return cases.only(*READ).annotate(
        shared=Coalesce(Subquery(counted), 0),
        asked=Coalesce(Subquery(asked), 0),
        outcome=Subquery(outcome.values("outcome")[:1]),
        own_stage_name=Subquery(stage.values("name")[:1]),
    )
