"""How a process got where it is: when it reached each stage, the days it spent there, and what was decided about it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from data.db import Session
from data.vocabulary import SdlcStage

DAY = dt.timedelta(days=1)


class Move(NamedTuple):
    """A change of the process's stage, status or approval."""

    field: str
    old: str | None
    new: str | None
    at: dt.datetime
    who: str | None  # none for the system
    reason: str | None


class Visit(NamedTuple):
    """A stage as the process has met it so far."""

    stage: SdlcStage
    reached: dt.datetime | None  # for the first time; none where it never was, or was passed over
    days: float  # spent in it, all visits together
    returns: int  # how often it came back to it
    is_now: bool
    is_behind: bool  # the process is past it


def moves(db: Session, process_id: str) -> list[Move]:
    """Oldest first."""
    columns: list[sa.ColumnClause[Any]] = [
        sa.column(name) for name in ("field", "old_value", "new_value", "changed_at", "who", "reason")
    ]
    ledger = sa.func.moves_of_process(process_id).table_valued(*columns)
    return [Move(*row) for row in db.execute(sa.select(ledger))]


def stages(now_in: SdlcStage, began: dt.datetime, until: dt.datetime, changes: Sequence[Move]) -> list[Visit]:
    """Every stage in order; a process that began in one and never moved has been in that one only."""
    order = list(SdlcStage)
    stays = _stays(now_in, began, until, [move for move in changes if move.field == "sdlc_stage"])
    return [_visit(stage, stays, now_in, order.index(stage) < order.index(now_in)) for stage in order]


def _stays(
    now_in: SdlcStage, began: dt.datetime, until: dt.datetime, changes: Sequence[Move]
) -> list[tuple[str, dt.datetime, dt.datetime]]:
    """Stage, from, to; one after the other."""
    first = changes[0].old if changes else now_in
    entered = [(first or now_in, began), *((move.new or now_in, move.at) for move in changes)]
    ends = [at for _, at in entered[1:]] + [max(until, entered[-1][1])]
    return [(stage, start, max(start, end)) for (stage, start), end in zip(entered, ends, strict=True)]


def _visit(
    stage: SdlcStage, stays: list[tuple[str, dt.datetime, dt.datetime]], now_in: SdlcStage, is_behind: bool
) -> Visit:
    mine = [(start, end) for name, start, end in stays if name == stage]
    days = sum(((end - start) / DAY for start, end in mine), 0.0)
    return Visit(stage, mine[0][0] if mine else None, days, max(len(mine) - 1, 0), stage == now_in, is_behind)
