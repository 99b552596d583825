"""Processes and the work in them."""

from data.entities import Entity
from data.models import Process, ProcessMilestone, ProcessTask, ProcessTeam, TimeEntry
from data.rules import above, at_least, between, not_before, only_if
from data.vocabulary import TaskStatus

PROCESSES = Entity(
    "processes",
    Process,
    "Processes",
    "process",
    form=(
        *("name", "customer_id", "description", "jira_ticket", "status", "sdlc_stage", "start_date", "due_date"),
        *("approval_status", "estimate", "functional_area", "progress", "responsible_contact_id"),
        *("is_tpa_required", "tpa_responsible_contact_id", "tpa_data_source", "tpa_start_date", "tpa_end_date"),
    ),
    grid=("name", "customer_id", "status", "sdlc_stage", "due_date", "progress", "responsible_contact_id"),
    natural=("name", "customer_id"),
    rules=(
        between("progress", 0, 100, "Progress is 0 to 100."),
        at_least("estimate", 0, "The estimate must not be negative."),
        not_before("start_date", "due_date", "The due date must not be before the start."),
        not_before("tpa_start_date", "tpa_end_date", "The TPA end must not be before its start."),
    ),
    labels={
        "sdlc_stage": "SDLC stage",
        "jira_ticket": "Jira ticket",
        "estimate": "Estimate (hours)",
        "responsible_contact_id": "Responsible",
        "is_tpa_required": "TPA required",
        "tpa_responsible_contact_id": "TPA responsible",
        "tpa_data_source": "TPA data source",
        "tpa_start_date": "TPA start",
        "tpa_end_date": "TPA end",
    },
    parent="customer_id",
)

TASKS = Entity(
    "tasks",
    ProcessTask,
    "Tasks",
    "task",
    form=(
        *("title", "process_id", "parent_task_id", "assigned_to_id", "description"),
        *("status", "priority", "due_date", "completed_date"),
    ),
    grid=("title", "process_id", "assigned_to_id", "status", "priority", "due_date", "completed_date"),
    natural=("title", "process_id", "parent_task_id"),
    rules=(only_if("completed_date", "status", TaskStatus.COMPLETED, "Only a completed task has a completed date."),),
    labels={"assigned_to_id": "Assigned to"},
    parent="process_id",
)

MILESTONES = Entity(
    "milestones",
    ProcessMilestone,
    "Milestones",
    "milestone",
    form=("process_id", "milestone_type", "target_date", "achieved_date", "notes"),
    grid=("process_id", "milestone_type", "target_date", "achieved_date"),
    natural=("process_id", "milestone_type"),
    labels={"milestone_type": "Milestone"},
    parent="process_id",
)

PROCESS_TEAMS = Entity(
    "process_teams",
    ProcessTeam,
    "Teams of processes",
    "team of a process",
    form=("process_id", "team_id"),
    grid=("process_id", "team_id"),
    natural=("process_id", "team_id"),
    parent="process_id",
    resource="processes",
)

HOURS = Entity(
    "hours",
    TimeEntry,
    "Hours",
    "entry of hours",
    form=("service_id", "process_id", "contact_id", "worked_on", "hours", "billable", "note"),
    grid=("worked_on", "service_id", "process_id", "contact_id", "hours", "billable", "note"),
    natural=("service_id", "process_id", "contact_id", "worked_on", "note"),
    rules=(above("hours", 0, "Hours must be more than 0."),),
    labels={"worked_on": "Day"},
    parent="service_id",
)
