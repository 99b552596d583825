"""`import`: rows from a file into the database, with an account of every one of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from data.imports.account import Result
    from data.imports.mapping import Mapping
    from data.imports.reading import Source
    from data.imports.running import Manner, Watch

SOME_REJECTED, STOPPED = 3, 130


@click.command("import")
@click.argument("what", nargs=-1, metavar="[ENTITY] FILE")
@click.option("--mapping", "ready_made", metavar="NAME", help="A ready-made mapping, which knows its entities.")
@click.option(
    "--map", "maps", multiple=True, metavar="COLUMN=FIELD", help="Which field a column feeds; none: left out."
)
@click.option("--words", multiple=True, metavar="COLUMN:WORD=VALUE", help="What a word in a column stands for.")
@click.option("--key", multiple=True, metavar="FIELD", help="By which field records are recognised (repeatable).")
@click.option("--sheet", default="", help="Which sheet of a spreadsheet; the first where none is named.")
@click.option("--delimiter", default="", help="What separates values (one character, or tab); else detected.")
@click.option("--encoding", default="", help="Such as utf-8 or cp1252; else detected.")
@click.option("--date-format", "dates", multiple=True, metavar="FORMAT", help="Such as %d.%m.%Y; ISO always works.")
@click.option("--decimal", type=click.Choice([".", ","]), default=".", show_default=True, help="The decimal sign.")
@click.option("--thousands", default="", help="The sign between thousands, where there is one.")
@click.option("--rejected", type=click.Path(path_type=Path), help="Folder for rejected rows; else beside the file.")
@click.option("--dry-run", is_flag=True, help="Do everything, then undo it.")
@click.option("--list", "only_list", is_flag=True, help="Show the entities, their fields and the ready-made mappings.")
def command(what: tuple[str, ...], only_list: bool, rejected: Path | None, dry_run: bool, **said: Any) -> int:
    """Import FILE (CSV, XLSX or JSON lines) as records of ENTITY, or by a ready-made mapping.

    New records are made, those that differ are changed, the rest is left alone. Rows that cannot be used are written
    to FILE.rejected.csv with the reason each; the exit code is then 3.
    """
    from data.imports.running import Manner

    if only_list:
        return _list()
    source, mapping = _plan(what, said)
    with _progress() as watch:
        result = _run(source, mapping, Manner(dry_run, rejected, watch))
    if result is None:
        click.echo("Stopped: everything was rolled back, nothing is imported.", err=True)
        return STOPPED
    _report(result)
    return SOME_REJECTED if result.rejected else 0


def _plan(what: tuple[str, ...], said: dict[str, Any]) -> "tuple[Source, Mapping]":
    from data.imports import mapping, reading

    ready_made = said["ready_made"]
    if len(what) != (1 if ready_made else 2):
        wanted = "FILE alone, as the mapping knows the entities" if ready_made else "ENTITY and FILE"
        raise click.UsageError(f"Name {wanted}; `import --list` shows what there is.")
    if ready_made and (said["maps"] or said["words"] or said["key"]):
        raise click.UsageError("A ready-made mapping says all; --map, --words and --key go with an ENTITY.")
    entity = None if ready_made else mapping.entity_named(what[0])
    options = reading.Options(said["sheet"], said["delimiter"], said["encoding"])
    known = mapping.load(ready_made) if ready_made else None
    source = reading.open_source(Path(what[-1]), options)
    return source, known or _plain(entity, source, said)


def _plain(entity: Any, source: "Source", said: dict[str, Any]) -> "Mapping":
    from data.imports import matching
    from data.parsing import Formats

    formats = Formats(said["dates"], said["decimal"], said["thousands"])
    return matching.plain(entity, source.columns, matching.Wishes(said["maps"], said["words"], said["key"], formats))


def _run(source: "Source", mapping: "Mapping", manner: "Manner") -> "Result | None":
    """Nothing, if the user stopped it."""
    from dashboard.schema import upgrade
    from dashboard.services.servers import reached
    from data import db
    from data.access import SYSTEM
    from data.imports import running
    from data.settings import Settings

    with reached(Settings.from_env()) as settings:
        upgrade(settings.owner_url)
        db.configure(settings.database_url, pooled=False)
        try:
            return running.run(SYSTEM, source, mapping, manner)
        except KeyboardInterrupt:
            return None


@contextmanager
def _progress() -> "Iterator[Watch]":
    """A bar per stage, on a terminal only."""
    from tqdm import tqdm

    bars: dict[str, Any] = {}

    def watch(title: str, done: int, total: int) -> None:
        if title not in bars:
            close()
            bars[title] = tqdm(desc=title, total=total, unit=" rows", disable=None, leave=False)
        bars[title].update(done)

    def close() -> None:
        for bar in bars.values():
            bar.close()

    try:
        yield watch
    finally:
        close()


def _report(result: "Result") -> None:
    click.echo(f"Read as {result.about}.\n")
    click.echo(result.table())
    speed = sum(account.read for account in result.accounts) / max(result.seconds, 0.001)
    click.echo(f"\n{result.seconds:.1f} seconds, {speed:,.0f} rows a second.")
    for path in result.rejected_files:
        click.echo(f"Rejected rows, with the reasons: {path}")
    if not result.committed:
        click.echo("This was a dry run: nothing has been changed.")


def _list() -> int:
    from data.catalog import ENTITIES
    from data.imports import mapping

    for entity in ENTITIES.values():
        key = "external_id, else " if "external_id" in entity.fields else ""
        click.echo(f"{entity.name}\n  recognised by  {key}{' + '.join(entity.natural)}")
        for name, field in entity.fields.items():
            click.echo(f"  {name:<27} {field.label:<27} {_kind(field)}")
    click.echo("\nReady-made mappings")
    for name in mapping.names():
        click.echo(f"  {name:<15} {mapping.load(name).title}")
    return 0


def _kind(field: Any) -> str:
    about = f"one of {', '.join(field.choices)}" if field.choices else field.kind
    about = f"id, external id or name in {field.lookup}" if field.lookup else about
    return f"{about}{' (required)' if field.required else ''}"
