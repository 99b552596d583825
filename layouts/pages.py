"""The sitemap: every page, its address, the sentence it answers, and what one must be allowed to read to open it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from dash.development.base_component import Component

from layouts import overview


class Page(NamedTuple):
    path: str
    title: str
    sentence: str
    icon: str
    resource: str
    layout: Callable[..., Component | list[Any]]


PAGES = (Page("/", overview.TITLE, overview.SENTENCE, "bi-grid-1x2", "dashboards", overview.layout),)
