"""Hands out lists as files. Each is made whole before it is sent, so that what goes wrong is said."""

import io
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from flask import Flask, Response, request
from werkzeug.wsgi import wrap_file

from callbacks import context
from data import calendar, exports, figures
from data.catalog import ENTITIES
from data.db import Session
from data.entities import Entity
from data.errors import Invalid, NotFound
from data.kpis import KPIS
from data.records import Wanted

CSV = "text/csv; charset=utf-8"
LONGEST_QUERY = 20_000
NOT_UNDERSTOOD = "The address of the export could not be understood; start it again from the list."


def install(server: Flask) -> None:
    server.add_url_rule("/export/<entity>.<format>", "list_export", export)
    server.add_url_rule("/export/figures/<name>.csv", "figures_export", export_figures)


def export(entity: str, format: str) -> Response:
    """What a list finds, as a file to be saved."""
    if entity not in ENTITIES or format not in FORMATS:
        raise NotFound("There is no such export.")
    wanted, (mime, write) = _wanted(), FORMATS[format]
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        path = Path(folder) / "rows"
        with context.session() as db:
            day = calendar.now(db).date()
            write(db, ENTITIES[entity], wanted, path)
        file, size = path.open("rb"), path.stat().st_size  # stays readable when the folder has gone
    return _answer(file, size, mime, f"{ENTITIES[entity].title} {day}.{format}")


def export_figures(name: str) -> Response:
    """What a card shows, narrowed as its page's address is, as a file to be saved."""
    if len(request.query_string) > LONGEST_QUERY:
        raise Invalid({"": NOT_UNDERSTOOD})
    with context.session() as db:
        day = calendar.now(db).date()
        content = figures.csv(db, name, request.args.to_dict(flat=False), day)
    return _answer(io.BytesIO(content), len(content), CSV, f"{KPIS[name].title} {day}.csv")


def _csv(db: Session, entity: Entity, wanted: Wanted, path: Path) -> None:
    with path.open("wb") as file:
        file.writelines(exports.csv(db, entity, wanted))


FORMATS: dict[str, tuple[str, Callable[[Session, Entity, Wanted, Path], None]]] = {
    "csv": (CSV, _csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", exports.xlsx),
}


def _answer(file: BinaryIO, size: int, mime: str, name: str) -> Response:
    response = Response(wrap_file(request.environ, file), content_type=mime, direct_passthrough=True)
    response.call_on_close(file.close)
    response.content_length = size
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _wanted() -> Wanted:
    """What the address says of the list; nothing else may stand in it."""
    said = request.args.to_dict(flat=False)
    one_each = all(len(values) == 1 for values in said.values())
    if not said.keys() <= set(Wanted._fields) or not one_each or len(request.query_string) > LONGEST_QUERY:
        raise Invalid({"": NOT_UNDERSTOOD})
    filters, within = _said(said, "filters", dict), _said(said, "within", dict)
    sort = _said(said, "sort", list)
    return Wanted(said.get("words", [""])[0], filters, tuple(sort), within)


def _said(said: dict[str, list[str]], name: str, kind: type) -> Any:
    try:
        value = json.loads(said[name][0]) if name in said else kind()
    except (ValueError, RecursionError) as error:
        raise Invalid({"": NOT_UNDERSTOOD}) from error
    if not isinstance(value, kind):
        raise Invalid({"": NOT_UNDERSTOOD})
    return value
