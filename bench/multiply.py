"""Copies of the originals, as many as asked for: whatever hangs on a case or on its project is copied with it.

Which tables these are, the models say: a new one is copied without being named here. One statement a table copies a
chunk of cases inside PostgreSQL; what makes the copies differ stands in the plan (bench/spread.py) and in OTHERWISE.
"""

from collections import deque
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, models

from applications.models import Application, Project

PEOPLE = settings.AUTH_USER_MODEL
PERSON = "CASE {0} WHEN o.officer_id THEN c.officer WHEN o.researcher_id THEN c.researcher ELSE {0} END"
WORDS = """replace(replace(replace(replace(replace({}, lower(o.case_number), COALESCE(lower(c.case_number), '')),
    lower(o.title), lower(c.title)), lower(o.principal), lower(c.principal)),
    lower(o.principal_number), lower(c.principal_number)),
    o.researcher_email, 'researcher' || c.researcher || '@bench.example')"""
UNSENT = "t.issued_at IS NULL AND (c.is_open OR c.n %% 100 = 0)"
# Copies that are not like their original, by column; `t` is the original's row, `c` the row of the plan.
OTHERWISE = {
    "applications_application.title": "c.title",
    "applications_application.case_number": "COALESCE(c.case_number, '')",
    "applications_application.case_year": "c.case_year",
    "applications_application.case_sequence": "c.case_sequence",
    "applications_application.principal_name": "c.principal",
    "applications_casewords.text": WORDS.format("t.text"),
    "applications_project.title": "c.title",
    "applications_submission.content": """(SELECT s.content FROM bench_content s
        WHERE s.submission = t.id AND s.principal = c.principal)""",
    # The letters themselves are not read: without their texts the documents take a tenth of the room.
    "applications_document.context": "jsonb_build_object('invoice', t.context -> 'invoice')",
    "applications_document.sha256": "md5(c.n::text) || md5(c.n::text)",
    # A fee of long ago is not left unsent; of an ended case one in a hundred is.
    "applications_invoice.issued_at": f"CASE WHEN {UNSENT} THEN {{usual}} ELSE COALESCE({{usual}}, now()) END",
    "applications_invoice.number": f"CASE WHEN {UNSENT} THEN t.number ELSE 'F' || c.n END",
    "applications_notification.state": "'sent'",
    "applications_message.read_at": "CASE WHEN c.is_open AND c.n %% 10 = 0 THEN NULL ELSE {usual} END",
}
# Rows of which only some are copied, so that a million cases fit on a small machine.
SOME = {
    "applications_requestedvariable": "t.bench_rank <= 3",
    "reviews_checklistanswer": "(c.is_open OR c.n %% 4 = 0)",
    "applications_notification": "(c.is_open OR c.n %% 8 = 0)",
    "applications_attachment": "t.bench_rank <= 2",
    "applications_document": "t.bench_rank <= 3",
}


@dataclass
class Copied:
    """A table to copy: how its rows hang on the case, or on its project, and where the ids of the copies begin."""

    model: type[models.Model]
    parent: "Copied | None" = None
    link: models.ForeignKey | None = None
    of_project: bool = False
    base: int = 0
    most: int = 1

    @property
    def table(self) -> str:
        """Its name in the database."""
        return self.model._meta.db_table

    @property
    def aside(self) -> str:
        """The table that holds the originals' rows, with the original that each belongs to and its rank there."""
        return f"bench_{self.table}"

    @property
    def key(self) -> str:
        """The column of its primary key."""
        return self.model._meta.pk.column

    @property
    def is_numbered(self) -> bool:
        """Whether its rows have numbers of their own, and not that of the row they belong to."""
        return isinstance(self.model._meta.pk, models.AutoField)

    def id_of(self, rank: str) -> str:
        """The id of the copy of a row of this rank."""
        return f"{self.base} + {'c.project' if self.of_project else 'c.n'} * {self.most} + {rank} - 1"


def tables() -> list[Copied]:
    """Every table that hangs on a case or on a project, those first on which others hang."""
    known: dict[type[models.Model], Copied] = {}
    for root, of_project in ((Application, False), (Project, True)):
        queue = deque([Copied(root, of_project=of_project)])
        while queue:
            one = queue.popleft()
            is_projects = one.parent is not None and not of_project and _has_project(one)
            if one.model in known or is_projects:
                continue
            known[one.model] = one
            for link in one.model._meta.get_fields(include_hidden=True):
                if link.auto_created and not link.concrete and (link.one_to_many or link.one_to_one):
                    queue.append(Copied(link.related_model, one, link.field, of_project))
    return list(known.values())


