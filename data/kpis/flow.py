"""The rows of the KPI dictionary that say how work flows."""

from data.kpis import ageing_work, cumulative_flow, cycle_time, forecast, funnel, stage_days, throughput
from data.kpis.entry import Column, Kpi
from data.kpis.stays import COMPARES, STATES, TAKES
from data.narrowing import TAKEN
from data.vocabulary import ProcessStatus

FLOW: dict[str, Kpi] = {
    "sdlc_funnel": Kpi(
        "SDLC funnel",
        funnel.DEFINITION,
        "processes",
        funnel.sdlc_funnel,
        funnel.behind_stage,
        TAKEN["processes"],
        {
            "stage": Column("Stage"),
            "reached": Column("Reached"),
            "conversion": Column("Of the stage before", "share"),
            "in_stage": Column("In it now"),
        },
    ),
    "stage_days": Kpi(
        "Days in each stage",
        stage_days.DEFINITION,
        "processes",
        stage_days.stage_days,
        stage_days.behind_stage_days,
        COMPARES,
        {
            "stage": Column("Stage"),
            "processes": Column("Processes that left it"),
            "median": Column("Median", "days"),
            "p85": Column("85th percentile", "days"),
            "median_before": Column("Median before", "days"),
            "returned": Column("Came back to it"),
        },
    ),
    "cumulative_flow": Kpi(
        "Cumulative flow",
        cumulative_flow.DEFINITION,
        "processes",
        cumulative_flow.cumulative_flow,
        cumulative_flow.behind_flow,
        TAKES,
        {"day": Column("At the end of")} | {state.value: Column(state.value) for state in STATES},
    ),
    "cycle_time": Kpi(
        "Cycle and lead time",
        cycle_time.DEFINITION,
        "processes",
        cycle_time.cycle_time,
        cycle_time.behind_cycle_time,
        COMPARES,
        {
            "measure": Column("Measure"),
            "from_days": Column("From", "days"),
            "to_days": Column("To", "days"),
            "processes": Column("Processes"),
        },
    ),
    "throughput": Kpi(
        "Throughput",
        throughput.DEFINITION,
        "processes",
        throughput.throughput,
        throughput.behind_throughput,
        COMPARES,
        {
            "week": Column("Week of"),
            "finished": Column(ProcessStatus.COMPLETED.value),
            "before": Column("Compared with"),
        },
    ),
    "ageing_work": Kpi(
        "Ageing work",
        ageing_work.DEFINITION,
        "processes",
        ageing_work.ageing_work,
        ageing_work.behind_ageing,
        TAKEN["processes"],
        {
            "stage": Column("Stage"),
            "from_days": Column("Age from", "days"),
            "to_days": Column("Age to", "days"),
            "processes": Column("Processes"),
            "standing": Column("Against finished work"),
        },
    ),
    "completion_forecast": Kpi(
        "Completion forecast",
        forecast.DEFINITION,
        "processes",
        forecast.completion_forecast,
        None,
        TAKEN["processes"] - {"stage", "status"},
        {
            "kind": Column("Figure"),
            "weeks": Column("Weeks"),
            "day": Column("Until"),
            "low": Column("At least (85 of 100)"),
            "middle": Column("Middle"),
            "high": Column("At most (85 of 100)"),
            "happened": Column("What happened"),
        },
    ),
}
