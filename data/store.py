"""Where the bytes of documents are kept: by their SHA-256, in a folder or an S3 bucket, whole or not at all."""

import contextlib
import datetime as dt
import errno
import functools
import hashlib
import importlib.util
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import fsspec

from data.errors import Invalid, NotFound, Unavailable
from data.settings import Settings

HASH = re.compile(r"[0-9a-f]{64}")
DRAFTS = "incoming"
FULL = "The document store is full or cannot be written, so nothing was kept. Tell an administrator."
AWAY = "The document store cannot be reached; nothing was lost, try again in a moment."
MEGABYTE = 1024 * 1024
RESERVE = 200 * MEGABYTE  # of the disk; no upload takes it


class Draft:
    """Bytes on their way in: counted and hashed while they are written. It is gone with the block it was made for."""

    def __init__(self, file: BinaryIO, path: Path, most: int):
        self.path, self.size, self._file, self._most = path, 0, file, most
        self._hash = hashlib.sha256()

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def write(self, data: bytes) -> int:
        """Raises Invalid once there is more than allowed, Unavailable when the disk takes no more."""
        self.size += len(data)
        if self.size > self._most:
            raise Invalid({"file": f"The file is larger than {self._most // MEGABYTE} MB, the most that is taken."})
        self._hash.update(data)
        with _safely():
            return self._file.write(data)

    def seek(self, _place: int) -> None:
        """Whoever reads a request rewinds what it has read; nothing more is written then."""
        self.settle()

    def settle(self) -> None:
        """Everything written is on the disk when this returns."""
        with _safely():
            self._file.flush()
            os.fsync(self._file.fileno())


@dataclass(frozen=True)
class Store:
    fs: Any  # a filesystem of fsspec's
    root: str
    drafts: Path  # on this machine: a file is looked into before it is kept
    is_local: bool = True

    @contextlib.contextmanager
    def draft(self, most: int) -> Iterator[Draft]:
        """A file to write to, of at most so many bytes; whatever happens, nothing of it stays here."""
        with _safely():
            self.drafts.mkdir(parents=True, exist_ok=True, mode=0o700)
            _require_room(self.drafts)
            handle, name = tempfile.mkstemp(dir=self.drafts, prefix="draft-")
        try:
            with os.fdopen(handle, "wb") as file:
                yield Draft(file, Path(name), most)
        finally:
            Path(name).unlink(missing_ok=True)

    def keep(self, draft: Draft) -> str:
        """Under its hash; the same content takes its own place once more. Returns where that is."""
        draft.settle()
        address = address_of(draft.sha256)
        with _safely():
            if self.is_local:
                _move(draft.path, Path(self.root) / address)
            else:
                self.fs.put_file(str(draft.path), f"{self.root}/{address}")  # is there once it is whole
        return address

    def open(self, sha256: str) -> BinaryIO:
        try:
            with _safely(AWAY):
                return self.fs.open(self._path(sha256), "rb")
        except FileNotFoundError as error:
            raise NotFound("The content of this file is missing from the store. Tell an administrator.") from error

    def holds(self, sha256: str) -> bool:
        with _safely(AWAY):
            return bool(self.fs.exists(self._path(sha256)))

    def remove(self, sha256: str) -> None:
        with _safely(AWAY), contextlib.suppress(FileNotFoundError):
            self.fs.rm_file(self._path(sha256))

    def age(self, sha256: str, now: dt.datetime) -> dt.timedelta:
        """Since when it lies here; a negative age where it does not."""
        try:
            with _safely(AWAY):
                return now - _modified(self.fs.info(self._path(sha256)))
        except FileNotFoundError:
            return dt.timedelta(-1)

    def everything(self) -> Iterator[tuple[str, dt.datetime]]:
        """Each content's hash, and when it was last put here."""
        with _safely(AWAY):
            found = self.fs.find(self.root, detail=True)
        for path, about in found.items():
            if HASH.fullmatch(name := path.rpartition("/")[2]):
                yield name, _modified(about)

    def probe(self) -> None:
        """Puts something in and takes it out again; raises Unavailable where that cannot be done."""
        with self.draft(MEGABYTE) as draft:
            draft.write(os.urandom(32))
            self.keep(draft)
            self.remove(draft.sha256)

    def clear_drafts(self, before: dt.datetime) -> int:
        """Those of uploads that a crash cut off. Returns how many went."""
        stale = [file for file in self.drafts.glob("draft-*") if file.stat().st_mtime < before.timestamp()]
        for file in stale:
            file.unlink(missing_ok=True)
        return len(stale)

    def _path(self, sha256: str) -> str:
        return f"{self.root}/{address_of(sha256)}"


def address_of(sha256: str) -> str:
    """Where content is kept; nothing but a hash names any."""
    if not HASH.fullmatch(sha256):
        raise NotFound("There is no such content.")
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


_given: list[Settings] = []  # what the process was started with


def configure(settings: Settings) -> None:
    """Says where the store is; it is opened when it is first needed, after any fork."""
    if settings.document_store.startswith("s3://") and importlib.util.find_spec("s3fs") is None:
        raise Invalid({"DOCUMENT_STORE": "A store in S3 needs s3fs: pip install s3fs."})
    _given[:] = [settings]
    current.cache_clear()


@functools.cache
def current() -> Store:
    """The store of this installation."""
    (settings,) = _given
    where = settings.document_store or str(settings.home.absolute() / "documents")
    if where.startswith("s3://"):
        fs, root = fsspec.core.url_to_fs(where, use_listings_cache=False)  # others write there too
        return Store(fs, root.rstrip("/"), settings.home.absolute() / DRAFTS, is_local=False)
    root = str(Path(where.removeprefix("file://")).expanduser())
    return Store(fsspec.filesystem("file"), root, Path(root) / DRAFTS)


def _require_room(folder: Path) -> None:
    """The disk may be the database's as well, which must not be the one to find it full."""
    if shutil.disk_usage(folder).free < RESERVE:
        raise OSError(errno.ENOSPC, "The reserve is reached")


def _move(draft: Path, target: Path) -> None:
    """In one step, and the folder knows of it when this returns."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _modified(about: dict[str, Any]) -> dt.datetime:
    """Filesystems disagree on what to call it."""
    at = about.get("LastModified") or about.get("mtime") or about.get("created")
    return at.astimezone(dt.UTC) if isinstance(at, dt.datetime) else dt.datetime.fromtimestamp(float(at or 0), dt.UTC)


@contextlib.contextmanager
def _safely(sentence: str = FULL) -> Iterator[None]:
    """What a disk or a bucket refuses is said to the user; that a file is not there is for the caller to say."""
    try:
        yield
    except FileNotFoundError:
        raise
    except _failures() as error:
        raise Unavailable(sentence) from error


@functools.cache
def _failures() -> tuple[type[Exception], ...]:
    """What a filesystem raises; where a bucket can be reached at all, that includes what its client does not wrap."""
    if importlib.util.find_spec("botocore") is None:
        return (OSError,)
    from botocore.exceptions import BotoCoreError

    return (OSError, BotoCoreError)
