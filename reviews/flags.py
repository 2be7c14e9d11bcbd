"""The flags of cases as a column of whatever query reads the cases: a list of cases asks no more for them."""

import json

from django.db.models import JSONField, OuterRef, Subquery
from django.db.models.functions import JSONObject

from applications.models import Application
from reviews.models import CaseFlag

COLUMN = "flags_shown"


class FlagsOfCase(Subquery):
    """[{sign, name}] of a case, as JSON. `name` has its languages."""

    template = "(SELECT JSONB_AGG(carried.shown) FROM (%(subquery)s) AS carried)"
    output_field = JSONField()

    def __init__(self, **extra):
        rows = CaseFlag.objects.filter(application=OuterRef("pk")).order_by("flag")
        shown = JSONObject(sign="flag__sign", name="flag__name")
        super().__init__(rows.values(shown=shown), **extra)

    def as_sqlite(self, compiler, connection, **context):
        """Likewise with SQLite's own function, which takes the objects as text unless told otherwise."""
        template = "(SELECT JSON_GROUP_ARRAY(JSON(carried.shown)) FROM (%(subquery)s) AS carried)"
        return self.as_sql(compiler, connection, template=template, **context)


def flags_of(case: Application) -> list[dict]:
    """[{sign, name}] of a case that was read with FlagsOfCase as the column COLUMN; `name` in the reader's language."""
    shown = getattr(case, COLUMN) or []
    return [{"sign": row["sign"], "name": case.authority.text(_languages(row["name"]))} for row in shown]


def _languages(name: dict | str) -> dict:
    """SQLite gives a text of JSON inside of JSON as text."""
    return json.loads(name) if isinstance(name, str) else name
