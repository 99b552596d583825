"""The KPIs of the page Progress."""

from data.filters import AGAINST, PERIOD
from data.kpis import health_by, late, slip
from data.kpis.entry import Column, Kpi, compared
from data.narrowing import TAKEN

PROCESSES = TAKEN["processes"]
HEALTH = {"health": Column("Health"), "processes": Column("Open processes")}
PROCESS = {
    "process": Column("Process"),
    "customer": Column("Customer"),
    "responsible": Column("Responsible"),
    "sdlc_stage": Column("Stage"),
    "progress": Column("Progress", "%"),
    "due_date": Column("Due"),
}

KPIS: dict[str, Kpi] = {
    "health_by_customer": Kpi(
        "Schedule health by customer",
        health_by.BY_CUSTOMER,
        "processes",
        health_by.health_by_customer,
        health_by.behind_health_by,
        PROCESSES,
        {"customer": Column("Customer")} | HEALTH,
    ),
    "health_by_area": Kpi(
        "Schedule health by functional area",
        health_by.BY_AREA,
        "processes",
        health_by.health_by_area,
        health_by.behind_health_by,
        PROCESSES,
        {"area": Column("Functional area")} | HEALTH,
    ),
    "health_by_responsible": Kpi(
        "Schedule health by responsible",
        health_by.BY_RESPONSIBLE,
        "processes",
        health_by.health_by_responsible,
        health_by.behind_health_by,
        PROCESSES,
        {"responsible": Column("Responsible")} | HEALTH,
    ),
    "overdue_processes": Kpi(
        "Overdue processes",
        late.OVERDUE,
        "processes",
        late.overdue_processes,
        late.behind_overdue,
        PROCESSES,
        PROCESS | {"days_late": Column("Late", "days"), "reason": Column("Reason")},
    ),
    "at_risk_processes": Kpi(
        "At risk and off track",
        late.AT_RISK,
        "processes",
        late.at_risk_processes,
        late.behind_at_risk,
        PROCESSES,
        PROCESS
        | {
            "health": Column("Health"),
            "expected": Column("Expected", "%"),
            "gap": Column("Gap", "points"),
            "reason": Column("Reason"),
        },
    ),
    "milestone_slip": Kpi(
        "Milestone slip",
        slip.SLIP,
        "milestones",
        slip.milestone_slip,
        slip.behind_slip,
        PROCESSES | {PERIOD, AGAINST},
        {"milestone": Column("Milestone")}
        | compared(
            {
                "on_time": Column("On time"),
                "late": Column("Late"),
                "missing": Column("Missing"),
                "median_slip": Column("Median slip", "days"),
            }
        ),
    ),
    "gantt": Kpi(
        "Plan of open processes",
        late.GANTT,
        "processes",
        late.gantt,
        late.behind_bar,
        PROCESSES | {PERIOD},
        {
            "process": Column("Process"),
            "customer": Column("Customer"),
            "start_date": Column("Start"),
            "due_date": Column("Due"),
            "progress": Column("Progress", "%"),
            "health": Column("Health"),
        },
    ),
}
