"""The charts: how each KPI is drawn and put into words. Frames in, plain figure dicts out."""

from data.kpis import KPIS
from layouts.charts import (
    ageing_work,
    attention,
    cumulative_flow,
    cycle_time,
    forecast,
    funnel,
    pipeline_page,
    progress,
    progress_page,
    stage_days,
    throughput,
)
from layouts.charts.entry import Chart
from layouts.charts.hours import HOURS

CHARTS: dict[str, Chart] = {
    "process_progress": Chart(progress.process_progress, progress.words),
    "attention": Chart(None, attention.words),
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
        "The dotted level is the mean of the weeks that are over; a stroke on a bar is the week it is compared with.",
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
    **HOURS,
    **pipeline_page.CHARTS,
    **progress_page.CHARTS,
}


def about(name: str) -> str:
    """What stands behind a chart's ⓘ."""
    return f"{KPIS[name].definition} {CHARTS[name].reading}".strip()
