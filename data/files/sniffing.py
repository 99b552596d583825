"""What a file is, told from its content. Its name only decides between kinds of plain text."""

import codecs
import re
from collections.abc import Callable
from pathlib import Path

from data.errors import Invalid
from data.files import office
from data.files.kinds import BY_ENDING, TAKEN, Kind
from data.files.names import ending

FIELD = "file"
HEAD = 4096
CHUNK = 1 << 20
SIGNATURES: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"%PDF-\d"), "pdf"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "png"),
    (re.compile(rb"\xff\xd8\xff"), "jpg"),
    (re.compile(rb"GIF8[79]a"), "gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "webp"),
)
CONTAINERS: tuple[tuple[bytes, Callable[[Path], str]], ...] = (
    (b"PK\x03\x04", office.ending_of_package),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", office.ending_of_compound),
)
TEXTS = {"csv", "txt", "md", "json", "xml", "sql"}
IMAGES = {"png", "jpg", "gif", "webp"}
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# What a browser would take for a page, however it is called; comments and declarations may stand before it. What they
# matched is not given back: a thousand comments would otherwise be cut up in 2^1000 ways.
ACTIVE = re.compile(
    r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*+<(?:!doctype\s+(?:html|svg)|html|head|body|script|iframe|svg|(?:\w+:)?svg)\b",
    re.IGNORECASE | re.DOTALL,
)
STARTS = {"json": re.compile(r'\s*[\[{"\-0-9tfn]'), "xml": re.compile(r"\s*<[?!A-Za-z_:]")}
MACROS = {"docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "potm", "ppsm", "ppam"}


def recognise(path: Path, name: str) -> Kind:
    """The kind of the file's content; raises Invalid with a sentence where it is not one that is taken."""
    said = ending(name)
    if said in MACROS:
        raise refusal(office.WITH_MACROS)
    if not path.stat().st_size:
        raise refusal("The file is empty.")
    found = _by_content(path) or _text(path, said)
    _require_agreement(found, said)
    return BY_ENDING[found]


def refusal(sentence: str) -> Invalid:
    return Invalid({FIELD: sentence})


def _by_content(path: Path) -> str:
    """The usual ending of what begins with a signature; blank for anything else."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    for signature, found in SIGNATURES:
        if signature.match(head):
            return found
    return next((look(path) for start, look in CONTAINERS if head.startswith(start)), "")


def _text(path: Path, said: str) -> str:
    """Which plain text it is; raises Invalid for bytes that are none."""
    start = _require_text(path)
    if ACTIVE.match(start):
        raise refusal("The file is a web page or an SVG drawing, which can run programs in a browser. Send it as PDF.")
    if said and said not in TEXTS:
        known = f"The content is not what files ending in .{said} hold." if said in BY_ENDING else ""
        raise refusal(known or f"Files ending in .{said} are not taken. Taken are {TAKEN}.")
    if said in STARTS and not STARTS[said].match(start):
        raise refusal(f"The content is no {said.upper()}: call the file .txt, or mend it.")
    return said or "txt"


def _require_text(path: Path) -> str:
    """The beginning as characters, once the whole is known to be text."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        encoding = next((encoding for mark, encoding in MARKS if head.startswith(mark)), "")
        file.seek(0)
        decoder = codecs.getincrementaldecoder(encoding or "latin-1")()
        for chunk in iter(lambda: file.read(CHUNK), b""):
            _require_characters(chunk, decoder, encoding)
    return head.decode(encoding or "latin-1", "ignore").lstrip("\ufeff")


def _require_characters(chunk: bytes, decoder: codecs.IncrementalDecoder, encoding: str) -> None:
    """Without a mark that says otherwise, bytes that no text has show what it is not."""
    if encoding in ("", "utf-8-sig") and CONTROLS.search(chunk):
        raise refusal(f"The file's kind could not be recognised from its content. Taken are {TAKEN}.")
    try:
        written = decoder.decode(chunk)
    except UnicodeDecodeError as error:
        raise refusal("The text is damaged: it is not in the encoding that it says it has.") from error
    if "\x00" in written:
        raise refusal("The text holds zero characters; save it anew as plain text.")


def _require_agreement(found: str, said: str) -> None:
    """One image may be called like another, and any file nothing at all; else the name would mislead."""
    kind = BY_ENDING[found]
    if not said or said in kind.endings or (found in IMAGES and BY_ENDING.get(said, kind).endings[0] in IMAGES):
        return
    raise refusal(f"The name ends in .{said}, but the content is {kind.words}. End it in .{found} and send it again.")
