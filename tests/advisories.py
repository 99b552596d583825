"""Asks the advisory service about every locked package, and says so plainly where it was not asked.

A mirror of the package index may answer without knowing advisories; pip-audit calls that "no known vulnerabilities".
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from packaging.requirements import InvalidRequirement, Requirement

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.txt", "requirements-dev.txt")
PROBE = "flask"  # asked about first and alone: a service that does not know it knows nothing
PATIENCE = 300  # seconds for all of them
KNOWN: dict[str, str] = {}  # advisories that do not concern us, each with the reason
NOT_ASKED = "pip-audit: the advisory service did not answer, so it was NOT asked about any package.\n"


class Report(NamedTuple):
    weak: list[str]  # what has an advisory
    unknown: list[str]  # what the service had no answer for
    asked: int


def main() -> int:
    """The exit status: 1 only for a known weakness, never for want of a network."""
    pins = locked()
    if not (_about({PROBE: pins[PROBE]}).asked and (report := _about(pins)).asked):
        sys.stdout.write(NOT_ASKED)
        return 0
    unknown = f"; no answer for {', '.join(report.unknown)}" if report.unknown else ""
    sys.stdout.write(f"pip-audit: asked about {report.asked} packages, {len(report.weak)} have advisories{unknown}.\n")
    sys.stdout.writelines(f"  {line}\n" for line in report.weak)
    return 1 if report.weak else 0


def locked() -> dict[str, str]:
    """The pinned packages that are installed here, by name."""
    lines = [line for name in LOCKS for line in (ROOT / name).read_text().splitlines()]
    found = [pin for line in lines if line[:1].isalnum() and (pin := _pin(line)) is not None]
    return {pin.name: str(pin.specifier) for pin in found if pin.marker is None or pin.marker.evaluate()}


def _pin(line: str) -> Requirement | None:
    try:
        return Requirement(line.rstrip("\\ "))
    except InvalidRequirement:
        return None


def _about(pins: dict[str, str]) -> Report:
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.writelines(f"{name}{version}\n" for name, version in pins.items())
        file.flush()
        return read(_answer(file.name))


def _answer(requirements: str) -> str:
    """What pip-audit found, as JSON; nothing where it could not ask."""
    options = ["--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off", "--timeout", "15"]
    command = [sys.executable, "-m", "pip_audit", "-r", requirements, *options]
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE).stdout
    except subprocess.TimeoutExpired:
        return ""


def read(answer: str) -> Report:
    packages: list[dict[str, Any]] = json.loads(answer)["dependencies"] if answer.startswith("{") else []
    answered = [package for package in packages if "skip_reason" not in package]
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    return Report(list(_weak(answered)), unknown, len(answered))


def _weak(packages: Iterable[dict[str, Any]]) -> Iterable[str]:
    for package in packages:
        for advisory in package["vulns"]:
            if not KNOWN.keys() & {advisory["id"], *advisory.get("aliases", [])}:
                fixed = ", ".join(advisory["fix_versions"]) or "no version yet"
                yield f"{package['name']} {package['version']}: {advisory['id']}, fixed in {fixed}"


if __name__ == "__main__":
    sys.exit(main())
