"""The charts of the page Progress."""

from functools import partial

from layouts.charts import health_by, late, slip
from layouts.charts.entry import Chart


def _by(side: health_by.Side) -> Chart:
    return Chart(partial(health_by.drawn, side), partial(health_by.words, side), legend=health_by.legend)


CHARTS: dict[str, Chart] = {
    "health_by_customer": _by(health_by.CUSTOMERS),
    "health_by_area": _by(health_by.AREAS),
    "health_by_responsible": _by(health_by.RESPONSIBLE),
    "overdue_processes": Chart(None, late.overdue_words),
    "at_risk_processes": Chart(None, late.at_risk_words),
    "milestone_slip": Chart(
        slip.milestone_slip, slip.words, "The number beside a bar is the median slip.", slip.legend
    ),
    "gantt": Chart(late.gantt, late.gantt_words, "The dotted line is today.", late.legend),
}
