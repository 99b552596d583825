"""Signs of life of worker and clock, kept in Redis until they expire."""

from datetime import UTC, datetime

from redis import Redis

KEY = "dm_crm:alive:"
TTLS = {"worker": 45, "clock": 30}  # seconds of silence after which a process counts as dead


def beat(connection: Redis, name: str) -> None:
    connection.set(KEY + name, datetime.now(UTC).isoformat(), ex=TTLS[name])


def silence(connection: Redis, name: str) -> None:
    connection.delete(KEY + name)


def alive(connection: Redis) -> dict[str, bool]:
    """Which of the processes have been heard lately."""
    return {name: bool(connection.exists(KEY + name)) for name in TTLS}
