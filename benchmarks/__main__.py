"""`python -m benchmarks [S,M,L]` generates each size, measures it and writes RESULTS.md; see `make bench`."""

import os
import sys
import tempfile
from pathlib import Path

import sqlalchemy as sa

from benchmarks import figures, listing, loading, report, searching, serving, writing
from benchmarks.generate import generate
from benchmarks.measuring import PATIENCE, Figure, Place
from benchmarks.sizes import SIZES
from dashboard.services.cluster import DATABASE
from dashboard.services.throwaway import Urls, throwaway_postgres, throwaway_valkey
from data import db, migrate

SUBJECTS = (
    searching,
    listing,
    figures,
    serving,
    loading,
    writing,
)  # writing last: it leaves the aggregates as they are not


def main(wanted: str) -> int:
    names = [name for name in wanted.upper().replace(",", " ").split() if name in SIZES]
    if not names:
        sys.stderr.write(f"Say which sizes: {', '.join(SIZES)}.\n")
        return 2
    measured: dict[str, list[Figure]] = {}
    for name in names:
        with tempfile.TemporaryDirectory(prefix="dm-crm-bench-") as folder:
            measured[name], version = _measured(name, Path(folder))
        report.write(measured, version)
    return 0


def _measured(name: str, folder: Path) -> tuple[list[Figure], str]:
    with throwaway_postgres(folder) as urls, throwaway_valkey(folder) as redis_url:
        os.environ["REDIS_URL"] = redis_url
        place = Place(_at_database(urls), SIZES[name])
        migrate.upgrade(urls.owner)
        generate(place.urls.superuser, place.size, lambda said: _say(f"{name}: {said}"))
        db.configure(urls.web, statement_timeout=str(PATIENCE))
        found = []
        for subject in SUBJECTS:
            _say(f"{name}: measuring, {subject.__name__}")
            found += subject.measure(place)
        db.open_session.kw["bind"].dispose()
        return found, report.postgresql_version(urls.web)


def _at_database(urls: Urls) -> Urls:
    """The superuser is sent to the product's database."""
    there = sa.make_url(urls.superuser).set(database=DATABASE).render_as_string(hide_password=False)
    return Urls(urls.owner, urls.web, there)


def _say(what: str) -> None:
    sys.stderr.write(f"{what}\n")


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))
