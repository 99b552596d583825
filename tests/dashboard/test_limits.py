"""One address may knock only so often, whether Redis is there or not."""

from pathlib import Path

from flask import Flask

from dashboard import limits
from dashboard.services.throwaway import throwaway_valkey

AWAY = "redis://127.0.0.1:1/0"


def doors() -> Flask:
    """A server of nothing but the doors."""
    server = Flask("doors")
    for endpoint in limits.DOORS:

        def opened() -> str:
            return "open"

        opened.__name__ = endpoint  # by which the limits tell them apart
        server.add_url_rule(f"/{endpoint}", endpoint, opened, methods=["POST"])
    return server


def knocks(server: Flask, times: int, address: str = "203.0.113.7") -> list[int]:
    client = server.test_client()
    where = {"REMOTE_ADDR": address}
    return [client.post("/sign_in_form", environ_base=where).status_code for _ in range(times)]


def test_the_limit_holds_while_redis_is_away() -> None:
    server = doors()
    limits.install(server, AWAY)
    assert knocks(server, 22) == [200] * 20 + [429] * 2


def test_another_address_is_not_held_up() -> None:
    server = doors()
    limits.install(server, AWAY)
    knocks(server, 21)
    assert knocks(server, 1, "203.0.113.8") == [200]


def test_two_processes_count_together_in_redis(tmp_path: Path) -> None:
    one, other = doors(), doors()
    with throwaway_valkey(tmp_path) as url:
        limits.install(one, url)
        limits.install(other, url)
        assert knocks(one, 15) == [200] * 15
        assert knocks(other, 7) == [200] * 5 + [429] * 2
