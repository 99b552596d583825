"""The pages about hours and about customers."""

from layouts.answers.parts import Answer, Card
from layouts.charts import burn_up, contracts, load, overruns, people, portfolio, silence, utilisation

UTILISATION = Answer(
    "/utilisation",
    "Utilisation",
    "Are hours used as agreed, and where do they run out?",
    "bi-hourglass-split",
    (
        Card("burn_up", burn_up.subtitle),
        Card("overruns", overruns.subtitle),
        Card("utilisation_heatmap", utilisation.span, wide=True),
        Card("service_heatmap", utilisation.service_span, wide=True),
        Card("planned_load", load.subtitle),
        Card("who_logged", people.subtitle),
    ),
)
PORTFOLIO = Answer(
    "/portfolio",
    "Portfolio",
    "How is each customer, and who needs a word?",
    "bi-briefcase",
    (
        Card("portfolio", portfolio.subtitle, wide=True, tabled=True),
        Card("contract_calendar", contracts.subtitle),
        Card("silence", silence.subtitle),
    ),
)
