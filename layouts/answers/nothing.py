"""What stands in a card that has nothing to show: why that is, and what to do next."""

from typing import NamedTuple

from dash import dcc, html
from dash.development.base_component import Component

from data.access import Actor
from data.filters import Filters
from data.kpis import KPIS
from layouts import addresses
from layouts.kit import icon


class Step(NamedTuple):
    """What fills a card, where that is done, and which right it takes."""

    words: str
    entity: str
    action: str = "create"


PROCESS = Step("Add a process, or import a list of them.", "processes")
PLAN = Step("Give open processes a start and a due date.", "processes", "update")
FINISH = Step("Complete a process: it is counted from then on.", "processes", "update")
CUSTOMER = Step("Add a customer, or import a list of them.", "customers")
PRODUCT = Step("Add a product, or import a list of them.", "products")
MOVE = Step("Change a product's regulatory status: each move is counted.", "products", "update")
HOURS = Step("Book a service with monthly hours, and log what is worked.", "hours")
STEPS = {
    **dict.fromkeys(("process_progress", "sdlc_funnel", "cumulative_flow"), PROCESS),
    **dict.fromkeys(("health_by_customer", "health_by_area", "health_by_responsible"), PROCESS),
    **dict.fromkeys(("cycle_time", "throughput", "completion_forecast"), FINISH),
    **dict.fromkeys(("portfolio", "silence"), CUSTOMER),
    **dict.fromkeys(("pharma_pipeline", "pipeline_by_class", "pipeline_by_customer", "pipeline_by_team"), PRODUCT),
    **dict.fromkeys(("pipeline_movement", "transition_matrix", "months_in_status"), MOVE),
    **dict.fromkeys(("utilisation_heatmap", "service_heatmap", "burn_up", "who_logged"), HOURS),
    "expected_approvals": PRODUCT,
    "gantt": PLAN,
    "planned_load": Step("Give open processes an estimate and a due date.", "processes", "update"),
    "stage_days": Step("Move a process on to its next stage: its days are counted.", "processes", "update"),
    "ageing_work": Step("Start a process: set its status to In Progress.", "processes", "update"),
    "milestone_slip": Step("Give the milestones of a process their target dates.", "milestones", "update"),
    "contract_calendar": Step("Say when the contracts of customers end.", "customers", "update"),
}


def nothing(kpi: str, sentence: str, filters: Filters, reader: Actor) -> html.Div:
    """Narrowed too far, or not there yet."""
    narrowed = filters.used() & KPIS[kpi].takes
    on = _wider() if narrowed else _step(STEPS.get(kpi), reader)
    return html.Div([icon("bi-inbox"), html.P(sentence), *on], className="card-nothing")


def _wider() -> list[Component]:
    return [html.Button("Reset the filters", type="button", className="card-next", **{"data-unfilter": "*"})]


def _step(step: Step | None, reader: Actor) -> list[Component]:
    if step is None or not reader.can(step.action, step.entity):
        return []
    return [dcc.Link(step.words, href=addresses.records(step.entity), className="card-next")]
