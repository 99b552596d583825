"""The charts of the page Pharma pipeline."""

from functools import partial

from layouts.charts import approvals, moves, pipeline
from layouts.charts.entry import Chart

PHASES = pipeline.legend


def _by(side: pipeline.Side) -> Chart:
    return Chart(partial(pipeline.drawn, side), partial(pipeline.in_words, side), legend=PHASES)


CHARTS: dict[str, Chart] = {
    "pharma_pipeline": _by(pipeline.AREAS),
    "pipeline_by_class": _by(pipeline.CLASSES),
    "pipeline_by_customer": _by(pipeline.CUSTOMERS),
    "pipeline_by_team": _by(pipeline.TEAMS),
    "pipeline_movement": Chart(
        moves.pipeline_movement,
        moves.movement_words,
        "What came into a status stands to the right of the line, what went from it to the left.",
        moves.legend,
    ),
    "transition_matrix": Chart(moves.transition_matrix, moves.matrix_words),
    "months_in_status": Chart(
        approvals.months_in_status, approvals.stays_words, "The bar is the median, the tick the 85th percentile."
    ),
    "expected_approvals": Chart(
        approvals.expected_approvals, approvals.expected_words, "Point at a bar for the source of its rate."
    ),
}
