"""Opening, saving, changing and removing records of any entity."""

from data.crud.bulk import Chosen, change
from data.crud.consequences import consequences
from data.crud.removing import remove, restore
from data.crud.saving import Saved, save
from data.crud.sheets import Outdated, Sheet, plain, sheet

__all__ = [
    "Chosen",
    "Outdated",
    "Saved",
    "Sheet",
    "change",
    "consequences",
    "plain",
    "remove",
    "restore",
    "save",
    "sheet",
]
