"""Working days in SQL, against a walk along the calendar in Python."""

import datetime as dt
import random

import pytest
import sqlalchemy as sa

DAY = dt.timedelta(days=1)
EPOCH = dt.date(1900, 1, 1)
CASES = 3000


def _worked(day: dt.date) -> bool:
    return day.isoweekday() <= 5


def _working_days(first: dt.date, last: dt.date) -> int:
    return sum(_worked(first + n * DAY) for n in range((last - first).days + 1))


def _nth_working_day(first: dt.date, n: int) -> dt.date:
    day = first
    while n > _worked(day):
        n -= _worked(day)
        day += DAY
    return day


def _behind_from(start: dt.date, due: dt.date, progress: int, slack: int) -> dt.date | None:
    """The first day of the plan on which progress less expected progress falls below minus `slack`."""
    planned, elapsed = _working_days(start, due), 0
    for day in (start + n * DAY for n in range((due - start).days + 1)):
        elapsed += _worked(day)
        if planned and 100 * elapsed > (progress + slack) * planned:
            return day
    return None


@pytest.fixture(scope="module")
def spans() -> list[tuple[dt.date, dt.date]]:
    """Same days, weekends, the edges of the calendar, and many at random."""
    dice = random.Random(8)
    near = [EPOCH + n * DAY for n in range(9)] + [dt.date(2199, 12, 31) - n * DAY for n in range(9)]
    starts = near + [EPOCH + dice.randrange(109_000) * DAY for _ in range(CASES)]
    return [(start, start + dice.choice((0, 1, 2, dice.randrange(12), dice.randrange(400))) * DAY) for start in starts]


def _ask(connection: sa.Connection, call: str, rows: list[tuple]) -> list:
    """The function's answers for many rows of arguments, in one statement."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    kinds = ["date[]" if isinstance(column[0], dt.date) else "int[]" for column in columns]
    arrays = ", ".join(f"%s::{kind}" for kind in kinds)
    query = (
        f"SELECT {call} FROM unnest({arrays}) WITH ORDINALITY AS a(a, b{', c, d' * (len(rows[0]) > 2)}, n) ORDER BY n"
    )
    return list(connection.exec_driver_sql(query, tuple(columns)).scalars())


def test_working_days_counts_both_ends_and_no_weekends(connection: sa.Connection, spans: list) -> None:
    assert _ask(connection, "working_days(a, b)", spans) == [_working_days(*span) for span in spans]


def test_working_days_of_a_span_that_ends_before_it_starts_are_none(connection: sa.Connection, spans: list) -> None:
    backwards = [(last + DAY, first) for first, last in spans]
    assert set(_ask(connection, "working_days(a, b)", backwards)) == {0}


def test_the_nth_working_day_is_found_by_walking(connection: sa.Connection, spans: list) -> None:
    rows = [(first, 1 + (last - first).days) for first, last in spans]
    assert _ask(connection, "nth_working_day(a, b)", rows) == [_nth_working_day(*row) for row in rows]


@pytest.mark.parametrize("slack", [10, 25])
def test_a_process_falls_behind_on_the_first_day_its_gap_exceeds_the_slack(
    connection: sa.Connection, spans: list, slack: int
) -> None:
    dice = random.Random(slack)
    rows = [(*span, dice.choice((0, 50, 74, 75, 76, 89, 90, 91, 100, dice.randrange(101))), slack) for span in spans]
    assert _ask(connection, "behind_from(a, b, c, d)", rows) == [_behind_from(*row) for row in rows]


def test_a_process_without_both_dates_never_falls_behind(connection: sa.Connection) -> None:
    asked = "SELECT behind_from(NULL, '2026-01-01', 0, 10), behind_from('2026-01-01', NULL, 0, 10)"
    assert connection.exec_driver_sql(asked).one() == (None, None)


def test_a_plan_over_a_weekend_only_is_never_behind(connection: sa.Connection) -> None:
    assert connection.exec_driver_sql("SELECT behind_from('2026-11-07', '2026-11-08', 0, 10)").scalar() is None
