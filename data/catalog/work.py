"""Processes and the work in them."""

from data.entities import Derived, Entity, Guard
from data.health import standing
from data.models import Process, ProcessMilestone, ProcessTask, ProcessTeam, TimeEntry
from data.rules import above, at_least, between, needed_if, not_before, only_if
from data.vocabulary import FUNCTIONAL_AREAS, ApprovalStatus, Health, ProcessStatus, TaskStatus

PROCESSES = Entity(
    "processes",
    Process,
    "Processes",
    "process",
    form=(
        *("name", "customer_id", "description", "jira_ticket", "status", "sdlc_stage", "start_date", "due_date"),
        *("estimate", "functional_area", "progress", "responsible_contact_id"),
        *("is_tpa_required", "tpa_responsible_contact_id", "tpa_data_source", "tpa_start_date", "tpa_end_date"),
    ),
    grid=(
        *("name", "customer_id", "status", "health", "sdlc_stage", "due_date", "progress", "responsible_contact_id"),
        *("approval_status", "start_date", "estimate", "functional_area", "jira_ticket"),
    ),
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
    order="name",
    words=("name", "jira_ticket", "functional_area", "external_id"),
    in_place=(
        *("name", "status", "sdlc_stage", "due_date", "progress", "start_date", "estimate", "functional_area"),
        *("jira_ticket", "responsible_contact_id"),
    ),
    bulk=("status", "sdlc_stage", "start_date", "due_date", "responsible_contact_id", "functional_area"),
    further=("approval_status",),
    decisions=(
        Guard("approval_status", "approve", (ApprovalStatus.APPROVED, ApprovalStatus.REJECTED), "decide on approvals"),
    ),
    help={
        "status": "A process is completed once none of its tasks is open; reopening a task reopens it.",
        "progress": "In per cent. With tasks it follows from them and cannot be entered.",
        "estimate": "How many hours the whole of it takes.",
        "functional_area": f"For example {', '.join(FUNCTIONAL_AREAS[:3])}.",
        "is_tpa_required": "Whether a third party has to agree before data may flow.",
        "due_date": "Together with the start it says how far the work should be by now.",
    },
    derived={
        "health": Derived(
            "Health",
            "choice",
            standing,
            choices=(*(health.value for health in Health), ProcessStatus.COMPLETED.value),
            help="Progress against the share of working days that has passed.",
        )
    },
)

TASKS = Entity(
    "tasks",
    ProcessTask,
    "Tasks",
    "task",
    form=(
        *("title", "process_id", "parent_task_id", "assigned_to_id", "description"),
        *("status", "blocked_reason", "priority", "due_date", "completed_date"),
    ),
    grid=(
        *("title", "process_id", "customer_id", "assigned_to_id"),
        *("status", "priority", "due_date", "completed_date"),
    ),
    natural=("title", "process_id", "parent_task_id"),
    rules=(
        only_if("completed_date", "status", TaskStatus.COMPLETED, "Only a completed task has a completed date."),
        needed_if("blocked_reason", "status", TaskStatus.BLOCKED, "Say what blocks the task."),
    ),
    labels={"assigned_to_id": "Assigned to", "blocked_reason": "Blocked by"},
    parent="process_id",
    order="due_date",
    words=("title", "description", "external_id"),
    in_place=("title", "status", "priority", "due_date", "assigned_to_id"),
    bulk=("status", "priority", "due_date", "assigned_to_id"),
    help={
        "parent_task_id": "The task of the same process that this one is a part of.",
        "due_date": "Today or later for a new task.",
        "completed_date": "Filled in when the task is completed; correct it where that was another day.",
    },
    derived={"customer_id": Derived("Customer", "lookup", lambda day: ProcessTask.customer_id, "customers")},
    follows={"completed_date": ("status", TaskStatus.COMPLETED), "blocked_reason": ("status", TaskStatus.BLOCKED)},
)

MILESTONES = Entity(
    "milestones",
    ProcessMilestone,
    "Milestones",
    "milestone",
    form=("process_id", "milestone_type", "target_date", "achieved_date", "notes"),
    grid=("milestone_type", "process_id", "target_date", "achieved_date", "notes"),
    natural=("process_id", "milestone_type"),
    labels={"milestone_type": "Milestone"},
    parent="process_id",
    order="target_date",
    called=("milestone_type", "process_id"),
    words=("notes",),
    in_place=("target_date", "achieved_date", "notes"),
    bulk=("target_date", "achieved_date"),
    help={"target_date": "When it was to be achieved.", "achieved_date": "Blank as long as it is ahead."},
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
    order="process_id",
    called=("team_id", "process_id"),
    help={"team_id": "A team of the customer whose process it is."},
)

HOURS = Entity(
    "hours",
    TimeEntry,
    "Hours",
    "entry of hours",
    form=("service_id", "process_id", "contact_id", "worked_on", "hours", "billable", "note"),
    grid=("worked_on", "customer_id", "service_id", "process_id", "contact_id", "hours", "billable", "note"),
    natural=("service_id", "process_id", "contact_id", "worked_on", "note"),
    rules=(above("hours", 0, "Hours must be more than 0."),),
    labels={"worked_on": "Day"},
    parent="service_id",
    order="worked_on",
    is_latest_first=True,
    called=("worked_on", "contact_id", "hours", "service_id"),
    words=("note", "external_id"),
    in_place=("worked_on", "hours", "billable", "note"),
    bulk=("worked_on", "service_id", "process_id", "contact_id", "billable"),
    help={
        "service_id": "Whose monthly allowance the hours count against.",
        "process_id": "A process of the same customer, where the work was for one.",
        "hours": "In hundredths: 1.25 is an hour and a quarter.",
    },
    derived={"customer_id": Derived("Customer", "lookup", lambda day: TimeEntry.customer_id, "customers")},
)
