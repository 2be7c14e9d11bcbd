"""What belongs to a procedure and is no form: its stages, the self-check before it, and the duties after it."""

from itertools import pairwise

from django.utils.translation import gettext as _

from registries.kinds import kind_of, rule_types
from registries.loading.forms import Form, check_when
from registries.loading.places import Place
from registries.loading.shapes import refuse_twice
from registries.models import StageKey
from registries.schema import read_question

ORDER = list(StageKey.values)


def check_procedure(data: dict, place: Place) -> None:
    """Report what is wrong with the lists of a procedure, its stages, its self-check and its duties."""
    for table in ("stages", "checklist", "reservations", "reasons", "duties"):
        refuse_twice(data[table], "key", place / table)
    check_stages(data["stages"], place, "procedure" in data)
    check_self_check(data["self_check"], place / "self_check")
    for name in ("self_check", "duties"):
        if data[name] and "procedure" not in data:
            (place / name).problem(_("This belongs to a procedure, and the file has none."))


def check_stages(stages: list[dict], place: Place, needed: bool) -> None:
    """Report stages in another order than a case goes through them, and a procedure without any."""
    if needed and not stages:
        place.problem(_("The procedure has no stages."))
    keys = [(number, stage["key"]) for number, stage in enumerate(stages) if "key" in stage]
    for (_number, before), (number, after) in pairwise(keys):
        if ORDER.index(after) < ORDER.index(before):
            said = {"after": after, "before": before}
            (place / "stages" / number / "key").problem(_("“%(after)s” comes before “%(before)s”.") % said)


def check_self_check(check: dict, place: Place) -> None:
    """Report questions and outcomes of a self-check that lead nowhere. Its conditions know its own questions alone."""
    if not check:
        return
    rows = {name: check.get(name, []) for name in ("questions", "outcomes")}
    for name, table in rows.items():
        refuse_twice(table, "key", place / name)
        if not table:
            (place / name).problem(_("A self-check has at least one question and one outcome."))
    asked = [(number, row) for number, row in enumerate(rows["questions"]) if "key" in row and "kind" in row]
    known = rule_types(read_question(row) for _number, row in asked)
    for number, row in asked:
        for sentence in kind_of(read_question(row)).faults(read_question(row)):
            (place / "questions" / number / "kind").problem(sentence)
        # It is walked through from above: what hangs on a question further down would never be asked.
        before = rule_types(read_question(other) for place_of_it, other in asked if place_of_it < number)
        check_when(row, ("visible_when",), place / "questions" / number, before, common={})
    for number, row in enumerate(rows["outcomes"]):
        check_when(row, ("when",), place / "outcomes" / number, known, common={})
        if not row.get("when") and number < len(rows["outcomes"]) - 1:
            sentence = _("Only the last outcome can do without “when”: those after this one would never be shown.")
            (place / "outcomes" / number).problem(sentence)


def check_duties(duties: list[dict], place: Place, form: Form) -> None:
    """Report a duty that goes by the end of a project which the form does not ask for."""
    facts = {question.fact for question, _place in form.questions()}
    for number, row in enumerate(duties):
        if row.get("after") == "project_end" and "project.duration" not in facts:
            sentence = _("No question of the form has the fact “project.duration”, which says when the project ends.")
            (place / number / "after").problem(sentence)
