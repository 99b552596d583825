"""Files on their way in: one folder for each import below the home folder, written as they arrive."""

import contextlib
import os
import re
import shutil
import time
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from data.errors import Invalid, NotFound, Unavailable

LONGEST_NAME = 120  # bytes; file systems take 255, and names of ours are added
UNSAFE = re.compile(r"[^\w .()+@=-]")
PART = ".part"
PARTS_KEPT = 24 * 3600  # seconds after which an upload is no longer under way


def folder(home: Path, import_id: str) -> Path:
    return home / "imports" / import_id


def safe(name: str) -> str:
    """The name as any file system takes it, and nothing in it that leads elsewhere."""
    plain = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    plain = UNSAFE.sub("_", plain).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    stem, ending = (stem, dot + ending[:10]) if stem else (plain, "")
    room = LONGEST_NAME - len(ending.encode())
    return (stem.encode()[:room].decode(errors="ignore") + ending) or "file"


def receive(home: Path, import_id: str, name: str, chunks: Iterable[bytes], most: int) -> int:
    """Write the file as it comes and return its size. One that is too large or does not arrive leaves nothing."""
    place = folder(home, import_id)
    part = place / f"{safe(name)}{PART}"
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        size = _written(part, chunks, most)
        os.replace(part, place / safe(name))
    except OSError as error:
        raise Unavailable(f"The file could not be kept ({error.strerror}); nothing was stored. Try again.") from error
    finally:
        part.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # only an empty folder goes
            place.rmdir()
    return size


def _written(part: Path, chunks: Iterable[bytes], most: int) -> int:
    size = 0
    with part.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > most:
                raise Invalid({"file": f"The file is larger than {most >> 20} MB; an administrator sets how large."})
            file.write(chunk)
    if not size:
        raise Invalid({"file": "The file is empty: it has no bytes at all."})
    return size


def stored(home: Path, import_id: str, name: str) -> Path:
    path = folder(home, import_id) / safe(name)
    if not path.is_file():
        raise NotFound(f"{name} is not kept any more; upload it again.")
    return path


def beside(home: Path, import_id: str, name: str) -> bool:
    """Whether a second file that a mapping needs is there."""
    return (folder(home, import_id) / safe(name)).is_file()


def fresh(home: Path, import_id: str, part: str) -> Path:
    """An empty folder for the rejected rows of one attempt."""
    place = folder(home, import_id) / part
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True, mode=0o700)
    return place


def rejected(home: Path, import_id: str, part: str) -> list[Path]:
    return sorted((folder(home, import_id) / part).glob("*.rejected*.csv"))


def remove(home: Path, import_id: str) -> None:
    shutil.rmtree(folder(home, import_id), ignore_errors=True)


def sweep(home: Path, known: set[str]) -> int:
    """Remove folders that belong to no import, and what was left of uploads that broke off; say how many."""
    places = [place for place in (home / "imports").glob("*") if place.is_dir()]
    gone = [place for place in places if place.name not in known and _is_old(place)]
    parts = [part for place in places for part in place.glob(f"*{PART}") if _is_old(part)]
    for place in gone:
        shutil.rmtree(place, ignore_errors=True)
    for part in parts:
        part.unlink(missing_ok=True)
    return len(gone) + len(parts)


def _is_old(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > PARTS_KEPT
    except FileNotFoundError:
        return False
