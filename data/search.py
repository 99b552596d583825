"""Finds records of many kinds by what they are called: by part of a word, or by something like it."""

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from data.catalog import ENTITIES
from data.db import Session
from data.models import Customer, Process, ProcessTask

KINDS = ("customers", "contacts", "products", "documents", "processes", "tasks")  # those found first, all else alike
SHOWN, SHOWN_OF_A_KIND = 24, 6
LOOKED_AT, LOOKED_AT_FOR_LIKE = 80, 300  # of each kind; ranking all that a common word finds takes half a second
PATIENCE = 300  # milliseconds for what is only like the words
ALIKE = 0.35
LONG = 9  # letters, from which on one of the halves is enough to go by
LONGEST, MOST_WORDS = 100, 6
CANCELLED = "57014"
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
    """The best of what the actor may read and see; something like it where nothing has the words."""
    kinds = [kind for kind in KINDS if db.actor.can("read", ENTITIES[kind].permission)]
    text = " ".join(said.lower().replace("\x00", "").split())[:LONGEST]
    words = text.split()[:MOST_WORDS]
    if not words or not kinds:
        return []
    is_indexed = any(map(INDEXED.search, words))
    pieces = [_parts(word) for word in words] if is_indexed else []
    found = _named(db, text, f"{_escaped(text)}%", pieces, kinds, LOOKED_AT)
    if not found and is_indexed:
        found = [named for named in _like(db, text, words, kinds) if _is_alike(named, words)]
    return _told(db, _best(found, text))


def rebuild(owner: sa.Engine) -> None:
    """Take down anew what records are called, as the owner of the tables; writers wait meanwhile."""
    with owner.begin() as connection:
        connection.execute(sa.text("SELECT rebuild_search()"))


def _named(
    db: Session, text: str, beginning: str, pieces: list[list[str]], kinds: list[str], most: int
) -> list[Named]:  # what the function of the database takes
    names = ("kind", "record_id", "customer_id", "label")
    asked = sa.func.search_documents_named(
        beginning, sa.cast(pieces, JSONB), sa.cast(kinds, sa.ARRAY(sa.Text)), most
    ).table_valued(*names)
    likeness = sa.func.word_similarity(text, asked.c.label)
    query = sa.select(asked.c.kind, asked.c.record_id, asked.c.customer_id, asked.c.label, likeness).distinct()
    return [Named(*row) for row in db.execute(query)]


def _like(db: Session, text: str, words: list[str], kinds: list[str]) -> list[Named]:
    """What shares a part with each word, for as long as we wait for it."""
    pieces = [_halves(word) for word in words]
    before = db.execute(sa.text("SHOW statement_timeout")).scalar_one()
    try:
        with db.begin_nested():
            _patience(db, str(PATIENCE))
            found = _named(db, text, "", pieces, kinds, LOOKED_AT_FOR_LIKE)
            _patience(db, before)
    except sa.exc.OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != CANCELLED:
            raise
        return []
    return found


def _patience(db: Session, limit: str) -> None:
    db.execute(sa.select(sa.func.set_config("statement_timeout", limit, True)))


def _parts(word: str) -> list[str]:
    """Patterns of which one must fit. A short word is looked for where a word begins: the index has no shorter part."""
    plain = _escaped(word)
    return [f"%{plain}%"] if len(word) > 2 else [f"{plain}%", f"% {plain}%"]


def _halves(word: str) -> list[str]:
    """With one slip in the word, one of its halves is still right; of a short one perhaps only how it begins."""
    if len(word) < 4:
        return _parts(word)
    middle = len(word) // 2
    halves = (word[:middle], word[middle:]) if len(word) > 5 else (word[:3], word[-3:], word[:2])
    swapped = _swapped(word) if len(word) < LONG else []
    return [pattern for part in (*halves, *swapped) for pattern in _parts(part)]


def _swapped(word: str) -> list[str]:
    """The word with each two neighbours in the other order: the commonest slip, and little alike in a short word."""
    return [f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}" for at in range(len(word) - 1)]


def _is_alike(named: Named, words: list[str]) -> bool:
    label = named.label.lower()
    return named.likeness >= ALIKE or any(part in label for word in words if len(word) > 3 for part in _swapped(word))


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
