"""How well it goes with a customer: a stated, weighted sum of four parts, each with its points and their reason."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from data.access import Actor
from data.kpis.overruns import OVER, UNDER

Columns = Mapping[str, Any]
DEFINITION = (
    "Health is 0 to 100 points. Schedule, 40: less the share of open processes that are overdue or off track, those at "
    "risk counting half. Hours, 30: full from 60 to 110 % forecast use of the running month's hours, none from 160 %, "
    "half when nothing is used. Silence, 20: full up to 30 days since the last communication, none from 90. Failures, "
    "10: a quarter less for each failed transfer of the last 30 days. What you may not read is left out and the rest "
    "counts for the whole."
)
FAR_OVER = 0.5  # ratio above the limit at which hours are worth no points
HEARD, UNHEARD = 30, 90  # days since the last communication
TOO_MANY = 4  # failed transfers


class Part(NamedTuple):
    weight: int
    resource: str  # what one must be allowed to read for it
    points: Callable[[Columns], sa.ColumnElement[float]]  # as a share of the weight
    reason: Callable[[Any], str]


def parts(actor: Actor) -> dict[str, Part]:
    """Those that the actor may read."""
    return {name: part for name, part in PARTS.items() if actor.can("read", part.resource)}


def score(figures: Columns, counted: Mapping[str, Part]) -> sa.ColumnElement[float]:
    """0 to 100; null where nothing counts."""
    weight = sum(part.weight for part in counted.values())
    points = [part.weight * part.points(figures) for part in counted.values()]
    return 100.0 * sum(points[1:], points[0]) / weight if points else sa.cast(sa.null(), sa.Float)


def explained(name: str, part: Part, row: Any) -> str:
    """The points of a part in a row of figures, and why: 28 of 40: 3 of 10 open processes overdue."""
    points = part.weight * getattr(row, f"{name}_share")
    return f"{points:.0f} of {part.weight}: {part.reason(row)}"


def _schedule(figures: Columns) -> sa.ColumnElement[float]:
    late = figures["overdue"] + figures["off_track"] + figures["at_risk"] / 2.0
    return sa.func.coalesce(1 - late / sa.func.nullif(figures["open_processes"], 0), 1.0)


def _hours(figures: Columns) -> sa.ColumnElement[float]:
    forecast = figures["forecast"]
    return sa.case(
        (forecast > OVER, sa.func.greatest(0.0, 1 - (forecast - OVER) / FAR_OVER)),
        (forecast < UNDER, 0.5 + forecast / UNDER / 2),
        (sa.and_(figures["allocated"] == 0, figures["logged"] > 0), 0.0),
        else_=1.0,
    )


def _silence(figures: Columns) -> sa.ColumnElement[float]:
    return sa.case(
        (figures["silent"].is_(None), 0.0),
        (figures["silent"] <= HEARD, 1.0),
        else_=sa.func.greatest(0.0, (UNHEARD - figures["silent"]) / (UNHEARD - HEARD + 0.0)),
    )


def _failures(figures: Columns) -> sa.ColumnElement[float]:
    return sa.func.greatest(0.0, 1 - figures["failed"] / (TOO_MANY + 0.0))


def _why_schedule(row: Any) -> str:
    if not row.open_processes:
        return "no open processes"
    named = [(row.overdue, "overdue"), (row.off_track, "off track"), (row.at_risk, "at risk")]
    said = ", ".join(f"{number} {words}" for number, words in named if number)
    return f"{said} of {row.open_processes} open" if said else f"none of {row.open_processes} open late or at risk"


def _why_hours(row: Any) -> str:
    if row.forecast is not None and row.forecast == row.forecast:
        return f"forecast {100 * row.forecast:.0f} %"
    if not row.allocated:
        return "hours logged, none allocated" if row.logged else "no hours allocated"
    return "too early for a forecast"


def _why_silence(row: Any) -> str:
    if row.silent is None or row.silent != row.silent:
        return "no communication yet"
    return "today" if row.silent <= 0 else f"{row.silent:.0f} days"


def _why_failures(row: Any) -> str:
    return f"{row.failed} failed" if row.failed else "none"


PARTS = {
    "schedule": Part(40, "processes", _schedule, _why_schedule),
    "hours": Part(30, "hours", _hours, _why_hours),
    "silence": Part(20, "communications", _silence, _why_silence),
    "failures": Part(10, "transfers", _failures, _why_failures),
}
