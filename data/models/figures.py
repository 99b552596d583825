"""What is kept of each customer to rank them by. Written by triggers only; see migrations/versions/0048."""

import datetime as dt
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base


class CustomerFigures(Base):
    """One row each, as of `day`; what was appended since the last fold is not in it."""

    __tablename__ = "customer_figures"
    __table_args__ = (
        sa.Index(
            "ix_customer_figures_points",
            "points",
            sa.text("open_processes DESC"),
            "customer_id",
            postgresql_where=sa.text("is_present"),
        ),
        sa.Index("ix_customer_figures_used", "used", "customer_id"),
        sa.Index("ix_customer_figures_year_logged", "year_logged", "customer_id"),
    )

    customer_id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[dt.date]
    is_present: Mapped[bool]  # active, and not Terminated
    open_processes: Mapped[int]
    overdue: Mapped[int]
    off_track: Mapped[int]
    at_risk: Mapped[int]
    logged: Mapped[Decimal] = mapped_column(sa.Numeric)  # hours in the day's month
    allocated: Mapped[Decimal] = mapped_column(sa.Numeric)  # hours in the day's month
    used: Mapped[float | None]  # logged ÷ allocated
    year_logged: Mapped[Decimal] = mapped_column(sa.Numeric)  # hours in twelve months, the day's the last of them
    months_from: Mapped[dt.date | None]  # the first month with hours
    months: Mapped[list[int] | None] = mapped_column(ARRAY(sa.BigInteger))  # hundredths of hours from it to each month
    spoken_on: Mapped[dt.date | None]
    points: Mapped[float]  # of health, without failed transfers


class FiguresKept(Base):
    """One row: the day that all the figures of customers are kept for; in the distant past while they are not."""

    __tablename__ = "figures_kept"
    __table_args__ = (sa.CheckConstraint("only_row", "only_row"),)

    only_row: Mapped[bool] = mapped_column(primary_key=True, server_default=sa.true())
    day: Mapped[dt.date]
