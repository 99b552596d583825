"""Logs stay small, and what went wrong in them is told."""

from pathlib import Path

import pytest

from dashboard import logs
from dashboard.logs import Log


def test_only_new_lines_of_trouble_are_told(tmp_path: Path):
    file = tmp_path / "web.log"
    file.write_text("ERROR long ago\n")
    log = Log("web", file)
    with file.open("a") as writer:
        writer.write("INFO fine\nERROR the sky falls\n")
    assert log.trouble() == ["web: ERROR the sky falls"]
    assert log.trouble() == []


def test_a_broken_constraint_is_no_news_to_the_operator(tmp_path: Path):
    file = tmp_path / "postgres.log"
    file.touch()
    log = Log("postgres", file)
    file.write_text("ERROR:  duplicate key value\nPANIC:  could not write to file\n")
    assert log.trouble() == ["postgres: PANIC:  could not write to file"]


def test_a_full_log_is_set_aside_and_its_writer_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(logs, "LIMIT", 10)
    file = tmp_path / "web.log"
    with file.open("a") as writer:
        log = Log("web", file)
        writer.write("more than ten bytes\n")
        writer.flush()
        log.bound()
        writer.write("next\n")
    assert file.read_text() == "next\n"
    assert (tmp_path / "web.log.1").read_text() == "more than ten bytes\n"
