"""SDLC flow: how far work has come."""

from layouts.answers.parts import Answer, Card
from layouts.charts import funnel

FLOW = Answer(
    "/flow",
    "SDLC flow",
    "How does work move from stage to stage?",
    "bi-funnel",
    (Card("sdlc_funnel", funnel.subtitle),),
)
