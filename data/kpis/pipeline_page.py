"""The KPIs of the page Pharma pipeline."""

from data.filters import AGAINST, PERIOD
from data.kpis import approvals, moves, pipeline
from data.kpis.entry import Column, Kpi, compared
from data.narrowing import TAKEN

PRODUCTS = TAKEN["products"]
MOVES = PRODUCTS | {PERIOD, AGAINST}
STATUS, COUNT = Column("Regulatory status"), Column("Products")

KPIS: dict[str, Kpi] = {
    "pharma_pipeline": Kpi(
        "Pharma pipeline",
        pipeline.DEFINITION,
        "products",
        pipeline.pharma_pipeline,
        pipeline.behind_status,
        PRODUCTS,
        {"therapeutic_area": Column("Therapeutic area"), "regulatory_status": STATUS, "products": COUNT},
    ),
    "pipeline_by_class": Kpi(
        "Pipeline by drug class",
        pipeline.BY_CLASS,
        "products",
        pipeline.pipeline_by_class,
        pipeline.behind_status,
        PRODUCTS,
        {"drug_class": Column("Drug class"), "regulatory_status": STATUS, "products": COUNT},
    ),
    "pipeline_by_customer": Kpi(
        "Pipeline by customer",
        pipeline.BY_CUSTOMER,
        "products",
        pipeline.pipeline_by_customer,
        pipeline.behind_status,
        PRODUCTS,
        {"customer": Column("Customer"), "regulatory_status": STATUS, "products": COUNT},
    ),
    "pipeline_by_team": Kpi(
        "Pipeline by team",
        pipeline.BY_TEAM,
        "products",
        pipeline.pipeline_by_team,
        pipeline.behind_status,
        PRODUCTS,
        {"team": Column("Team"), "regulatory_status": STATUS, "products": COUNT},
    ),
    "pipeline_movement": Kpi(
        "Movement",
        moves.MOVEMENT,
        "products",
        moves.pipeline_movement,
        moves.behind_movement,
        MOVES,
        {"regulatory_status": STATUS} | compared({way: Column(way.capitalize()) for way in moves.WAYS}),
    ),
    "transition_matrix": Kpi(
        "From where to where",
        moves.MATRIX,
        "products",
        moves.transition_matrix,
        moves.behind_transition,
        MOVES,
        {"from_status": Column("From"), "to_status": Column("To")} | compared({"products": COUNT}),
    ),
    "months_in_status": Kpi(
        "Months in a status",
        moves.STAYS,
        "products",
        moves.months_in_status,
        moves.behind_stay,
        MOVES,
        {"regulatory_status": STATUS}
        | compared(
            {
                "products": Column("Products that moved on"),
                "median": Column("Median", "months"),
                "p85": Column("85th percentile", "months"),
            }
        ),
    ),
    "expected_approvals": Kpi(
        "Expected approvals",
        approvals.EXPECTED,
        "products",
        approvals.expected_approvals,
        pipeline.behind_status,
        PRODUCTS,
        {
            "regulatory_status": STATUS,
            "products": COUNT,
            "rate": Column("Likelihood of approval", "%"),
            "expected": Column("Expected approvals"),
            "source": Column("Source"),
            "year": Column("Year"),
        },
    ),
}
