"""The icon of each kind of file."""

from data.files.kinds import ALL, Kind

ICONS = {
    **dict.fromkeys(("docx", "doc"), "bi-file-earmark-word"),
    **dict.fromkeys(("xlsx", "xls"), "bi-file-earmark-excel"),
    **dict.fromkeys(("pptx", "ppt"), "bi-file-earmark-slides"),
    **dict.fromkeys(("png", "jpg", "gif", "webp"), "bi-file-earmark-image"),
    **dict.fromkeys(("json", "xml", "sql"), "bi-file-earmark-code"),
    **dict.fromkeys(("txt", "md"), "bi-file-earmark-text"),
    "pdf": "bi-file-earmark-pdf",
    "csv": "bi-file-earmark-spreadsheet",
}  # by the usual ending
PLAIN = "bi-file-earmark"


def file_icon(kind: Kind) -> str:
    return ICONS[kind.endings[0]] if kind.endings else PLAIN


BY_WORDS = {kind.words: file_icon(kind) for kind in ALL}
