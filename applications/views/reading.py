"""An application for reading: what was sent, as it was sent, or what will be sent."""

from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.completeness import Gap, Whole, rules_of, section_gaps
from applications.models import Application, Submission
from registries.kinds import kind_of
from registries.kinds.tables import Grid
from registries.schema import Question, Section

FILES = ("attachments", "file")


@dataclass
class Line:
    """One question with its answer: parts as (label, text), a table, rows of variables, or files."""

    label: str
    shown: list = field(default_factory=list)
    grid: Grid | None = None
    variables: list[dict] | None = None
    files: list[dict] | None = None
    gaps: list[Gap] = field(default_factory=list)

    @property
    def is_wide(self) -> bool:
        """Whether the answer is a table, which needs the whole width."""
        return bool(self.variables) or self.grid is not None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read."""
        return not (self.shown or self.is_wide or self.files)

    @property
    def has_levels(self) -> bool:
        """Whether the variable list says in what detail (U8)."""
        return any(row.get("level") for row in self.variables or [])


@dataclass
class Part:
    """One section."""

    key: str
    title: str
    lines: list[Line] = field(default_factory=list)
    url: str = ""

    @property
    def gap_count(self) -> int:
        """How many things are to be mended in it."""
        return sum(len(line.gaps) for line in self.lines)


def read_submission(case: Application, submission: Submission) -> list[Part]:
    """What was sent, section by section."""
    content = submission.content
    prefetch_related_objects([case.form_version], "attachment_rules")
    parts = []
    for section in case.form_version.sections:
        part = Part(key=section.key, title=case.authority.text(section.title))
        for question in section.questions:
            line = _sent_line(case, question, content)
            if line:
                part.lines.append(line)
        if part.lines:
            parts.append(part)
    if not _asks_for_files(case) and content["attachments"]:
        files = [_named(case, row) for row in content["attachments"]]
        parts.append(Part(key="attachments", title=_("Attachments"), lines=[Line(label=_("Enclosed"), files=files)]))
    return parts


def _sent_line(case: Application, question: Question, content: dict) -> Line | None:
    line = Line(label=case.authority.text(question.label))
    if question.kind == "variables":
        line.variables = content["variables"]
        return line if content["variables"] else None
    if question.kind in FILES:
        rules = {rule.key for rule in rules_of(question, list(case.form_version.attachment_rules.all()))}
        line.files = [_named(case, row) for row in content["attachments"] if row["rule"] in rules]
        return line if line.files else None
    _answer(line, question, content["answers"].get(question.key))
    return None if line.is_empty else line


def _answer(line: Line, question: Question, value) -> None:
    """Put an answer into its line: a table as a table, every other kind as it shows itself."""
    kind = kind_of(question)
    if not kind.is_table:
        line.shown = kind.show(question, value, get_language())
    elif kind.is_answered(value):
        line.grid = kind.grid(question, value, get_language())


def read_draft(case: Application, whole: Whole) -> list[Part]:
    """What will be sent, with what is missing at its place."""
    prefetch_related_objects([case.form_version], "attachment_rules")
    return [_draft_part(case, section, whole) for section in case.form_version.sections]


def _draft_part(case: Application, section: Section, whole: Whole) -> Part:
    url = reverse("application_form", args=[case.public_id, section.key])
    part = Part(key=section.key, title=case.authority.text(section.title), url=url)
    gaps = section_gaps(section, whole)
    for question in whole.visible_questions(section):
        line = _draft_line(case, question, whole)
        line.gaps = [gap for gap in gaps if gap.question == question.key]
        part.lines.append(line)
    return part


def _draft_line(case: Application, question: Question, whole: Whole) -> Line:
    line = Line(label=case.authority.text(question.label))
    if question.kind == "variables":
        rows = case.requested_variables.select_related("registry", "variable")
        line.variables = [
            {
                "registry_name": row.registry.name,
                "name": row.variable.name,
                "label": row.variable.label,
                "reason": row.reason,
                "identifying_reason": row.identifying_reason,
                "level": row.level,
            }
            for row in rows
        ]
    elif question.kind in FILES:
        keys = [rule.key for rule in rules_of(question, whole.rules)]
        line.files = [
            _named(case, {"id": str(one.public_id), "rule": one.rule_key, "name": one.name, "size": one.size})
            for key in keys
            for one in whole.enclosed(key)
        ]
    else:
        _answer(line, question, whole.values.get(question.key))
    return line


def _asks_for_files(case: Application) -> bool:
    return any(question.kind in FILES for question in case.form_version.questions.values())


def _named(case: Application, row: dict) -> dict:
    """A file of a submission with the label of its attachment rule and the address where it is fetched."""
    labels = {rule.key: case.authority.text(rule.label) for rule in case.form_version.attachment_rules.all()}
    url = reverse("attachment_download", args=[case.public_id, row["id"]])
    return row | {"rule_label": labels.get(row["rule"], row["rule"]), "url": url}
