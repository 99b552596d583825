"""What the security page promises is shown by tests that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROMISED = re.findall(r"`(tests/[a-z_/]+\.py)::(test_[a-z_0-9]+)`", (ROOT / "docs" / "security.md").read_text())


@pytest.mark.parametrize(("path", "name"), PROMISED)
def test_the_test_that_shows_a_promise_exists(path: str, name: str) -> None:
    assert re.search(rf"^ *def {name}\(", (ROOT / path).read_text(), re.MULTILINE)


def test_there_are_promises() -> None:
    assert len(PROMISED) > 30
