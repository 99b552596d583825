"""Who may import what: whoever may both make and change records of a kind, and sees all customers."""

from data.access import Actor
from data.catalog import ENTITIES
from data.entities import Entity
from data.errors import Forbidden


def importable(actor: Actor) -> list[Entity]:
    """The kinds of records that they may bring in, in the order of the catalogue."""
    if actor.customer_ids is not None:
        return []
    return [entity for entity in ENTITIES.values() if may_bring(actor, entity)]


def may_bring(actor: Actor, entity: Entity) -> bool:
    return actor.can("create", entity.permission) and actor.can("update", entity.permission)


def may_import(actor: Actor) -> bool:
    return bool(importable(actor))


def require_import(actor: Actor) -> None:
    if actor.customer_ids is not None:
        raise Forbidden("An import may concern any customer; it is for those who may see all of them.")
    if not may_import(actor):
        raise Forbidden("You may not import: that needs the right to create and update a kind of records.")
