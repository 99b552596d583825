"""The command line: `python -m dashboard --help`."""

import sys
import traceback
from datetime import UTC, datetime

import click

from dashboard.commands import Commands
from data.errors import DomainError
from data.settings import Settings


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """DM_CRM: pharma data management at a glance."""


def main() -> int:
    """The exit code. Every failure is one sentence; what nobody expected goes to a log with its traceback."""
    try:
        return cli(prog_name="python -m dashboard", standalone_mode=False) or 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _say("Stopped.", 130)
    except DomainError as error:
        return _say(str(error), 1)
    except Exception as error:  # noqa: BLE001 - the seam of the command line
        return _say(_unexpected(error), 1)


def _say(words: str, code: int) -> int:
    click.echo(words, err=True)
    return code


def _unexpected(error: Exception) -> str:
    try:
        file = Settings.from_env().home / "log" / "error.log"
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a") as log:
            log.write(f"{datetime.now(UTC).isoformat()}\n{''.join(traceback.format_exception(error))}\n")
    except (OSError, DomainError):
        return f"Something unexpected happened: {error!r}."
    return f"Something unexpected happened ({type(error).__name__}): see {file} and report it."


if __name__ == "__main__":
    sys.exit(main())
