"""Preparing a checkout says in a sentence what stands in the way."""

import subprocess
from pathlib import Path

import pytest

from dashboard import bootstrap
from dashboard.bootstrap import SetupError


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("npm error code EAI_AGAIN", "npm registry cannot be reached"),
        ("NewConnectionError('<...>: Failed to establish a new connection')", "package index cannot be reached"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not the one locked here"),
        ("something else\nits last line\n", "tool failed: its last line"),
        ("", "it said nothing"),
    ],
)
def test_a_failing_tool_is_explained(output: str, sentence: str, tmp_path: Path):
    tool = tmp_path / "tool"
    tool.write_text(f"#!/bin/sh\ncat <<'END' >&2\n{output}\nEND\nexit 1\n")
    tool.chmod(0o700)
    with pytest.raises(SetupError, match=sentence):
        bootstrap._run([str(tool)], tmp_path)


def test_without_node_the_one_of_the_package_index_is_used(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    assert bootstrap._node_on_path() is None


def test_a_node_that_is_too_old_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    node = tmp_path / "node"
    node.write_text("#!/bin/sh\necho v16.20.2\n")
    node.chmod(0o700)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: str(node))
    assert bootstrap._node_on_path() is None


def test_chromium_that_cannot_be_installed_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    with pytest.raises(SetupError, match="apt install chromium"):
        bootstrap.chromium()


def test_a_python_without_venv_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object, **__: object) -> None:
        raise subprocess.CalledProcessError(1, "ensurepip")

    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / ".venv/bin/python")
    monkeypatch.setattr(bootstrap.venv, "create", broken)
    with pytest.raises(SetupError, match="python3-venv"):
        bootstrap._make_venv()


def test_assets_are_built_again_when_a_source_is_newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    built, source = tmp_path / "static/plotly.min.js", tmp_path / "layouts/page.py"
    for file in (built, built.parent / ".built", source):
        file.parent.mkdir(exist_ok=True)
        file.touch()
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "BUILT", (built,))
    set_age(source, 100)
    assert bootstrap._assets_are_current()
    set_age(built.parent / ".built", 200)
    assert not bootstrap._assets_are_current()


def set_age(file: Path, seconds: float) -> None:
    import os
    import time

    os.utime(file, (time.time() - seconds,) * 2)
