"""What a row of CHARTS says; each page's rows stand in a module of their own."""

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from layouts.charts.parts import Figure


class Chart(NamedTuple):
    """One KPI as it is shown; `words` is the same content for those who do not see it."""

    draw: Callable[[pd.DataFrame], Figure] | None  # None where its table says it best
    words: Callable[[pd.DataFrame], str]
    reading: str = ""  # how to read the drawing, after the KPI's own definition
    legend: Callable[[], list[tuple[str, str]]] | None = None  # words and colours, where hue tells things apart
