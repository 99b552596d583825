"""What the screens of records are drawn from: every entity's list and form, two people's clash, and the dialogues."""

import datetime as dt
from typing import Any

from data.access import NOBODY, SYSTEM, Actor
from data.catalog import ENTITIES
from data.choices import Choice
from data.crud import Outdated, Sheet
from data.entities import Entity
from layouts import bulk, lookups, record_clash, record_form, records

NOW = dt.datetime(2026, 11, 22, 16, 7, tzinfo=dt.UTC)


def sheet(entity: Entity, id_: str | None = "r1", **more: Any) -> Sheet:
    values = {name: [] if field.kind in ("links", "choices") else None for name, field in entity.inputs.items()}
    given = {"title": "Acme", "values": values | entity.blank(), "labels": {}, "version": 3}
    return Sheet(entity.name, id_, **(given | {"may_save": True, "may_remove": True} | more))


def form(entity: Entity, id_: str | None = "r1", reader: Actor = SYSTEM, **more: Any) -> list[Any]:
    return record_form.body(
        record_form.RECORD, entity, sheet(entity, id_, **more), reader, "k" * 32, ["3 tasks go too."]
    )


def clash(entity: Entity, **changed: Any) -> Any:
    """They changed what is named here; the reader changed nothing."""
    mine, theirs = sheet(entity), sheet(entity)
    found = Outdated(theirs._replace(values=theirs.values | changed), "Ben Berg", NOW)
    before = record_clash.seen(mine.values)
    return record_clash.compared(record_form.RECORD, entity, before, record_clash.Typed(mine.values, {}), found)


def drawn() -> list[Any]:
    """Everything that callbacks draw for records."""
    trees: list[Any] = [
        lookups.offered([Choice("c1", "Acme")], "Ac", {"entity": "teams", "one": "team", "called": "name"})
    ]
    for entity in ENTITIES.values():
        trees += [records.content(entity, SYSTEM, {}, None, {}), records.content(entity, NOBODY, {}, {}, {})]
        trees += [form(entity), form(entity, None), form(entity, may_save=False, may_remove=False)]
        trees.append(form(entity, is_away=True))
        trees += [bulk.change(entity, 3), bulk.remove(entity, 3, ["2 tasks go too."])]
        trees += [bulk.value(entity, name) for name in entity.bulk]
    related = sheet(ENTITIES["contacts"], None)
    trees.append(record_form.body(record_form.RELATED, ENTITIES["contacts"], related, SYSTEM, "k" * 32, []))
    contacts = ENTITIES["contacts"]
    clashes = [
        record_clash.compared(p, contacts, {}, record_clash.Typed({"name": "A"}, {}), _outdated())
        for p in record_form.PANELS
    ]
    return [*trees, *clashes]


def _outdated() -> Outdated:
    return Outdated(sheet(ENTITIES["contacts"]), "Ben Berg", NOW)
