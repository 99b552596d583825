"""Small real files of every kind that is taken, and of some that are not."""

import io
import struct
import zipfile
import zlib

import openpyxl

PNG_SIZE = struct.pack(">II", 1, 1)


def png() -> bytes:
    """One red pixel."""
    header, pixels = PNG_SIZE + b"\x08\x02\x00\x00\x00", zlib.compress(b"\x00\xff\x00\x00")
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def pdf(words: str = "Statement of work") -> bytes:
    """One page that says the words."""
    drawn = f"BT /F1 24 Tf 72 720 Td ({words}) Tj ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return body + end % (table, len(body))


def package(main: str, **more: bytes) -> bytes:
    """An Office file of today with one part; `more` by the names of further entries, dots written as __."""
    entries = {"[Content_Types].xml": b"<Types/>", main: b"<document/>"}
    entries |= {name.replace("__", "."): content for name, content in more.items()}
    return archive(entries)


def archive(entries: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return file.getvalue()


def workbook() -> bytes:
    file = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = "Hours"
    book.save(file)
    return file.getvalue()


def compound(*streams: str, content: bytes = b"") -> bytes:
    """An Office file of before 2007: a folder of streams, each with the same content, in sectors."""
    content = (content or b"\0").ljust(4096, b"\0")  # shorter ones are kept in another way
    length, free, end = len(content) // 512, 0xFFFFFFFF, 0xFFFFFFFE
    entries = [_entry("Root Entry", 5, 1, end, 0)]
    for number, name in enumerate(streams):
        following = number + 2 if number + 1 < len(streams) else None
        entries.append(_entry(name, 2, None, 2 + number * length, len(content), following))
    entries += [_entry("", 0, None, 0, 0)] * (4 - len(entries))
    table = [0xFFFFFFFD, end]
    for number in range(len(streams)):
        table += [*range(3 + number * length, 2 + (number + 1) * length), end]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)
    fat = struct.pack("<128I", *table, *[free] * (128 - len(table)))
    return head + fat + b"".join(entries) + content * len(streams)


def _entry(name: str, kind: int, child: int | None, start: int, size: int, right: int | None = None) -> bytes:
    encoded = name.encode("utf-16-le")
    none = 0xFFFFFFFF
    links = struct.pack("<III", none, right or none, child or none)
    length = len(encoded) + 2 if name else 0
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBB", length, kind, 1)
        + links
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


def workbook_records(kind: int) -> bytes:
    """The beginning of an old workbook that names one sheet of a kind: 0 for cells, 1 for macros."""
    sheet = struct.pack("<IBB", 0, 0, kind) + b"\x05\x00Sheet"
    return struct.pack("<HH", 0x809, 4) + b"\0" * 4 + struct.pack("<HH", 0x85, len(sheet)) + sheet + b"\x0a\0\0\0"


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"
TAKEN: dict[str, bytes] = {
    "a.pdf": pdf(),
    "a.png": png(),
    "a.jpg": JPEG,
    "a.jpeg": JPEG,
    "a.gif": GIF,
    "a.webp": WEBP,
    "a.docx": package("word/document.xml"),
    "a.xlsx": workbook(),
    "a.pptx": package("ppt/presentation.xml"),
    "a.doc": compound("WordDocument"),
    "a.xls": compound("Workbook", content=workbook_records(0)),
    "a.ppt": compound("PowerPoint Document"),
    "a.csv": b"name,hours\nAna,8\n",
    "a.txt": "Grüße ☕\n".encode(),
    "a.md": b"# Title\n\n<b>bold</b>\n",
    "a.json": b'{"hours": 8}',
    "a.xml": b'<?xml version="1.0"?><order/>',
    "a.sql": b"select 1;\n",
}
