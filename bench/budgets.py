"""What each measure may take, and how much it may grow from few cases to many."""

import json
from dataclasses import dataclass

GROWTH = 1.3
# Two short runs on a machine that has other work tell growth only roughly; a read that grows with the cases is tenfold.
GROWTH_IN_A_CHECK = 4


@dataclass(frozen=True)
class Budget:
    """Limits for the measures whose name begins so; None where there is none. `key` is what is compared with `most`."""

    begins: str
    most: float | None = None
    key: str = "p50_ms"
    queries: int | None = None
    grows: bool = False  # whether it may grow by GROWTH at most
    same_queries: bool = True  # words that many cases hold are found in another way, with another query


BUDGETS = (
    Budget("queue: ", 30, queries=10, grows=True),
    Budget("words: ", 80, queries=11, same_queries=False),
    Budget("case: ", 60, queries=20, grows=True),
    Budget("perform: one move", 2.5, key="ratio_to_floor"),
    Budget("statistics: ", 300),
    Budget("variable list", 8000),
    Budget("variable list", 300, key="peak_mb"),
    Budget("search: ", 200),
)


def verdicts(lines: list[dict], small: dict[str, dict], *, is_check: bool) -> list[dict]:
    """A line for each limit of each measure: what it is, what it may be, whether it keeps to it.

    `small` are the same measures with few cases, by name. In a check times are shown and not judged: the growth is then
    that of a page beside the empty one, and the limits are those of queries and growth.
    """
    found = []
    for line in lines:
        for budget in (budget for budget in BUDGETS if line["name"].startswith(budget.begins)):
            found += _of(line, budget, small.get(line["name"]), is_check)
    return found


def _of(line: dict, budget: Budget, few: dict | None, is_check: bool) -> list[dict]:
    limits = []
    if budget.most is not None and not is_check and line.get(budget.key) is not None:
        limits.append((budget.key, line[budget.key], budget.most))
    if budget.queries is not None:
        limits.append(("queries", line["queries"], budget.queries))
    if few and budget.same_queries:
        # The fewest of the rounds: many cases hold rare kinds that few do not, and what grows is asked in every round.
        limits.append(("queries more than with few cases", _fewest(line) - _fewest(few), 0))
    if few and budget.grows:
        key, most = ("ratio_to_floor", GROWTH_IN_A_CHECK) if is_check else ("p50_ms", GROWTH)
        limits.append((f"growth of {key} from {few['cases']} cases", round(line[key] / few[key], 2), most))
    return [
        {"budget": line["name"], "of": what, "is": value, "most": most, "kept": value <= most}
        for what, value, most in limits
    ]


def _fewest(line: dict) -> int:
    return line["queries"] if line.get("fewest_queries") is None else line["fewest_queries"]


def told(found: list[dict]) -> str:
    """The verdicts as JSON lines, those that are not kept last."""
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in sorted(found, key=lambda row: not row["kept"]))
