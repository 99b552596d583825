"""The charts: how each KPI is drawn, titled, defined and put into words. Frames in, plain figure dicts out."""

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from layouts.charts import funnel, pace, pipeline, progress, utilisation
from layouts.charts.parts import Figure, picked

__all__ = ["CHARTS", "Chart", "picked"]


class Chart(NamedTuple):
    """One KPI as it is shown; `words` is the same content for those who do not see it."""

    title: str
    definition: str
    draw: Callable[[pd.DataFrame], Figure]
    words: Callable[[pd.DataFrame], str]


CHARTS = {
    "process_progress": Chart(
        "Process progress",
        "Progress is completed tasks ÷ all tasks of a process. Expected progress is the share of its planned working "
        "days that has passed. The gap between the two decides: on track down to −10 points, at risk down to −25, "
        "off track below that; overdue is past its due date. Weighted counts each process by its estimated hours.",
        progress.process_progress,
        progress.words,
    ),
    "sdlc_funnel": Chart(
        "SDLC funnel",
        "A process has reached a stage when its current stage is that one or a later one. “In it now” counts the "
        "processes whose current stage it is. The percentage is of all processes that began.",
        funnel.sdlc_funnel,
        funnel.words,
    ),
    "utilisation_heatmap": Chart(
        "Service-hour utilisation",
        "Hours logged ÷ hours allocated, per customer and month. Allocated are the monthly hours of its services, "
        "pro rata for months a contract covers in part. Under 60 % is grey, over 110 % is orange with its number. "
        "The framed month is still running.",
        utilisation.utilisation_heatmap,
        utilisation.words,
    ),
    "utilisation_pace": Chart(
        "This month against pace",
        "Pace is this month's utilisation ÷ the share of its working days that has passed. The tick is where an even "
        "pace would be today; the forecast is the hours logged ÷ that share. Over is above 110 %, under is below 60 %.",
        pace.utilisation_pace,
        pace.words,
    ),
    "pharma_pipeline": Chart(
        "Pharma pipeline",
        "Products by therapeutic area and regulatory status, from Discovery to Approved. Discontinued and withdrawn "
        "products are off the pipeline and only counted in the subtitle.",
        pipeline.pharma_pipeline,
        pipeline.words,
    ),
}
