"""The charts: how each KPI is drawn and put into words. Frames in, plain figure dicts out."""

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from data.kpis import KPIS
from layouts.charts import funnel, pace, pipeline, progress, utilisation
from layouts.charts.parts import Figure


class Chart(NamedTuple):
    """One KPI as it is shown; `words` is the same content for those who do not see it."""

    draw: Callable[[pd.DataFrame], Figure] | None  # None where its table says it best
    words: Callable[[pd.DataFrame], str]
    reading: str = ""  # how to read the drawing, after the KPI's own definition


CHARTS = {
    "process_progress": Chart(progress.process_progress, progress.words),
    "sdlc_funnel": Chart(
        funnel.sdlc_funnel,
        funnel.words,
        "The percentage is of all processes; hover for conversion from the stage before.",
    ),
    "utilisation_heatmap": Chart(
        utilisation.utilisation_heatmap,
        utilisation.words,
        "Grey is under 60 %, orange with its number is over 110 %. The framed month is still running.",
    ),
    "utilisation_pace": Chart(
        pace.utilisation_pace, pace.words, "The tick is where an even pace would be at the end of today."
    ),
    "pharma_pipeline": Chart(pipeline.pharma_pipeline, pipeline.words),
}


def about(name: str) -> str:
    """What stands behind a chart's ⓘ."""
    return f"{KPIS[name].definition} {CHARTS[name].reading}".strip()
