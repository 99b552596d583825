"""What pages of figures were drawn as last, to be handed out again while nothing at all has changed since."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any, NamedTuple

import orjson

from data.access import Actor
from data.asked import Asked

ROOM = 32 * 2**20  # bytes of one worker


class Drawn(NamedTuple):
    moment: str | None  # of the database, as a steady session says it
    wanted: Asked
    figures: tuple[bytes, ...]  # each part of the page, as JSON


_pages: OrderedDict[Hashable, Drawn] = OrderedDict()  # what was asked for last comes last
_lock = threading.Lock()


def key(page: str, query: Mapping[str, Any], today: date, reader: Actor) -> Hashable:
    """What figures depend on besides the rows: what is asked for, the day, and what the reader may see."""
    asked = hashlib.blake2b(orjson.dumps(query, option=orjson.OPT_SORT_KEYS)).digest()
    return page, asked, today, reader.permissions, reader.customer_ids


def find(key: Hashable, moment: str | None) -> Drawn | None:
    with _lock:
        found = _pages.get(key)
        if found is None or found.moment != moment:
            return None
        _pages.move_to_end(key)
        return found


def keep(key: Hashable, drawn: Drawn) -> None:
    """Unless it was read by who has written before, and may show what nobody else sees yet."""
    if drawn.moment is None:
        return
    with _lock:
        _pages[key] = drawn
        _pages.move_to_end(key)
        while sum(len(part) for page in _pages.values() for part in page.figures) > ROOM:
            _pages.popitem(last=False)
