"""Writes what was measured down: one table a subject, one column a size, what is missed in bold."""

import datetime as dt
import os
import platform
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path

import sqlalchemy as sa

from benchmarks.measuring import Figure
from benchmarks.sizes import SIZES

RESULTS = Path(__file__).parent / "RESULTS.md"
PACKAGES = ("dash", "sqlalchemy", "psycopg", "pandas", "gunicorn")
HEAD = """# What was measured

`make bench` made this file: it generates each size in a throw-away database, measures on the same machine, one thing
after the other, and takes medians. Ratios are of things measured in turn within one run; milliseconds hold for this
machine and what else it did meanwhile, which stands as its load below each table. **Bold** is what misses its limit.

* {day}; {processors} processors ({machine}), {memory} GB; Python {python}, PostgreSQL {postgresql}; {packages}.
* The servers are embedded ones that do not wait for the disk, so writes cost what they cost the processor.
"""


def write(measured: Mapping[str, list[Figure]], postgresql: str) -> None:
    RESULTS.write_text("\n".join([_head(postgresql), *_sizes(measured), *_tables(measured), ""]), "utf-8")


def postgresql_version(url: str) -> str:
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        return str(connection.exec_driver_sql("SHOW server_version").scalar_one()).split()[0]


def _head(postgresql: str) -> str:
    return HEAD.format(
        day=dt.datetime.now(dt.UTC).date(),
        processors=os.cpu_count(),
        machine=f"{platform.system()} {platform.machine()}",
        memory=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        python=platform.python_version(),
        postgresql=postgresql,
        packages=", ".join(f"{name} {version(name)}" for name in PACKAGES),
    )


def _sizes(names: Iterable[str]) -> list[str]:
    lines = ["| size | customers | processes | tasks | events | hours |", "|---|---|---|---|---|---|"]
    for name in names:
        size = SIZES[name]
        counts = (size.customers, size.processes, size.tasks, size.events, size.time_entries)
        lines.append(f"| {name} | {' | '.join(f'{count:,}' for count in counts)} |")
    return lines


def _tables(measured: Mapping[str, list[Figure]]) -> Iterable[str]:
    titles = dict.fromkeys(figure.table for figures in measured.values() for figure in figures)
    for title in titles:
        yield f"\n## {title}\n"
        yield f"| | limit | {' | '.join(measured)} |"
        yield f"|---|---|{'---|' * len(measured)}"
        of_size = [{f.what: f for f in figures if f.table == title} for figures in measured.values()]
        for what in dict.fromkeys(what for figures in of_size for what in figures):
            found = [figures.get(what) for figures in of_size]
            yield f"| {what} | {_limit(next(filter(None, found)))} | {' | '.join(map(_said, found))} |"


def _limit(figure: Figure) -> str:
    limits = (("≤", figure.most), ("≥", figure.least))
    return ", ".join(f"{sign} {limit:g} {figure.unit}".strip() for sign, limit in limits if limit is not None)


def _said(figure: Figure | None) -> str:
    if figure is None:
        return "–"
    digits = 0 if figure.value >= 100 or (figure.unit == "" and figure.value == int(figure.value)) else 1
    text = f"{figure.value:,.{digits}f} {figure.unit}".strip()
    return f"**{text}**" if figure.is_missed else text