def _has_project(one: Copied) -> bool:
    """Whether its rows are a project's own, of whatever else they speak."""
    return any(place.related_model is Project for place in one.model._meta.concrete_fields)


def set_aside(copied: list[Copied]) -> None:
    """Put the originals' rows aside, ranked, and reckon where the ids of the copies begin."""
    with connection.cursor() as cursor:
        for one in copied:
            cursor.execute(f"DROP TABLE IF EXISTS {one.aside}")
            cursor.execute(f"CREATE TABLE {one.aside} AS {_originals_of(one)}")
            cursor.execute(f"CREATE INDEX ON {one.aside} (bench_original, bench_rank)")
            cursor.execute(f"SELECT COALESCE(MAX(bench_rank), 0) FROM {one.aside}")
            one.most = cursor.fetchone()[0]
            cursor.execute(f"SELECT COALESCE(MAX({one.key}), 0) + 1 FROM {one.table}")
            one.base = cursor.fetchone()[0]


def _originals_of(one: Copied) -> str:
    """The rows that belong to originals, each with its original and its rank there."""
    if one.model is Application:
        joined, original = "JOIN bench_original o ON o.id = t.id", "o.id"
    elif one.model is Project:
        joined = "JOIN applications_application a ON a.project_id = t.id JOIN bench_original o ON o.id = a.id"
        original = "o.id"
    else:
        joined = f"JOIN {one.parent.aside} p ON p.{one.parent.key} = t.{one.link.column}"
        original = "p.bench_original"
    rank = f"ROW_NUMBER() OVER (PARTITION BY {original} ORDER BY t.{one.key})"
    return f"SELECT t.*, {original} AS bench_original, {rank} AS bench_rank FROM {one.table} t {joined}"


def statement(one: Copied, copied: list[Copied]) -> str:
    """The statement that copies the rows of one table for the cases of a chunk (two parameters: first and last)."""
    by_model = {other.model: other for other in copied}
    columns, values, joins = [], [], []
    for place in one.model._meta.local_concrete_fields:
        if getattr(place, "generated", False):
            continue
        columns.append(f'"{place.column}"')
        usual = _value(one, place, by_model, joins)
        values.append(OTHERWISE.get(f"{one.table}.{place.column}", "{usual}").replace("{usual}", usual))
    own = " AND c.project = c.n" if one.of_project else ""
    some = f" AND {SOME[one.table]}" if one.table in SOME else ""
    return (
        f"INSERT INTO {one.table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM bench_plan c"
        f" JOIN bench_original o ON o.id = c.original JOIN {one.aside} t ON t.bench_original = c.original"
        f" {' '.join(joins)} WHERE c.n BETWEEN %s AND %s{own}{some}"
    )


def _value(one: Copied, place: models.Field, by_model: dict, joins: list[str]) -> str:
    """What the copy has in a column."""
    column = f't."{place.column}"'
    if place.is_relation:
        return _reference(one, place, column, by_model, joins)
    if place.primary_key:
        return one.id_of("t.bench_rank")
    if isinstance(place, models.DateTimeField):
        return f"{column} + c.shift * interval '1 day'"
    if isinstance(place, models.DateField):
        return f"{column} + c.shift"
    if isinstance(place, models.UUIDField):
        return "gen_random_uuid()"
    return f"{column} || '-' || c.n" if place.unique else column


def _reference(one: Copied, place: models.Field, column: str, by_model: dict, joins: list[str]) -> str:
    other = by_model.get(place.related_model)
    if place.related_model._meta.label == PEOPLE:
        return (
            f"CASE {column} WHEN o.officer_id THEN c.officer WHEN o.researcher_id THEN c.researcher ELSE {column} END"
        )
    if other is None or other is one:
        return column
    if other.parent is None:
        return f"{other.id_of('1')}"
    if not other.is_numbered:
        return column
    name = f"j{len(joins)}"
    joins.append(
        f"LEFT JOIN {other.aside} {name} ON {name}.{other.key} = {column} AND {name}.bench_original = c.original"
    )
    return f"CASE WHEN {name}.{other.key} IS NULL THEN NULL ELSE {other.id_of(f'{name}.bench_rank')} END"
