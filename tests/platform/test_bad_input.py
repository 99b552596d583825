"""What cannot work is said in one sentence, with an exit code, and leaves nothing behind."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard import schema
from dashboard.services.errors import ServiceError
from dashboard.services.throwaway import Urls
from data import migrate
from data.errors import Unavailable
from tests.platform.running import command

NOWHERE = "127.0.0.1:1"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"PORT": "eighty"}, "PORT must be a number"),
        ({"DATABASE_URL": "mysql://h/d"}, "DATABASE_URL must look like"),
        ({"DATABASE_URL": f"postgresql://u:p@{NOWHERE}/d", "REDIS_URL": f"redis://{NOWHERE}"}, "cannot be reached"),
        ({"DM_CRM_HOME": "/proc/none"}, "set DM_CRM_HOME"),
    ],
)
def test_run_refuses_in_one_sentence(environment: dict[str, str], words: str, tmp_path: Path):
    answer = command(tmp_path / "home", "run", **environment)
    assert answer.returncode == 1
    assert words in answer.stderr
    assert "Traceback" not in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1


@pytest.mark.slow
def test_a_wrong_password_is_said_without_showing_it(cluster: Urls, tmp_path: Path):
    url = sa.make_url(cluster.owner).set(password="hush-hush").render_as_string(hide_password=False)
    answer = command(tmp_path / "home", "run", DATABASE_URL=url, REDIS_URL=f"redis://{NOWHERE}")
    assert answer.returncode == 1
    assert "password authentication failed" in answer.stderr
    assert "hush-hush" not in answer.stderr


@pytest.mark.slow
def test_a_queue_that_is_away_is_said(cluster: Urls, tmp_path: Path):
    answer = command(tmp_path / "home", "run", DATABASE_URL=cluster.owner, REDIS_URL=f"redis://:secret@{NOWHERE}")
    assert answer.returncode == 1
    assert f"Redis at {NOWHERE} cannot be used" in answer.stderr
    assert "secret" not in answer.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", ["web", "worker", "clock"])
def test_a_process_alone_says_what_it_lacks(name: str, tmp_path: Path):
    answer = command(tmp_path / "home", name)
    assert answer.returncode == 1
    assert "DATABASE_URL is not set" in answer.stderr


def test_a_short_secret_is_refused(tmp_path: Path):
    servers = {"DATABASE_URL": f"postgresql://{NOWHERE}/d", "REDIS_URL": f"redis://{NOWHERE}"}
    answer = command(tmp_path / "home", "web", **servers, SECRET_KEY="short")
    assert answer.returncode == 1
    assert "SECRET_KEY is too short" in answer.stderr


def test_a_server_that_is_too_old_is_named(cluster: Urls, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(migrate, "OLDEST_SERVER", 990_000)
    with pytest.raises(Unavailable, match=r"PostgreSQL 18.*is needed"):
        schema.upgrade(cluster.owner)


def test_a_database_of_a_later_version_is_left_alone(own_database: Urls):
    _execute(own_database.owner, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Unavailable, match="newer than this version"):
        schema.upgrade(own_database.owner)


def test_a_half_migrated_database_goes_on_from_where_it_stopped(own_database: Urls):
    _downgrade(own_database.owner)
    words = schema.upgrade(own_database.owner)
    assert words.endswith(f"to {migrate.head()}.")


def test_a_migration_that_fails_says_why_and_where_it_stays(own_database: Urls):
    stays = _downgrade(own_database.owner)
    _execute(own_database.superuser, REFUSAL)
    with pytest.raises(ServiceError, match=f"failed and was rolled back.*stays at revision {stays}"):
        schema.upgrade(own_database.owner)


# Whatever the newest migration does, it is refused.
REFUSAL = """
CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
  RAISE EXCEPTION 'not today' USING errcode = '42501';
END $$;
CREATE EVENT TRIGGER refuse ON ddl_command_start EXECUTE FUNCTION refuse()
"""


def _downgrade(owner_url: str) -> str:
    """One revision down; returns where that is."""
    from alembic import command as alembic

    alembic.downgrade(migrate._config(owner_url), "-1")
    return str(migrate.state(owner_url))


def _execute(url: str, statement: str) -> None:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text(statement))
