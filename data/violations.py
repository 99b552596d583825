"""What the database refuses, said in the user's words: one sentence per constraint."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.exc import StaleDataError

from data.errors import Conflict, DomainError, Forbidden, Invalid, Unavailable

# constraint -> field, sentence; a field of "" is a conflict with another record
SENTENCES: dict[str, tuple[str, str]] = {
    "open_process_needs_active_customer": ("", "Only an active customer has open processes: close them or restore it."),
    "last_admin": ("", "At least one active administrator who can sign in must remain."),
    "task_parent_same_process_acyclic": ("parent_task_id", "A task stays in its process and not below itself."),
    "ck_process_tasks_task_depth_limit": ("parent_task_id", "Task trees go ten levels deep, not deeper."),
    "ck_process_tasks_not_its_own_parent": ("parent_task_id", "A task cannot be its own parent."),
    "ck_process_tasks_blocked_reason": ("blocked_reason", "Say what blocks the task."),
    "task_due_future_on_create": ("due_date", "A new task must be due today or later."),
    "ck_processes_completed_without_open_tasks": ("status", "Finish the open tasks first, then complete the process."),
    "ck_customers_contract_end_after_start": ("contract_end_date", "The contract must end after it starts."),
    "ck_processes_due_after_start": ("due_date", "The due date must not be before the start."),
    "ck_processes_tpa_end_after_start": ("tpa_end_date", "The TPA end must not be before its start."),
    "ck_processes_completed_after_started": ("completed_at", "The completion must not be before the start."),
    "ck_processes_progress": ("progress", "Progress is 0 to 100."),
    "ck_teams_end_after_start": ("end_date", "The end must not be before the start."),
    "ck_time_entries_hours": ("hours", "Hours must be more than 0."),
    "ck_users_email": ("email", "That is no e-mail address."),
    "ck_contacts_email": ("email", "That is no e-mail address."),
    "ck_process_notifications_recipient_email": ("recipient_email", "That is no e-mail address."),
    "uq_users_email": ("email", "A user with this e-mail address exists already."),
    "uq_process_milestones_process_id_milestone_type": ("milestone_type", "The process has this milestone already."),
    "uq_user_roles_user_id_role_id": ("role_id", "The user has this role already."),
    "uq_process_team_process_id_team_id": ("team_id", "The team works on this process already."),
    "process_team_process_of_customer": ("customer_id", "The process has teams of its customer; take them off first."),
    "process_team_team_of_customer": ("team_id", "The team belongs to another customer."),
    "time_entry_process_of_customer": ("process_id", "The process belongs to another customer than the service."),
    "task_customer_of_process": ("", "The process has just moved to another customer; try again."),
    "time_entry_customer_of_service": ("", "Hours are logged for the service; move or delete them first."),
    "product_customer_of_team": ("", "The team has just moved to another customer; try again."),
    "fk_time_entries_service_id": ("", "Hours are logged for the service; move or delete them first."),
    "fk_processes_customer_id": ("customer_id", "The customer has processes, or does not exist."),
    "fk_user_customers_customer_id": ("", "Some users may see this customer only; change what they may see first."),
    "admin_role": ("", "The role Admin must keep its name and the right to change users and roles."),
    "reporting_time_zone_exists": ("value", "There is no such time zone; write it like Europe/Berlin."),
    "link_is_fixed": ("", "Remove this one and add another; it cannot be changed."),
    "document_version_is_fixed": ("", "A version is never changed: send the file anew, it becomes the next one."),
    "id_never_changes": ("", "An id never changes."),
}  # fmt: skip

NOT_THEIRS = "42501"  # said by row-level security
BUSY = {"40001", "40P01", "55P03"}
TOO_LONG = {"57014", "25P03"}
BEYOND_INDEX = "54000"  # a name of hundreds of characters that take four bytes each


@contextmanager
def explained() -> Iterator[None]:
    """Turns what the driver raises into the domain's errors."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise explain(error) from error
    except sa.exc.TimeoutError as error:
        raise Unavailable("The database is too busy just now; try again in a moment.") from error
    except StaleDataError as error:
        raise Conflict("Someone else has changed this record in the meantime; load it again.") from error


def explain(error: sa.exc.DBAPIError) -> Exception:
    """The domain's error for a driver's, or the error itself where only a developer can help."""
    diagnostics = getattr(error.orig, "diag", None)
    state = getattr(error.orig, "sqlstate", None)
    if isinstance(error, sa.exc.DataError):
        return Invalid({"": "A value is too long, too large or not of the right kind; correct it and try again."})
    if state is None or (state[:2] in ("08", "57") and state not in TOO_LONG):
        return Unavailable("The database cannot be reached; nothing was lost, try again in a moment.")
    if state in BUSY:
        return Conflict("Someone else is changing the same records; try again.")
    if state == "42501" and "row-level security" in str(error.orig):
        return Forbidden("That belongs to a customer whom you do not see, so it is not yours to write.")
    if state in TOO_LONG:
        return Unavailable("That took the database too long; narrow it down and try again.")
    if state == BEYOND_INDEX:
        return Invalid({"": "A text is too long to be found again by it; shorten it and try again."})
    if state == NOT_THEIRS:
        return Forbidden("You may not change that, or let it become another customer's; ask an administrator.")
    if diagnostics is not None and isinstance(error, sa.exc.IntegrityError):
        return _of_constraint(diagnostics.constraint_name or "", diagnostics)
    return error


def _of_constraint(name: str, diagnostics: Any) -> DomainError:
    if name in SENTENCES:
        field, sentence = SENTENCES[name]
        return Invalid({field: sentence}) if field else Conflict(sentence)
    if diagnostics.sqlstate == "23502":
        return Invalid({diagnostics.column_name: f"{_words(diagnostics.column_name)} is required."})
    if diagnostics.sqlstate == "23505":
        return Conflict(f"There is such a record in {_words(diagnostics.table_name).lower()} already.")
    if diagnostics.sqlstate in ("23503", "23001"):
        return Conflict(f"It is tied to {_words(diagnostics.table_name).lower()} that exist or are missing ({name}).")
    return Conflict(f"The change breaks a rule of {_words(diagnostics.table_name).lower()} ({name}).")


def _words(name: str | None) -> str:
    return (name or "the data").removesuffix("_id").replace("_", " ").capitalize()
