"""Bytes are in the store whole or not at all, each content once."""

import datetime as dt
import errno
import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from data import store
from data.errors import Invalid, NotFound, Unavailable
from data.settings import ROOT, Settings
from data.store import Store

CONTENT = b"Statement of work\n" * 1000
HASH = hashlib.sha256(CONTENT).hexdigest()
NOW = dt.datetime.now(dt.UTC)


@pytest.fixture(params=["folder", "bucket"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A folder, and what stands for a bucket: a filesystem that is not the machine's own."""
    if request.param == "folder":
        yield Store(fsspec.filesystem("file"), str(tmp_path / "kept"), tmp_path / "kept" / "incoming")
        return
    memory = fsspec.filesystem("memory")
    yield Store(memory, "/bucket/documents", tmp_path / "incoming", is_local=False)
    memory.rm("/bucket", recursive=True) if memory.exists("/bucket") else None


def put(kept: Store, content: bytes = CONTENT, most: int = 10**7) -> str:
    with kept.draft(most) as draft:
        draft.write(content)
        kept.keep(draft)
        return draft.sha256


def nothing_is_left(kept: Store) -> bool:
    return not list(kept.everything()) and not list(kept.drafts.iterdir())


def test_what_was_kept_is_found_by_its_hash(either: Store) -> None:
    assert put(either) == HASH
    assert either.holds(HASH)
    with either.open(HASH) as file:
        assert file.read() == CONTENT
    assert [name for name, _ in either.everything()] == [HASH]
    assert (
        dt.timedelta(0) <= either.age(HASH, dt.datetime.now(dt.UTC) + dt.timedelta(seconds=2)) < dt.timedelta(minutes=1)
    )
    assert list(either.drafts.iterdir()) == []


def test_the_same_content_is_kept_once(either: Store) -> None:
    assert put(either) == put(either)
    assert len(list(either.everything())) == 1


def test_what_was_removed_is_gone_and_may_be_removed_again(either: Store) -> None:
    put(either)
    either.remove(HASH)
    either.remove(HASH)
    assert not either.holds(HASH)
    assert either.age(HASH, NOW) < dt.timedelta(0)
    with pytest.raises(NotFound):
        either.open(HASH)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "0" * 63, "G" * 64, "0" * 64 + "\n", f"{'0' * 64}/x"])
def test_nothing_but_a_hash_names_content(either: Store, name: str) -> None:
    for ask in (either.open, either.holds, either.remove):
        with pytest.raises(NotFound):
            ask(name)


def test_a_draft_that_is_not_kept_leaves_nothing(either: Store) -> None:
    with either.draft(10**6) as draft:
        draft.write(CONTENT)
    assert nothing_is_left(either)


def test_more_than_allowed_is_refused_and_leaves_nothing(either: Store) -> None:
    with pytest.raises(Invalid, match="larger than 1 MB"):
        put(either, CONTENT * 100, store.MEGABYTE)
    assert nothing_is_left(either)


@pytest.mark.parametrize("call", ["fsync", "replace", "mkdir"])
def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    kept = Store(fsspec.filesystem("file"), str(tmp_path), tmp_path / "incoming")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    kept.drafts.mkdir()
    with kept.draft(10**6) as draft:
        draft.write(CONTENT)
        monkeypatch.setattr(*((os, "fsync") if call == "fsync" else (Path, call)), full)
        with pytest.raises(Unavailable, match="full"):
            kept.keep(draft)
        monkeypatch.undo()
    assert nothing_is_left(kept)


def test_a_bucket_that_fails_is_said_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = fsspec.filesystem("memory")
    kept = Store(memory, "/failing", tmp_path / "incoming", is_local=False)

    def away(*_: object) -> None:
        raise ConnectionResetError

    monkeypatch.setattr(memory, "put_file", away)
    with pytest.raises(Unavailable):
        put(kept)
    assert nothing_is_left(kept)


def test_a_disk_that_is_really_full_leaves_nothing(tmp_path: Path) -> None:
    """The limit on a file's size is the nearest thing to a full disk that needs no root."""
    script = f"""
import resource
from data import store
from data.errors import Unavailable
from data.settings import Settings
from pathlib import Path
store.configure(Settings(home=Path({str(tmp_path)!r})))
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    with store.current().draft(10**9) as draft:
        for _ in range(1000):
            draft.write(b"x" * 10_000)
        store.current().keep(draft)
except Unavailable as said:
    print(said, list(store.current().everything()), list(store.current().drafts.iterdir()))
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == f"{store.FULL} [] []", done.stderr


def test_many_may_keep_the_same_content_at_once(either: Store) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(put(either))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [HASH] * 8
    with either.open(HASH) as file:
        assert file.read() == CONTENT


def test_drafts_that_a_crash_left_are_cleared_when_they_are_old(either: Store) -> None:
    either.drafts.mkdir(parents=True)
    old, young = either.drafts / "draft-old", either.drafts / "draft-young"
    for file in (old, young):
        file.touch()
    os.utime(old, (0, 0))
    assert either.clear_drafts(NOW - dt.timedelta(days=1)) == 1
    assert (old.exists(), young.exists()) == (False, True)


def test_nobody_else_on_the_machine_reads_it(kept: Store) -> None:
    put(kept)
    path = Path(kept.root) / store.address_of(HASH)
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_a_store_in_s3_says_what_it_needs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(store.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(Invalid, match="s3fs"):
        store.configure(Settings(home=tmp_path, document_store="s3://bucket/documents"))


@pytest.mark.parametrize("where", ["documents", "http://x/y", "s3://", "ftp://x", "C:\\documents"])
def test_a_store_that_cannot_be_is_refused_at_the_start(where: str) -> None:
    with pytest.raises(Invalid, match="DOCUMENT_STORE"):
        Settings.from_env({"DOCUMENT_STORE": where})


def test_every_process_is_told_where_the_store_is() -> None:
    settings = Settings.from_env({"DOCUMENT_STORE": "s3://bucket/prefix"})
    assert settings.environment()["DOCUMENT_STORE"] == "s3://bucket/prefix"


def test_a_store_is_tried_out_without_leaving_anything(either: Store) -> None:
    either.probe()
    assert nothing_is_left(either)


def test_a_store_that_cannot_be_written_is_found_out(tmp_path: Path) -> None:
    (tmp_path / "kept").touch()
    with pytest.raises(Unavailable):
        Store(fsspec.filesystem("file"), str(tmp_path / "kept"), tmp_path / "kept" / "incoming").probe()
