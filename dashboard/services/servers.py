"""The database and the queue, wherever they come from: given, running already, or embedded."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from subprocess import Popen

from dashboard.services import cluster, home, postgres, valkey
from dashboard.services.children import Launch
from data.settings import Settings

Start = Callable[[Launch], "Popen[bytes]"]


@contextmanager
def reached(settings: Settings) -> Iterator[Settings]:
    """Settings whose servers answer: those given, those of the running dashboard, else some for this block alone."""
    if settings.database_url and settings.redis_url:
        yield settings
    elif known := home.running(settings.home):
        yield settings.served_by(known["database_url"], known["owner_url"], known["redis_url"])
    else:
        with home.claimed(settings.home), ExitStack() as stack:
            yield embedded(settings, lambda launch: stack.enter_context(launch.running()))


def embedded(settings: Settings, start: Start) -> Settings:
    """Start what no URL was given for."""
    settings = settings if settings.database_url else _with_postgres(settings, start)
    return settings if settings.redis_url else _with_valkey(settings, start)


def _with_postgres(settings: Settings, start: Start) -> Settings:
    made = cluster.prepare(settings.home)
    postgres.await_ready(made, start(made.launch()))
    return settings.served_by(made.url("dm_crm_web"), made.url("dm_crm_owner"), settings.redis_url)


def _with_valkey(settings: Settings, start: Start) -> Settings:
    store = valkey.prepare(settings.home)
    valkey.await_ready(store, start(store.launch()))
    return settings.served_by(settings.database_url, settings.owner_url, store.url)
