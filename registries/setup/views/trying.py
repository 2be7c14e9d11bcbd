"""The rules of a draft tried out, and the list of its faults. What is chosen stands in the address and nowhere else."""

from django import forms
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from registries.kinds import kind_of, names_of
from registries.loading.checking import draft_problems, read_draft
from registries.loading.places import Problem
from registries.models import FormDraft
from registries.schema import Question
from registries.setup import tester
from registries.setup.drafts.access import draft_view
from registries.setup.drafts.finding import NotThere, address_of, find
from registries.setup.views.comparing import WORDS
from registries.setup.views.draft_pages import draft_context, part_address

ORDER = (True, False, None)  # of the verdicts on a page: what fires, what does not, what is unknown


class TryingForm(forms.Form):
    """What is asked to try the rules out, with what the address of the page answers. Nothing is refused."""

    def __init__(self, asked: list[Question], answers: dict, authority):
        super().__init__()
        for question in asked:
            kind = kind_of(question)
            built = kind.fields(question, get_language(), authority, answers[question.key])
            for field in built.values():
                field.help_text, field.is_optional = "", False
            self.fields |= built
            self.initial |= kind.spread(question, answers[question.key])


@require_safe
@draft_view
def draft_test(request, draft: FormDraft):
    """The questions that conditions read, and which rules hold with the answers that are chosen; and why."""
    versions = read_draft(draft)
    rules = tester.rules_of(versions)
    asked = tester.asked_for(versions, tester.keys_read(tester.try_out(rules, {})))
    answers = tester.answers_of(asked, request.GET)
    verdicts = tester.try_out(rules, tester.facts_of(versions, asked, answers))
    context = {
        "form": TryingForm(asked, answers, draft.authority),
        "groups": groups_of(draft, verdicts, names_shown(asked, answers, draft.authority)),
        "rule_count": len(rules),
        "true_count": sum(verdict.value is True for verdict in verdicts),
    }
    name = "version_verdicts.html" if request.htmx else "version_test.html"
    return render(request, f"registries/setup/{name}", draft_context(draft, "draft_test", **context))


def names_shown(asked: list[Question], answers: dict, authority) -> dict[str, dict]:
    """{key in conditions: what people call it, and what was chosen for it}."""
    found = {}
    for question in asked:
        value = answers[question.key]
        said = "; ".join(text for _label, text in kind_of(question).show(question, value, get_language()))
        shown = {"label": authority.text(question.label), "said": said}
        found |= dict.fromkeys(names_of(question), shown)
    return found


def groups_of(draft: FormDraft, verdicts: list[tester.Verdict], names: dict[str, dict]) -> list[dict]:
    """The verdicts of questions, of attachments and of the checklist, as the page shows them.

    What fires comes first and what is unknown last, in each group and among the groups; else the order is the form's.
    """
    groups: dict[str, list] = {"questions": [], "attachments": [], "checklist": []}
    for verdict in sorted(verdicts, key=lambda verdict: ORDER.index(verdict.value)):
        keys = verdict.why.keys if verdict.why else ()
        groups[verdict.rule.part].append(
            {
                "verdict": verdict,
                "label": draft.authority.text(verdict.rule.label) or verdict.rule.key,
                "url": part_address(draft, verdict.rule.steps),
                "read": [{"key": key, **names.get(key, {"label": "", "said": ""})} for key in keys],
            }
        )
    shown = [{"part": part, "rows": rows} for part, rows in groups.items() if rows]
    return sorted(shown, key=lambda group: ORDER.index(group["rows"][0]["verdict"].value))


@require_safe
@draft_view
def draft_faults(request, draft: FormDraft):
    """Everything that stands against publishing the draft, each with a link to its place."""
    faults = [fault_shown(draft, problem) for problem in draft_problems(draft)]
    context = draft_context(draft, "draft_faults", faults=faults)
    return render(request, "registries/setup/version_faults.html", context)


def fault_shown(draft: FormDraft, problem: Problem) -> dict:
    """A fault: what is wrong, in which part, and where it is mended."""
    where, entry = address_of(draft.content, problem.steps)
    names = where.split("/") if where else []
    ends = ["/".join(names[:end]) for end in range(2, len(names) + 1)]
    return {
        "sentence": problem.sentence,
        "way": [name for end in ends if (name := name_at(draft, end))],
        "entry": WORDS.get(entry, entry),
        "url": part_address(draft, problem.steps),
    }


def name_at(draft: FormDraft, where: str) -> str:
    """What people call the row at an address of a draft; "" for a list, whose rows say it."""
    try:
        spot = find(draft.content, where)
    except NotThere:
        return ""
    return "" if spot.is_list else spot.name(draft.authority.language)
