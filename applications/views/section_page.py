"""What the page of a section shows: its fields, the states of all sections, and a conflict where there is one."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.actions.answers import Row, StaleSection, can_edit, rows_of
from applications.completeness import Gap, Whole, read_whole, rules_of, section_gaps, section_states
from applications.estimate import Asked, Estimate, estimate
from applications.forms.fact_notes import FactNote, notes_on
from applications.forms.section import SectionForm
from applications.models import Answers, Application, LinkagePlan
from applications.views.case import crumbs_of
from applications.views.variables import choice_in, list_rows
from portal.base.files import MEGABYTE
from registries.kinds import kind_of
from registries.models import Variable
from registries.schema import Question, Section


@dataclass
class SectionPage:
    """A section of a case. `show` says which gaps stand beside the fields: "wrong" (what cannot be right) or "all"."""

    case: Application
    section: Section
    show: str = "wrong"
    after_save: bool = False
    stale: StaleSection | None = None
    typed: dict | None = None  # what was typed and not saved
    typed_rows: list[Row] | None = None
    on_screen: dict = field(default_factory=dict)  # what an automatic save found in the fields, saved or not
    typed_on: str = ""  # the version that the page knew on which it was typed
    rule_errors: dict[str, list[str]] = field(default_factory=dict)
    table_error: str = ""  # what is wrong with a file of rows, and the question that it was sent for
    table_key: str = ""

    @cached_property
    def answers(self) -> Answers:
        """The stored answers."""
        return Answers.objects.get(application=self.case)

    @property
    def version(self) -> int:
        """The version that the next save is made on: what was typed stays on the version that it was typed on."""
        return int(self.typed_on) if self.typed_on.isdecimal() else self.answers.version_of(self.section.key)

    @cached_property
    def whole(self) -> Whole:
        """The case as the page shows it: what is stored, with what was typed and not saved."""
        return read_whole(self.case, self.answers.values | (self.typed or {}))

    @cached_property
    def gaps(self) -> list[Gap]:
        """What the section lacks."""
        return section_gaps(self.section, self.whole)

    @cached_property
    def form(self) -> SectionForm:
        """The fields. Nothing is held against a section that nobody has saved yet."""
        shown = self.gaps if self.show == "all" else [gap for gap in self.gaps if not gap.is_missing]
        return SectionForm(self.section, self.whole, shown, self.notes)

    @property
    def notes(self) -> dict[str, FactNote]:
        """How the answers stand to those of the project."""
        return notes_on(self.case, self.answers, self.on_screen if self.typed is None else self.typed)

    @property
    def title(self) -> str:
        """The section's title."""
        return self.case.authority.text(self.section.title)

    @property
    def address(self) -> str:
        """Where the section is shown and saved."""
        return self._url(self.section.key)

    def _url(self, key: str) -> str:
        return reverse("application_form", args=[self.case.public_id, key])

    @cached_property
    def sections(self) -> list[dict]:
        """Every section with its state, for the list at the left."""
        states = section_states(self.case, self.whole)
        words = {"empty": _("not begun"), "begun": _("begun"), "whole": _("complete"), "mend": _("to be mended")}
        signs = {"empty": "○", "begun": "◐", "whole": "✓", "mend": "!"}
        return [
            {
                "key": section.key,
                "title": self.case.authority.text(section.title),
                "url": self._url(section.key),
                "state": states[section.key],
                "look": "" if states[section.key] == "empty" else states[section.key],
                "sign": signs[states[section.key]],
                "words": words[states[section.key]],
                "current": section.key == self.section.key,
                "can_edit": can_edit(self.case, section.key),
            }
            for section in self.case.form_version.sections
        ]

    @property
    def number(self) -> int:
        """Which section it is, from 1."""
        return 1 + next(place for place, entry in enumerate(self.sections) if entry["current"])

    @property
    def previous_url(self) -> str:
        """The section before that can be edited; "" for the first one."""
        before = [entry["url"] for entry in self.sections[: self.number - 1] if entry["can_edit"]]
        return before[-1] if before else ""

    @property
    def next_url(self) -> str:
        """The next section that can be edited; after the last one the review, or the request that is answered."""
        after = [entry["url"] for entry in self.sections[self.number :] if entry["can_edit"]]
        if after:
            return after[0]
        if self.case.is_draft:
            return reverse("application_review", args=[self.case.public_id])
        return reverse("application_page", args=[self.case.public_id]) + "#completion"

    @cached_property
    def rows(self) -> list[dict]:
        """The variable list as the page shows it."""
        if self.typed_rows is None:
            return list_rows(rows_of(self.case), self._variables_question)
        return list_rows(self.typed_rows, self._variables_question)

    @property
    def _variables_question(self) -> Question | None:
        return next((question for question in self.section.questions if question.kind == "variables"), None)

    @cached_property
    def choosable(self) -> list[dict]:
        """The chosen registries, each with the variables that are not in the list yet."""
        there = {row["variable"].pk for row in self.rows}
        on = self.case.authority.today()
        return [choice_in(registry, there, on) for registry in self.case.registries.all()]

    @property
    def estimate(self) -> Estimate:
        """What an application with the list as it stands may cost, and how long it may take."""
        registries = list(self.case.registries.all())
        is_linked = LinkagePlan.objects.filter(project=self.case.project_id).exists()
        asked = Asked(len(self.rows) or None, len(registries), is_linked)
        by_itself = self.case.authority.receives_by_registry and registries
        return estimate(self.case.authority, asked, registry=registries[0] if by_itself else None)

    @property
    def can_choose(self) -> bool:
        """Whether a chosen registry has a variable that is not in the list yet."""
        return any(entry["variables"] for entry in self.choosable)

    def slots_changed(self, asked: Collection[str], registries: Collection[int]) -> list[tuple]:
        """The slots to draw again after an automatic save of a page that had the questions `asked`.

        That is what came or went, and the variable list where other registries than these (by id) are chosen now.
        """
        is_other = set(registries) != {registry.pk for registry in self.case.registries.all()}
        return [
            (key, block)
            for key, block in self.form.slots
            if (key in asked) != (block is not None) or (is_other and block and block.shape == "variables")
        ]

    def files_of(self, question: Question) -> list[dict]:
        """The attachment rules that a question stands for, each with what is enclosed."""
        text = self.case.authority.text
        gaps = {gap.part: [gap.sentence] for gap in self.form.gaps if gap.question == question.key}
        return [
            {
                "key": rule.key,
                "anchor": f"id_{question.key}__{rule.key}",
                "label": text(rule.label),
                "help": text(rule.help),
                "because": text(rule.because) if self.whole.is_required(rule) else "",
                "required": self.whole.is_required(rule),
                "accept": ",".join(f".{kind}" for kind in rule.kinds),
                "max_bytes": rule.max_mb * MEGABYTE,
                "multiple": rule.multiple,
                "files": self.whole.enclosed(rule.key),
                "errors": self.rule_errors.get(rule.key) or gaps.get(rule.key, []),
            }
            for rule in rules_of(question, self.whole.rules)
        ]

    @property
    def files(self) -> dict[str, list[dict]]:
        """`files_of` for each question of the section that asks for files."""
        return {key: self.files_of(block.question) for key, block in self.form.blocks.items() if block.shape == "files"}

    @property
    def conflict(self) -> list[dict]:
        """Every question that the two versions answer differently, for reading side by side."""
        if self.stale is None:
            return []
        rows = []
        for question in self.section.questions:
            if question.key in self.stale.yours and kind_of(question).differs(*self._both(question)):
                theirs, yours = (
                    kind_of(question).show(question, value, get_language()) for value in self._both(question)
                )
                rows.append({"label": self.case.authority.text(question.label), "theirs": theirs, "yours": yours})
        if self.stale.their_rows != self.stale.your_rows:
            theirs, yours = (self._listed(found) for found in (self.stale.their_rows, self.stale.your_rows))
            rows.append({"label": _("Variable list"), "theirs": theirs, "yours": yours})
        return rows

    def _both(self, question: Question) -> tuple:
        return self.stale.theirs.get(question.key), self.stale.yours[question.key]

    def _listed(self, rows: list[Row]) -> list[tuple]:
        names = dict(Variable.objects.filter(pk__in=[row.variable_id for row in rows]).values_list("pk", "name"))
        said = {row.variable_id: " · ".join(text for text in (row.level, row.reason) if text) for row in rows}
        return [(names[pk], words or "–") for pk, words in said.items()]

    def context(self) -> dict:
        """For the template."""
        return {
            "page": self,
            "case": self.case,
            "authority": self.case.authority,
            "form": self.form,
            "version": self.version,
            "saved_at": self.answers.saved_at if self.answers.version_of(self.section.key) else None,
            "ticked": set(),
            "crumbs": crumbs_of(self.case, {"label": self.title}),
        }
