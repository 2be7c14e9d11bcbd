"""Which officer a case should have, by the authority's own rules, and why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models import Application
from applications.permissions import is_in_team
from portal.accounts.models import User
from registries.models import AssignmentRule, Authority
from registries.rules import is_true
from reviews.load import Load, load_of

Looks = AssignmentRule.LooksAt
# What holds where an authority has no rules of its own.
USUAL = (Looks.REGISTRY, Looks.LANGUAGE, Looks.CASES)
LOADS = (Looks.CASES, Looks.HOURS)  # these are said of whoever is suggested, whatever they are


@dataclass(frozen=True)
class Suggestion:
    """An officer for a case, and what speaks for the person, as one sentence."""

    officer: User
    because: str


class Suggester:
    """Suggests officers for cases of one authority. Reads officers and loads once; counts what it is told was given."""

    def __init__(self, authority: Authority, at: datetime | None = None):
        self.authority = authority
        own = list(authority.assignment_rules.all())
        self.rules = own or [AssignmentRule(looks_at=looks_at) for looks_at in USUAL]
        with_hours = any(rule.looks_at == Looks.HOURS for rule in self.rules)
        self.loads = load_of([authority], at, with_hours=with_hours)

    def suggest(self, case: Application) -> Suggestion | None:
        """The officer who fits best; None where nobody is there who could have the case."""
        fitting = [load for load in self.loads if self._can_have(load, case)]
        if not fitting:
            return None
        facts = facts_of(case) if any(rule.when for rule in self.rules) else {}
        said = []
        for rule in self.rules:
            if not is_true(rule.when, facts, when_empty=True):
                continue
            scores = {load.officer.pk: MEASURES[rule.looks_at](load, case) for load in fitting}
            best = max(scores.values())
            left = [load for load in fitting if scores[load.officer.pk] == best]
            if best > 0 or rule.looks_at in LOADS:
                said.append((WORDS[rule.looks_at], len(left) < len(fitting)))
            fitting = left
        reasons = [words(fitting[0], case, is_best) for words, is_best in said]
        return Suggestion(fitting[0].officer, _sentence(reasons))

    def _can_have(self, load: Load, case: Application) -> bool:
        """Whether the person is there, is not the officer already, and has no part in the case."""
        is_free = load.officer.pk not in case.conflicted_ids and not is_in_team(load.officer, case)
        return is_free and load.away is None and load.officer.pk != case.officer_id

    def given(self, officer: User) -> None:
        """Count a case that the officer was given, so that the next one may go to somebody else."""
        for load in self.loads:
            if load.officer.pk == officer.pk:
                load.cases += 1


def _sentence(reasons: list[str]) -> str:
    text = get_text_list(reasons, _("and"))
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def facts_of(case: Application) -> dict:
    """What the condition of a rule can ask (registries.models.assignment_rule.CASE_TYPES)."""
    is_authority = case.sent_facts.get("principal_is_authority")
    return {
        "registries": tuple(registry.slug for registry in case.registries.all()),
        "language": language_of(case),
        "kind": case.kind,
        "channel": case.channel,
        "principal_is_authority": None if is_authority is None else is_authority == "yes",
    }


def language_of(case: Application) -> str:
    """The language in which the applicant uses the portal; that of the letters where the case came on paper."""
    return case.language if case.came_on_paper else case.created_by.language


def _known(load: Load, case: Application) -> list:
    known = {registry.pk for registry in load.registries}
    return [registry for registry in case.registries.all() if registry.pk in known]


def _had_earlier(load: Load, case: Application) -> int:
    """1 for whoever is or was the officer of another case of the project."""
    if not hasattr(case, "officers_of_project"):
        others = Application.objects.filter(project=case.project_id).exclude(pk=case.pk)
        case.officers_of_project = set(others.values_list("officer", flat=True))
    return int(load.officer.pk in case.officers_of_project)


# What makes an officer fit better: the more, the better.
MEASURES: dict[str, Callable[[Load, Application], int]] = {
    Looks.REGISTRY: lambda load, case: len(_known(load, case)),
    Looks.LANGUAGE: lambda load, case: int(language_of(case) in load.languages),
    Looks.EARLIER: _had_earlier,
    Looks.CASES: lambda load, case: -load.cases,
    Looks.HOURS: lambda load, case: -load.hours,
}


def _say_registries(load: Load, case: Application, is_best: bool) -> str:
    names = [case.authority.text(registry.name) for registry in _known(load, case)]
    return _("knows %(registries)s") % {"registries": get_text_list(names, _("and"))}


def _say_language(load: Load, case: Application, is_best: bool) -> str:
    return _("speaks %(language)s") % {"language": str(dict(settings.LANGUAGES)[language_of(case)])}


def _say_earlier(load: Load, case: Application, is_best: bool) -> str:
    return _("has had another case of the project")


def _say_cases(load: Load, case: Application, is_best: bool) -> str:
    number = load.cases
    if is_best:
        fewest = ngettext("has %(number)d open case, the fewest", "has %(number)d open cases, the fewest", number)
        return fewest % {"number": number}
    return ngettext("has %(number)d open case", "has %(number)d open cases", number) % {"number": number}


def _say_hours(load: Load, case: Application, is_best: bool) -> str:
    sentence = _("has %(hours)d hours left to work, the fewest") if is_best else _("has %(hours)d hours left to work")
    return sentence % {"hours": load.hours}


# What is said of whoever is left; `is_best` where the rule has left out others.
WORDS: dict[str, Callable[[Load, Application, bool], str]] = {
    Looks.REGISTRY: _say_registries,
    Looks.LANGUAGE: _say_language,
    Looks.EARLIER: _say_earlier,
    Looks.CASES: _say_cases,
    Looks.HOURS: _say_hours,
}
