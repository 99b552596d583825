"""Files to import come in as they stream, and rejected rows go out again; both only for whose import it is."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from flask import Flask, current_app, jsonify, request, send_file
from flask.typing import ResponseReturnValue

from callbacks import context
from callbacks.importing import hand_over
from data import installation
from data.errors import DomainError, Invalid, NotFound
from data.imports import files, ledger, mapping
from data.imports.plans import Plan
from data.vocabulary import ImportTask

CHUNK = 1 << 18
MEGABYTE = 1 << 20


def install(server: Flask, home: Path) -> None:
    server.config["HOME"] = home
    server.add_url_rule("/imports/upload", "import_upload", upload, methods=["POST"])
    server.add_url_rule("/imports/<id_>/beside", "import_beside", beside, methods=["POST"])
    server.add_url_rule("/imports/<id_>/rejected", "import_rejected", rejected, methods=["GET"])


def upload() -> ResponseReturnValue:
    """A new import of the file that is the body; its name is said in the address."""
    name = _named()
    with context.session() as db:
        import_id, most = ledger.begin(db, name), installation.read(db)["import_megabytes"] * MEGABYTE
    try:
        size = files.receive(_home(), import_id, name, _chunks(most), most)
    except (DomainError, OSError):
        with context.session() as db:
            ledger.forget(db, import_id)
        raise
    with context.session() as db:
        ledger.arrived(db, import_id, size)
    hand_over(import_id)
    return jsonify(id=import_id)


def beside(id_: str) -> ResponseReturnValue:
    """A second file that a ready-made mapping needs, kept under the name by which it looks for it."""
    name = _named()
    with context.session() as db:
        row, most = ledger.owned(db, id_), installation.read(db)["import_megabytes"] * MEGABYTE
        ready = Plan.of(row.plan).ready
    if not ready or name not in mapping.needed_files(mapping.load(ready)):
        raise Invalid({"file": "This import needs no such file beside its own."})
    return jsonify(id=id_, size=files.receive(_home(), row.id, name, _chunks(most), most))


def rejected(id_: str) -> ResponseReturnValue:
    """The rows that could not be used, each with its reasons, as they can be corrected and uploaded again."""
    with context.session() as db:
        row = ledger.read(db, id_)
    task = ImportTask.RUN if row.change_set_id else ImportTask.CHECK
    found = files.rejected(_home(), row.id, task)
    if not found:
        raise NotFound("There are no rejected rows to hand out; they are kept as long as the file.")
    if len(found) == 1:
        return send_file(found[0], mimetype="text/csv", as_attachment=True, download_name=found[0].name)
    return send_file(_packed(found), "application/zip", as_attachment=True, download_name=f"{row.file_name}.zip")


def _packed(paths: list[Path]) -> io.BytesIO:
    """Rows of several steps: a file for each."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            archive.write(path, path.name)
    packed.seek(0)
    return packed


def _named() -> str:
    name = request.args.get("name", "").strip()
    if not name or len(name) > 300 or request.mimetype != "application/octet-stream":
        raise Invalid({"file": "Send one file, as it is, with its name."})
    return name


def _chunks(most: int) -> Iterator[bytes]:
    request.max_content_length = most + CHUNK  # what is said to be larger is refused before it is read
    while chunk := request.stream.read(CHUNK):
        yield chunk


def _home() -> Path:
    return current_app.config["HOME"]
