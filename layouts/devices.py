"""A browser's user agent in words."""

import re

NONE = "Unknown device"
# in this order: the later ones pretend to be the earlier ones, and say so
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("HeadlessChrome", "Headless Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def device(user_agent: str | None) -> str:
    """Such as “Chrome on Windows”; a program that is no browser goes by its own name."""
    said = user_agent or ""
    browser, system = _first(BROWSERS, said), _first(SYSTEMS, said)
    if browser and system:
        return f"{browser} on {system}"
    program = re.match(r"[\w.-]{2,40}", said)
    return browser or system or (program.group() if program else NONE)


def _first(table: tuple[tuple[str, str], ...], said: str) -> str:
    return next((words for mark, words in table if mark in said), "")
