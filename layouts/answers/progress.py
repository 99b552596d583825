"""Progress: where open work stands against its plan, and what is in the way."""

from functools import partial

from layouts.answers.parts import Answer, Card
from layouts.charts import health_by, late, slip

PROGRESS = Answer(
    "/progress",
    "Progress",
    "What is late or behind its plan, and why?",
    "bi-speedometer2",
    (
        Card("health_by_customer", partial(health_by.subtitle, health_by.CUSTOMERS)),
        Card("health_by_responsible", partial(health_by.subtitle, health_by.RESPONSIBLE)),
        Card("health_by_area", partial(health_by.subtitle, health_by.AREAS)),
        Card("milestone_slip", slip.subtitle),
        Card("overdue_processes", late.overdue_subtitle, wide=True),
        Card("at_risk_processes", late.at_risk_subtitle, wide=True),
        Card("gantt", late.gantt_subtitle, wide=True),
    ),
)
