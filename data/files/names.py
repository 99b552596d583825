"""What a file is called: as it was given, as far as that can be shown and kept, and safe for any disk."""

import re
import unicodedata
from collections.abc import Callable

from data.files.kinds import KINDS, Kind

LONGEST = 300  # characters; what a document's name may have
LONGEST_ON_DISK = 180  # bytes, below what any file system takes
NAMELESS = "Document"
# what turns the direction of writing makes “invoice<turn>fdp.exe” read as if it ended in pdf
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
UNSAFE = re.compile(r'[<>:"/\\|?*%;]')
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def shown(given: str) -> str:
    """The last part of a path, without what cannot be seen, no longer than a name may be."""
    last = re.split(r"[/\\]", given)[-1]
    words = " ".join(UNSEEN.sub("", unicodedata.normalize("NFC", last)).split())
    return _shortened(words, LONGEST, len) or NAMELESS


def on_disk(name: str, mime: str) -> str:
    """Fit for every file system, with the ending of what the file is."""
    safe = UNSAFE.sub("_", shown(name)).strip(" .") or NAMELESS
    if RESERVED.fullmatch(safe):
        safe = f"_{safe}"
    kind = KINDS.get(mime)
    if kind and ending(safe) not in kind.endings:
        safe = f"{_stem(safe, kind)}.{kind.endings[0]}"
    return _shortened(safe, LONGEST_ON_DISK, lambda text: len(text.encode()))


def ending(name: str) -> str:
    """What stands behind the last dot, in lower case; blank where there is no such thing."""
    stem, dot, last = name.rpartition(".")
    return last.lower() if dot and stem and re.fullmatch(r"[A-Za-z0-9]{1,10}", last) else ""


def _stem(name: str, kind: Kind) -> str:
    """An ending of another kind of file goes; anything else behind a dot belongs to the name."""
    others = {other for known in KINDS.values() for other in known.endings}
    return name.rpartition(".")[0] if ending(name) in others else name


def _shortened(name: str, most: int, measure: Callable[[str], int]) -> str:
    """Cut in the middle of the name, so that its ending stays."""
    if measure(name) <= most:
        return name
    last = f".{ending(name)}" if ending(name) else ""
    stem = name[: len(name) - len(last)]
    while measure(stem + last) > most:
        stem = stem[:-1]
    return stem.rstrip() + last
