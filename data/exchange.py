"""The columns of a file that we export and take back: names for people, ids for the way home."""

from collections.abc import Iterable
from typing import NamedTuple

from data.entities import Entity

ID = "DM CRM id"  # no other system's


class Head(NamedTuple):
    """One column: what it is called, the field it feeds when it comes back, and what it shows."""

    title: str
    feeds: str  # nothing: it is there to be read
    shows: str  # a field, or `<lookup>__label` for the name of what it means


def heads(entity: Entity) -> list[Head]:
    """The record's id, every field, and what the list shows besides. A lookup has a column for the name of what it
    means and one for its id."""
    found = [Head(ID, "id", "id")]
    for name, field in (entity.columns | entity.inputs | entity.fields).items():
        if name == "id" or name in entity.links:
            continue
        if field.lookup:
            found.append(Head(field.label, "", f"{name}__label"))
        if name in entity.fields:
            found.append(Head(f"{field.label} id" if field.lookup else field.label, name, name))
        elif not field.lookup:
            found.append(Head(field.label, "", name))
    return found


def targets(entity: Entity, columns: Iterable[str]) -> dict[str, str]:
    """For a file that we wrote, the field that each column feeds, if any; nothing for any other file."""
    known = {head.title: head.feeds for head in heads(entity)}
    columns = list(columns)
    ours = ID in columns and set(columns) <= known.keys()
    return {column: known[column] for column in columns} if ours else {}
