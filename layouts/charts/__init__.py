"""The charts: how each KPI is drawn and put into words. Frames in, plain figure dicts out."""

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from data.kpis import KPIS
from layouts.charts import (
    ageing_work,
    cumulative_flow,
    cycle_time,
    forecast,
    funnel,
    pace,
    pipeline,
    progress,
    stage_days,
    throughput,
    utilisation,
)
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
    "stage_days": Chart(
        stage_days.stage_days,
        stage_days.words,
        "The dark bar is the median, the light one the 85th percentile.",
    ),
    "cumulative_flow": Chart(cumulative_flow.cumulative_flow, cumulative_flow.words),
    "cycle_time": Chart(cycle_time.cycle_time, cycle_time.words),
    "throughput": Chart(
        throughput.throughput,
        throughput.words,
        "The dotted level is the mean of the weeks that are over; a dotted line is what is compared.",
    ),
    "ageing_work": Chart(
        ageing_work.ageing_work,
        ageing_work.words,
        "A bubble's area is how many processes are about as old.",
    ),
    "completion_forecast": Chart(
        forecast.completion_forecast,
        forecast.words,
        "The band is from the low to the high figure; a diamond is what happened.",
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
