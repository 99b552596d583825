"""The log files of our processes: bounded in size, their errors told in short."""

import re
import shutil
from pathlib import Path

LIMIT = 5_000_000  # bytes; one older piece of the same size is kept
LONGEST = 160  # characters of a line told
TROUBLE = re.compile(r"\b(ERROR|CRITICAL|FATAL|PANIC)\b|^\w*(Error|Exception)\b")
# a broken constraint is the user's business, not the operator's; the others come with every stop and start
EXPECTED = {"postgres": re.compile(r"\bERROR\b|starting up|shutting down|terminating connection")}


class Log:
    """Follows one file that a process appends to."""

    def __init__(self, name: str, path: Path):
        self.name, self.path = name, path
        self.told = path.stat().st_size if path.exists() else 0

    def trouble(self) -> list[str]:
        """What went wrong since the last call, in short lines."""
        with self.path.open(encoding="utf-8", errors="replace") as file:
            file.seek(self.told)
            lines = file.read(LIMIT).splitlines()
            self.told = file.tell()
        return [f"{self.name}: {line.strip()[:LONGEST]}" for line in lines if self._is_trouble(line)]

    def bound(self) -> None:
        """Set the file aside once it is full. Its writers append, so they go on at the new start."""
        if self.path.stat().st_size > LIMIT:
            shutil.copyfile(self.path, self.path.with_suffix(".log.1"))
            self.path.open("w").close()
            self.told = 0

    def _is_trouble(self, line: str) -> bool:
        expected = EXPECTED.get(self.name)
        return bool(TROUBLE.search(line)) and not (expected and expected.search(line))
