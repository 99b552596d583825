"""Days as they are written for people."""

import datetime as dt
from typing import Any

import sqlalchemy as sa


def written(date: dt.date) -> str:
    """Such as 4 Nov 2026."""
    return f"{date:%d %b %Y}".lstrip("0")


def read(column: sa.Column[Any] | None, value: Any) -> Any:
    """A column's value out of JSON, where its dates are text."""
    is_day = column is not None and isinstance(column.type, sa.Date) and isinstance(value, str)
    return dt.date.fromisoformat(value) if is_day else value
