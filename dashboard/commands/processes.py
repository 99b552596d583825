"""`web`, `worker`, `clock`: one process each, for a machine with its own database, queue and supervisor."""

import os
import sys

import click

from data.errors import Invalid
from data.settings import ROOT, Settings

MISSING = {
    "database_url": "DATABASE_URL is not set: say where PostgreSQL is, or use `run`, which brings its own.",
    "redis_url": "REDIS_URL is not set: say where Redis is, or use `run`, which brings its own.",
    "secret_key": "SECRET_KEY is not set: give at least 32 random characters, the same for every web process.",
}
SHORTEST_SECRET = 32


@click.command()
def web() -> None:
    """Serve the pages on HOST and PORT."""
    settings = _complete("database_url", "redis_url", "secret_key")
    if len(settings.secret_key) < SHORTEST_SECRET:
        raise Invalid({"SECRET_KEY": f"SECRET_KEY is too short: give at least {SHORTEST_SECRET} random characters."})
    os.environ.update(settings.environment())
    config = str(ROOT / "dashboard" / "gunicorn.conf.py")
    os.chdir(ROOT)
    command = [sys.executable, "-m", "gunicorn", "--config", config, "dashboard.wsgi:server"]
    os.execv(sys.executable, command)  # nosec B606 # noqa: S606 - nothing of it comes from outside


@click.command()
@click.option("--quick", is_flag=True, help="Leave long jobs, such as imports, to other workers.")
def worker(quick: bool) -> None:
    """Run jobs from the queues; any number of workers may."""
    from jobs import worker

    worker.main(_complete("database_url", "redis_url"), only_quick=quick)


@click.command()
def clock() -> None:
    """Ask for the jobs whose time has come. Several clocks do no harm."""
    from jobs import clock

    clock.main(_complete("database_url", "redis_url"))


def _complete(*names: str) -> Settings:
    settings = Settings.from_env()
    for name in names:
        if not getattr(settings, name):
            raise Invalid({name: MISSING[name]})
    return settings
