"""The command line's `import`: what it says, and with which exit code it ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from dashboard.commands.imports import command
from dashboard.services.throwaway import Urls

ROOT = Path(__file__).parents[2]
CUSTOMERS = "SELECT count(*) FROM customers"
IMPORTS = "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()"
IMPORTS += " WHERE l.locktype = 'advisory'"
Run = Callable[..., Result]


@pytest.fixture
def environment(own_database: Urls) -> dict[str, str]:
    return {"DATABASE_URL": own_database.web, "DATABASE_OWNER_URL": own_database.owner, "REDIS_URL": "redis://unused"}


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    return lambda *arguments: CliRunner(env=environment).invoke(
        command, [str(argument) for argument in arguments], standalone_mode=False
    )


@pytest.fixture
def ask(own_database: Urls) -> Iterator[Callable[[str], int]]:
    """The number that a query gives."""
    everything = {"options": "-c app.scope=*"}
    engine = sa.create_engine(own_database.web, isolation_level="AUTOCOMMIT", connect_args=everything)
    with engine.connect() as connection:
        yield lambda query: connection.execute(sa.text(query)).scalar_one()
    engine.dispose()


def test_an_import_accounts_for_its_rows_and_ends_with_3_if_some_were_rejected(
    run: Run, file: Callable[..., Path], ask: Callable[[str], int]
) -> None:
    path = file("Client;Stage\nAcme;Live\nBeta;Lively\n")
    first = run("customers", path, "--map", "Client=name", "--map", "Stage=phase", "--words", "Stage:Live=Steady State")
    assert first.return_value == 3
    assert "Read as utf-8, separated by ;" in first.output
    assert f"{path}.rejected.csv" in first.output
    assert ask(CUSTOMERS) == 1
    assert run("customers", file("Name\nAcme\n")).return_value == 0


def test_a_dry_run_says_that_nothing_has_been_changed(
    run: Run, file: Callable[..., Path], ask: Callable[[str], int]
) -> None:
    result = run("customers", file("Name\nAcme\n"), "--dry-run")
    assert "nothing has been changed" in result.output
    assert ask(CUSTOMERS) == 0


def test_a_ready_made_mapping_needs_the_file_only(run: Run, file: Callable[..., Path]) -> None:
    assert run("--mapping", "sponsors", file("lead_sponsor\nAcme\n")).return_value == 0


def test_the_list_names_every_entity_and_mapping() -> None:
    output = CliRunner().invoke(command, ["--list"], standalone_mode=False).output
    assert "customers\n  recognised by  external_id, else name\n" in output
    assert "repodb" in output


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((), "ENTITY and FILE"),
        (("customers",), "ENTITY and FILE"),
        (("customers", "rows.csv", "--mapping", "ndc"), "FILE alone"),
        (("rows.csv", "--mapping", "ndc", "--map", "a=b"), "says all"),
        (("clients", "rows.csv"), "nothing called 'clients'"),
        (("customers", "absent.csv"), "There is no file absent.csv"),
        (("absent.csv", "--mapping", "nds"), "no mapping 'nds'"),
    ],
)
def test_a_wrong_command_is_answered_before_any_server_is_asked(arguments: tuple[str, ...], reason: str) -> None:
    result = CliRunner().invoke(command, list(arguments), standalone_mode=False)
    assert reason in str(result.exception)


@pytest.mark.slow
def test_ctrl_c_rolls_everything_back_and_says_so(
    environment: dict[str, str], file: Callable[..., Path], ask: Callable[[str], int]
) -> None:
    path = file("Name\n" + "".join(f"Customer {number}\n" for number in range(200_000)))
    arguments = [sys.executable, "-m", "dashboard", "import", "customers", str(path)]
    program = subprocess.Popen(arguments, cwd=ROOT, env=os.environ | environment, stderr=subprocess.PIPE, text=True)
    while not ask(IMPORTS) and program.poll() is None:
        time.sleep(0.1)
    program.send_signal(signal.SIGINT)
    _, said = program.communicate(timeout=30)
    assert program.returncode == 130
    assert "nothing is imported" in said
    assert ask(CUSTOMERS) == 0
