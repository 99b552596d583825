"""One KPI as a card: what it is and of what, its chart or table, and what else can be done with it."""

import json
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from data.access import SYSTEM, Actor
from data.filters import AGAINST, FILTERS, PERIOD, TEXT, Filters
from data.kpis import KPIS
from layouts import kit
from layouts.answers import table
from layouts.answers.nothing import nothing
from layouts.answers.parts import Card, Frames
from layouts.charts import CHARTS, about
from layouts.charts.parts import Figure, plural
from layouts.kit import icon

NAMES = {name: choice.label for name, choice in FILTERS.items()}
NAMES |= {PERIOD: "Period", AGAINST: "Comparison", TEXT: "Text"}


def drawn(card: Card, frames: Frames, filters: Filters, reader: Actor = SYSTEM) -> html.Section:
    kpi, frame = KPIS[card.kpi], frames[card.kpi]
    figure = _figure(card, frame)
    lack = _lack(card, frame, figure)
    is_told = not lack or "before" in frame.attrs  # nothing beside something is news
    sub = [html.P(card.subtitle(frame), className="card-sub")] if is_told else []
    words = html.Div([html.H2(kpi.title), *sub, *took_line(card.kpi, filters)], className="card-words")
    acts = [kit.explain(kpi.title, about(card.kpi)), *([] if lack else _menu(card, reader))]
    head = html.Div([words, html.Div(acts, className="card-acts")], className="card-head")
    body = [nothing(card.kpi, lack, filters, reader)] if lack else _body(card, frames, figure)
    return html.Section(
        [head, *body],
        id=kit.part("card", name=card.kpi),
        className="panel answer-card wide" if card.wide else "panel answer-card",
        **{"data-kpi": card.kpi, "data-title": kpi.title, "data-view": _first_view(card)},
    )


def _figure(card: Card, frame: pd.DataFrame) -> Figure | None:
    draw = CHARTS[card.kpi].draw
    return draw(frame) if draw else None


def _lack(card: Card, frame: pd.DataFrame, figure: Figure | None) -> str:
    """Why there is nothing to show; blank where there is something."""
    if figure is None:
        return "" if len(frame) else CHARTS[card.kpi].words(frame)
    return figure["layout"].get("meta", {}).get("nothing", "")


def took(kpi: str, filters: Filters) -> str:
    """Which of the filters that are set narrowed this KPI; blank where it took them all."""
    used, taken = filters.used(), filters.used() & KPIS[kpi].takes
    if used == taken:
        return ""
    named = ", ".join(NAMES[name] if name == "tpa" else NAMES[name].lower() for name in NAMES if name in taken)
    of = plural(len(used), "filter", "filters")
    return f"Took {len(taken)} of {of}: {named}" if named else f"Took none of {of}" if len(used) > 1 else "Not filtered"


def took_line(kpi: str, filters: Filters) -> list[html.P]:
    said = took(kpi, filters)
    return [html.P([icon("bi-funnel"), said], className="card-took")] if said else []


def _menu(card: Card, reader: Actor) -> list[html.Details]:
    """What a card can be turned into, if anything; a native disclosure like the other menus."""
    button = html.Summary(icon("bi-three-dots"), **{"aria-label": f"More for {KPIS[card.kpi].title}"})
    acts = _acts(card, reader)
    inside = html.Div(acts, className="popup-body menu")
    return [html.Details([button, inside], className="popup explain card-menu")] if acts else []


def _acts(card: Card, reader: Actor) -> list[Component]:
    made: list[Component] = []
    if _is_drawn(card):
        other = ("bi-bar-chart", "Show as chart") if card.tabled else ("bi-table", "Show as table")
        made.append(_act("table", *other, "T"))
    if reader.can("export", "dashboards"):
        words = [icon("bi-filetype-csv"), html.Span("CSV file")]
        made.append(html.A(words, href="#", className="menu-item", **{"data-figures": card.kpi}))
    return [*made, _act("picture", "bi-image", "Picture (PNG)")] if CHARTS[card.kpi].draw else made


def _act(act: str, look: str, words: str, key: str = "") -> html.Button:
    hint = [html.Kbd(key)] if key else []
    return html.Button(
        [icon(look), html.Span(words), *hint], type="button", className="menu-item", **{"data-card-act": act}
    )


def _body(card: Card, frames: Frames, figure: Figure | None) -> list[Any]:
    """What it is drawn as, if it is drawn, and its table."""
    name, frame, words = card.kpi, frames[card.kpi], CHARTS[card.kpi].words(frames[card.kpi])
    figures = json.dumps(table.table(frame, KPIS[name].columns), ensure_ascii=False)
    listed = html.Div(className="card-table", **{"data-table": figures})
    if not _is_drawn(card):
        return [html.P(words, className="visually-hidden"), listed]
    shown = [card.instead(frames)] if card.instead else _chart(name, figure, words)
    above, below = ([part(frames)] if part else [] for part in (card.above, card.below))
    return [html.Div([*above, *shown, *below], className="card-chart"), listed]


def _chart(name: str, figure: Figure | None, words: str) -> list[Component]:
    legend = CHARTS[name].legend
    key = [kit.legend(legend())] if legend else []
    return [*key, kit.chart(name, figure, words)] if figure else []


def _is_drawn(card: Card) -> bool:
    return card.instead is not None or CHARTS[card.kpi].draw is not None


def _first_view(card: Card) -> str:
    return "chart" if _is_drawn(card) and not card.tabled else "table"
