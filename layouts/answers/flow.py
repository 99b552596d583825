"""SDLC flow: how far work has come."""

from layouts.answers.parts import Answer, Card
from layouts.charts import ageing_work, cumulative_flow, cycle_time, forecast, funnel, stage_days, throughput

FLOW = Answer(
    "/flow",
    "SDLC flow",
    "How does work move from stage to stage?",
    "bi-funnel",
    (
        Card("sdlc_funnel", funnel.subtitle),
        Card("stage_days", stage_days.subtitle),
        Card("cumulative_flow", cumulative_flow.subtitle, wide=True),
        Card("cycle_time", cycle_time.subtitle),
        Card("throughput", throughput.subtitle),
        Card("ageing_work", ageing_work.subtitle),
        Card("completion_forecast", forecast.subtitle),
    ),
)
