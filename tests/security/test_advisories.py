"""The question about known weaknesses is answered honestly: not asked is not the same as none."""

import json

import pytest

from tests import advisories

WEAK = {"name": "x", "version": "1", "vulns": [{"id": "GHSA-1", "aliases": ["CVE-1"], "fix_versions": ["2"]}]}
UNKNOWN = {"name": "y", "skip_reason": "Dependency not found on PyPI and could not be audited: y (1)"}


def said(*packages: dict) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


@pytest.mark.parametrize("answer", ["", "Traceback", said(), said(UNKNOWN)])
def test_no_answer_is_said_and_fails_nothing(
    answer: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr(advisories, "_answer", lambda _requirements: answer)
    assert advisories.main() == 0
    assert "NOT asked" in capsys.readouterr().out


def test_a_weakness_fails_and_names_its_cure(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    monkeypatch.setattr(advisories, "_answer", lambda _requirements: said(WEAK, UNKNOWN))
    assert advisories.main() == 1
    shown = capsys.readouterr().out
    assert "x 1: GHSA-1, fixed in 2" in shown
    assert "no answer for y" in shown


def test_an_advisory_that_does_not_concern_us_fails_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(advisories, "_answer", lambda _requirements: said(WEAK))
    monkeypatch.setitem(advisories.KNOWN, "CVE-1", "we do not call it")
    assert advisories.main() == 0


def test_every_locked_package_is_asked_about() -> None:
    pins = advisories.locked()
    assert pins[advisories.PROBE].startswith("==")
    assert len(pins) > 60
