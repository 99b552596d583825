"""Pharma pipeline: what is on its way to approval, how it moved, and what may come of it."""

from functools import partial

from layouts.answers.parts import Answer, Card
from layouts.charts import approvals, moves, pipeline

PIPELINE = Answer(
    "/pipeline",
    "Pharma pipeline",
    "What is on its way to approval, and how does it move?",
    "bi-capsule",
    (
        Card("pharma_pipeline", pipeline.subtitle),
        Card("pipeline_movement", moves.movement_subtitle),
        Card("transition_matrix", moves.matrix_subtitle),
        Card("expected_approvals", approvals.expected_subtitle),
        Card("months_in_status", approvals.stays_subtitle),
        Card("pipeline_by_class", partial(pipeline.said, pipeline.CLASSES)),
        Card("pipeline_by_customer", partial(pipeline.said, pipeline.CUSTOMERS)),
        Card("pipeline_by_team", partial(pipeline.said, pipeline.TEAMS)),
    ),
)
