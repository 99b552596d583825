"""A customer's mark: its logo, or its initials on its colour."""

import re

from dash import html

from layouts.shell import initials

COLOURS = ("#3659C9", "#B86E21", "#0F825F", "#751C68", "#07719E", "#A62031")
OURS = re.compile(r"/(?![/\\])[^\s]*")  # a path on this server: a browser that shows our pages asks no other


def avatar(id_: str, name: str, logo: str | None, colour: str | None) -> html.Span:
    """Beside the name, so that a screen reader skips it. Whoever has no colour keeps one of ours."""
    shown = colour or COLOURS[sum(id_.encode()) % len(COLOURS)]
    if logo and OURS.fullmatch(logo):
        face = html.Img(src=logo, alt="", className="mark-logo")
        return html.Span(face, className="mark", **{"aria-hidden": "true"})
    style = {"background": shown, "color": ink(shown)}
    return html.Span(initials(name), className="mark", style=style, **{"aria-hidden": "true"})


def ink(colour: str) -> str:
    """Black or white, whichever is read better on the colour."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#FFFFFF" if 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 else "#111827"
