"""The figures over a customer's tabs; each leads to the tab that lists what it counts."""

from collections.abc import Mapping

from dash import html
from dash.development.base_component import Component

from data.customer.standing import Standing
from data.vocabulary import PIPELINE
from layouts import kit, theme
from layouts.charts import pace
from layouts.charts.parts import NBSP, count, hours, percent
from layouts.days import away
from layouts.spoken import how

NAMED = 3  # parts of a number that are said in words


def tiles(now: Standing) -> html.Div:
    """Those of what the reader may read."""
    drawn = (draw(now) for draw in (_open, _hours, _contacts, _products, _spoken))
    return html.Div([tile for tile in drawn if tile is not None], className="tiles tiles-five")


def _open(now: Standing) -> Component | None:
    if "open" not in now.counts:
        return None
    below = _segments(now.health) if now.health else [_more("Nothing is under way")]
    return _tile("bi-kanban", "Open processes", "processes", [count(now.counts["open"])], *below)


def _hours(now: Standing) -> Component | None:
    if now.hours is None or "services" not in now.counts:
        return None
    row, title = pace.first(now.hours), "Hours this month"
    if row is None:
        logged = now.hours["logged"].iloc[0]
        return _tile("bi-clock", title, "services", [hours(logged)], _more("No hours are granted"))
    value = [count(row.logged), html.Small(f"{NBSP}of {hours(row.allocated)}")]
    verdict = html.P([kit.toned(*pace.verdict(now.hours))], className="tile-more")
    return _tile("bi-clock", title, "services", value, meter(row.utilisation, row.share_elapsed), verdict)


def _contacts(now: Standing) -> Component | None:
    if "contacts" not in now.counts:
        return None
    number = now.counts["contacts"]
    below = _more("Theirs, and those who work for them" if number else "Nobody yet")
    return _tile("bi-person-lines-fill", "Contacts", "contacts", [count(number)], below)


def _products(now: Standing) -> Component | None:
    if "products" not in now.counts:
        return None
    below = _segments(now.products) if now.products else [_more("None yet")]
    return _tile("bi-capsule", "Products", "products", [count(now.counts["products"])], *below)


def _spoken(now: Standing) -> Component | None:
    if "communications" not in now.counts:
        return None
    title, last = "Last communication", now.last_spoken
    if last is None:
        return _tile("bi-chat-left-text", title, "communications", ["–"], _more("Nothing is logged yet"))
    more = _more([kit.icon(how(last.type).icon), html.Span(f"{how(last.type).word} with {last.contact}")])
    value = html.Span(away(last.date, now.today), className="tile-words")
    return _tile("bi-chat-left-text", title, "communications", [value], more)


def _tile(look: str, title: str, tab: str, value: list, *below: Component) -> html.Section:
    """The button in it covers the tile."""
    head = html.Div([kit.icon(look), html.H2(title)], className="tile-head")
    said = html.Span(f", {title.lower()}: show them", className="visually-hidden")
    shows = {"data-shows-tab": f"customer-tab-{tab}"}
    press = html.Button(
        [html.Span(value, className="tile-value"), said], type="button", className="tile-button", **shows
    )
    return html.Section([head, press, *below], className="panel tile")


def _more(words: object) -> html.P:
    return html.P(words, className="tile-more")


def meter(share: float | None, expected: float | None = None) -> html.Div:
    """A bar filled by a share, with a tick where it would be at an even pace; what it means is said beside it."""
    full = 0 if share is None else share
    fill = html.Div(
        className="meter-fill is-over" if full > 1 else "meter-fill", style={"width": f"{min(full, 1):.1%}"}
    )
    tick = [] if expected is None else [html.Div(className="meter-tick", style={"left": f"{min(expected, 1):.1%}"})]
    said = f"{percent(share)} used" + (
        "" if expected is None else f", {percent(expected)} of the working days are over"
    )
    return html.Div([fill, *tick], className="meter", role="img", **{"aria-label": said})


def _segments(counts: Mapping[str, int]) -> list[Component]:
    """How a number is made up: a bar in proportion, and the largest parts in words."""
    bar = html.Div(
        [html.Div(style={"flexGrow": number, "background": colour(word)}) for word, number in counts.items()],
        className="segments",
        **{"aria-hidden": "true"},
    )
    named = dict(sorted(counts.items(), key=lambda part: -part[1])[:NAMED])
    others = sum(counts.values()) - sum(named.values())
    rows = [_named(colour(word), f"{count(counts[word])} {word}") for word in counts if word in named]
    return [bar, html.Ul([*rows, *([html.Li(f"{count(others)} other")] if others else [])], className="parts")]


def _named(shown: str, words: str) -> html.Li:
    return html.Li([html.Span(className="dot", style={"background": shown}), words])


def colour(word: str) -> str:
    """A health in the colour it has everywhere; a regulatory status in its step of the pipeline."""
    return theme.steps(len(PIPELINE))[PIPELINE.index(word)] if word in PIPELINE else theme.tone(word)
