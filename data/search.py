"""Finds records of many kinds by what they are called: by part of a word, or with a slip in it."""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from data import spelling
from data.catalog import ENTITIES
from data.db import Session
from data.models import Customer, Process, ProcessTask

KINDS = ("customers", "contacts", "products", "documents", "processes", "tasks")  # those found first, all else alike
SHOWN, SHOWN_OF_A_KIND = 24, 6
LOOKED_AT = 48  # of each kind; ranking all that a common word finds takes half a second
MEANT = 4  # other words that one word may have been meant for
LONGEST, MOST_WORDS = 100, 6
INDEXED = re.compile(r"[^\W_]{3}|^[^\W_]{2}$")  # the index knows parts of three letters, or two that begin a word


class Found(NamedTuple):
    kind: str
    id: str
    label: str
    whose: str  # the name of the customer, of a task its process; blank for a customer and for a colleague


class Named(NamedTuple):
    """A candidate, and how like the words it is."""

    kind: str
    id: str
    customer_id: str | None
    label: str
    likeness: float


def find(db: Session, said: str) -> list[Found]:
    """The best of what the actor may read and see; what has similar words where nothing has these."""
    kinds = [kind for kind in KINDS if db.actor.can("read", ENTITIES[kind].permission)]
    text = " ".join(said.lower().replace("\x00", "").split())[:LONGEST]
    words = text.split()[:MOST_WORDS]
    if not words or not kinds:
        return []
    is_indexed = any(map(INDEXED.search, words))
    found = _named(db, text, f"{_escaped(text)}%", [[word] for word in words] if is_indexed else [], kinds)
    if not found and is_indexed and (meant := _meant(db, words)):
        found = _named(db, text, "", meant, kinds)
    return _told(db, _best(found, text))


def rebuild(owner: sa.Engine) -> None:
    """Take down anew what records are called, as the owner of the tables; writers wait meanwhile."""
    with owner.begin() as connection:
        connection.execute(sa.text("SELECT rebuild_search()"))


def _named(db: Session, text: str, beginning: str, words: list[list[str]], kinds: list[str]) -> list[Named]:
    """Some of what begins like that, and some of what has one of each word's spellings."""
    pieces = [[piece for word in alike for piece in _parts(word)] for alike in words]
    names = ("kind", "record_id", "customer_id", "label")
    asked = sa.func.search_documents_named(
        beginning, sa.cast(pieces, JSONB), sa.cast(kinds, sa.ARRAY(sa.Text)), LOOKED_AT
    ).table_valued(*names)
    likeness = sa.func.word_similarity(text, asked.c.label)
    query = sa.select(asked.c.kind, asked.c.record_id, asked.c.customer_id, asked.c.label, likeness).distinct()
    return [Named(*row) for row in db.execute(query)]


def _parts(word: str) -> list[str]:
    """Patterns of which one must fit. A short word is looked for where a word begins: the index has no shorter part."""
    plain = _escaped(word)
    return [f"%{plain}%"] if len(word) > 2 else [f"{plain}%", f"% {plain}%"]


def _meant(db: Session, words: list[str]) -> list[list[str]]:
    """Each word as it may have been meant; nothing if all can only mean what they say."""
    meant = [spelling.meant(word, _similar(db, word))[:MEANT] or [word] for word in words]
    return meant if meant != [[word] for word in words] else []


def _similar(db: Session, word: str) -> Sequence[str]:
    if len(word) < spelling.SHORTEST or not word.isalpha():
        return []
    return db.scalars(sa.select(sa.func.search_words_like(word, spelling.swapped(word)))).all()


def _escaped(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


def _best(found: Iterable[Named], text: str) -> list[Named]:
    """In the order of how well they fit, a few of each kind, each record once."""
    ranked = sorted(found, key=lambda named: _rank(named, text))
    chosen: dict[tuple[str, str], Named] = {}
    counted = dict.fromkeys(KINDS, 0)
    for named in ranked:
        if (named.kind, named.id) not in chosen and counted[named.kind] < SHOWN_OF_A_KIND:
            chosen[named.kind, named.id] = named
            counted[named.kind] += 1
    return list(chosen.values())[:SHOWN]


def _rank(named: Named, text: str) -> tuple[bool, bool, bool, float, int, int, str]:
    label = named.label.lower()
    begins_word = re.search(rf"\b{re.escape(text)}", label) is not None
    fits = (label != text, not label.startswith(text), not begins_word, -round(named.likeness, 1))
    return (*fits, KINDS.index(named.kind), len(label), label)


def _told(db: Session, named: Collection[Named]) -> list[Found]:
    tasks = [one.id for one in named if one.kind == "tasks"]
    others = {one.customer_id for one in named if one.customer_id and one.kind not in ("tasks", "customers")}
    of_task = (
        sa.select(ProcessTask.id, Process.name)
        .join(Process, ProcessTask.process_id == Process.id)
        .where(ProcessTask.id.in_(tasks))
    )
    of_other = sa.select(Customer.id, Customer.name).where(Customer.id.in_(others))
    processes: dict[str, str] = {row.id: row.name for row in db.execute(of_task)} if tasks else {}
    customers: dict[str | None, str] = {row.id: row.name for row in db.execute(of_other)} if others else {}
    return [Found(one.kind, one.id, one.label, _whose(one, processes, customers)) for one in named]


def _whose(one: Named, processes: dict[str, str], customers: dict[str | None, str]) -> str:
    if one.kind == "customers":
        return ""
    return processes.get(one.id, "") if one.kind == "tasks" else customers.get(one.customer_id, "")
