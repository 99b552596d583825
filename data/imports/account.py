"""What became of every row that an import read."""

from dataclasses import dataclass, fields
from pathlib import Path

from data.imports.sampling import NOTHING, Samples


@dataclass
class Account:
    """Of one step. All but `read` add up to `read`."""

    title: str
    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    duplicate: int = 0
    left_out: int = 0
    rejected: int = 0

    def adds_up(self) -> bool:
        return self.read == sum(self.counts()[1:])

    def counts(self) -> list[int]:
        return [getattr(self, name) for name in COLUMNS]


COLUMNS = [field.name for field in fields(Account)][1:]


@dataclass(frozen=True)
class Result:
    about: str
    accounts: list[Account]
    rejected_files: list[Path]
    seconds: float
    committed: bool
    samples: Samples = NOTHING

    @property
    def rejected(self) -> int:
        return sum(account.rejected for account in self.accounts)

    def table(self) -> str:
        """For a terminal: one line per step, numbers aligned."""
        lines = [["", *(name.replace("_", " ") for name in COLUMNS)]]
        lines += [[account.title, *(f"{count:,}" for count in account.counts())] for account in self.accounts]
        widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
        return "\n".join(_aligned(line, widths) for line in lines)


def _aligned(line: list[str], widths: list[int]) -> str:
    title, *numbers = line
    return "  ".join([title.ljust(widths[0]), *(n.rjust(width) for n, width in zip(numbers, widths[1:], strict=True))])
