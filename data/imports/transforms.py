"""What a table of a mapping cannot say: values computed from columns, and rows computed from files."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from statistics import median
from typing import Any

from data.imports.reading import Row, Source
from data.vocabulary import TaskStatus

Rows = tuple[tuple[str, ...], list[dict[str, Any]]]
MOMENT = "%m/%d/%Y %H:%M"  # as CESAW writes it
ROOT = "1"  # the top of every CESAW tree: the project itself
FINISHED, STARTED = TaskStatus.COMPLETED.value, TaskStatus.IN_PROGRESS.value


def hyphenated_ndc(code: Any, form: Any) -> str:
    """0009000302 as 4-4-2 is 0009-0003-02."""
    widths = [int(width) for width in str(form).split("-") if width.isdigit()]
    if len(widths) != 3 or not str(code).isdigit() or sum(widths) != len(str(code)):
        raise ValueError(f"The code {code!r} does not have the form {form!r}.")
    labeler, product, _ = widths
    return f"{code[:labeler]}-{code[labeler : labeler + product]}-{code[labeler + product :]}"


def hours_of_minutes(minutes: Any) -> Decimal:
    """In hundredths, half up: 15 minutes are 0.25 hours, 1 minute is 0.02."""
    try:
        return (Decimal(str(minutes)) / 60).quantize(Decimal("0.01"), ROUND_HALF_UP)
    except InvalidOperation as error:
        raise ValueError(f"{minutes!r} is no number of minutes.") from error


def ndc_id(code: Any, form: Any) -> str:
    return f"ndc:{hyphenated_ndc(code, form)}"


def repodb_id(*parts: Any) -> str:
    """A row of repoDB has no id: it is one drug, under one name, for one indication, in one state, in one trial."""
    *known, link = (str(part or "") for part in parts)
    _, _, rest = link.partition("show/NCT")
    return ":".join(("repodb", *known, f"NCT{rest[:8]}" if rest else ""))


def after_prefix(text: Any) -> str:
    """DRUG: Donepezil is Donepezil."""
    return str(text or "").partition(": ")[2]


def cesaw_element(project: Any, element: Any) -> str:
    """What hangs from the root of the tree, or from nothing, has no parent task."""
    return f"cesaw:element:{project}/{element}" if element and element != ROOT else ""


def cesaw_projects(main: Source, companion: Source | None) -> Rows:
    """One row per project of the task file: when it began, where it stands, what was planned."""
    columns = ("project_key", "organization", "start", "latest_phase", "state", "planned_hours")
    groups = _grouped(_usable(main), "project_key").items()
    return columns, [_project(key, rows) for key, rows in groups]


def _project(key: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    started = [(moment, row["phase_short_name"]) for row in rows if (moment := _moment(row["task_actual_start_date"]))]
    done = all(_moment(row["task_actual_complete_date"]) for row in rows)
    minutes = sum((Decimal(row["task_plan_time_minutes"]) for row in rows), Decimal(0))
    return {
        "project_key": key,
        "organization": rows[0].get("organization"),
        "start": min(started)[0].date().isoformat() if started else "",
        "latest_phase": max(started)[1] if started else "",
        "state": FINISHED if done else STARTED,
        "planned_hours": int((minutes / 60).quantize(Decimal(1), ROUND_HALF_UP)),
    }


def cesaw_nodes(main: Source, companion: Source | None) -> Rows:
    """The nodes of the breakdown trees, each saying whether tasks lie below it and whether all of those are done."""
    assert companion is not None
    columns = ("project_key", "wbs_element_key", "parent_wbs_element_key", "has_tasks", "state", "completed")
    nodes = {(row["project_key"], row["wbs_element_key"]): row for row in _usable(companion)}
    below = _ends_below(_usable(main), nodes)
    return columns, [row | _summary(below.get(place)) for place, row in nodes.items()]


def _ends_below(tasks: Iterable[dict[str, Any]], nodes: dict[tuple[str, str], Any]) -> dict[tuple[str, str], list[Any]]:
    """For each node, when each of the tasks below it was completed: None for one that is not."""
    ends = defaultdict(list)
    for task in tasks:
        place, seen = (task["project_key"], task["wbs_element_key"]), set()
        while place in nodes and place not in seen:
            seen.add(place)
            ends[place].append(_moment(task["task_actual_complete_date"]))
            place = (place[0], nodes[place]["parent_wbs_element_key"])
    return ends


def _summary(ends: list[dt.datetime | None] | None) -> dict[str, str]:
    if not ends:
        return {"has_tasks": "no", "state": "", "completed": ""}
    times = [end for end in ends if end]
    if len(times) < len(ends):
        return {"has_tasks": "yes", "state": STARTED, "completed": ""}
    return {"has_tasks": "yes", "state": FINISHED, "completed": max(times).date().isoformat()}


def cesaw_services(main: Source, companion: Source | None) -> Rows:
    """One service per project; its monthly hours are the median of the months in which hours were logged."""
    columns = ("project_key", "organization", "monthly_hours")
    groups = _grouped(_usable(main), "project_key").items()
    return columns, [
        {"project_key": key, "organization": rows[0].get("organization"), "monthly_hours": _usual_month(rows)}
        for key, rows in groups
    ]


def _usual_month(rows: list[dict[str, Any]]) -> int:
    months: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for row in rows:
        if day := _moment(row["time_log_start_date"]):
            months[day.year, day.month] += Decimal(row["time_log_delta_minutes"]) / 60
    return round(median(months.values())) if months else 0


def _usable(source: Source) -> Iterator[dict[str, Any]]:
    return (row.values for row in source.rows() if not row.fault)


def _grouped(rows: Iterable[dict[str, Any]], column: str) -> dict[str, list[dict[str, Any]]]:
    groups = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return groups


def _moment(text: Any) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(str(text), MOMENT)
    except ValueError:
        return None


def numbered(rows: list[dict[str, Any]]) -> Iterator[Row]:
    return (Row(number, values) for number, values in enumerate(rows, 2))


VALUES: dict[str, Callable[..., Any]] = {
    "after_prefix": after_prefix,
    "cesaw_element": cesaw_element,
    "hyphenated_ndc": hyphenated_ndc,
    "ndc_id": ndc_id,
    "hours_of_minutes": hours_of_minutes,
    "repodb_id": repodb_id,
}

ROWS: dict[str, Callable[[Source, Source | None], Rows]] = {
    "cesaw_projects": cesaw_projects,
    "cesaw_nodes": cesaw_nodes,
    "cesaw_services": cesaw_services,
}
