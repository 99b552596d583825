"""What the database refuses, by which constraint, and that the user is told in a sentence."""

import pytest
import sqlalchemy as sa

from data.errors import Conflict, Invalid
from data.violations import explain
from tests.data.world import CHILD, ELSEWHERE, ROOT, TRANSFER, TWIN

TASK = "INSERT INTO process_tasks (process_id, title{}) VALUES ('extract', 'New'{})"
HOURS = "INSERT INTO time_entries (service_id, worked_on, hours) VALUES ('acme-care', '{}', '{}')"
SESSION = (
    "INSERT INTO user_sessions (user_id, session_token, refresh_token, expires_at, absolute_expires_at)"
    " VALUES ('root', repeat('{}', 64), repeat('{}', 64), {}, now() + interval '1 day')"
)
RUN = "INSERT INTO transfer_runs (transfer_id, scheduled_for, status, lease_until) VALUES ('{}', '{}', '{}', {})"
PARENT = "UPDATE process_tasks SET parent_task_id = '{}' WHERE id = '{}'"
ACYCLIC = "task_parent_same_process_acyclic"

REFUSED = {
    # progress and stages
    "progress over 100": ("UPDATE processes SET progress = 101 WHERE id = 'bolt-feed'", "ck_processes_progress"),
    "progress under 0": ("UPDATE processes SET progress = -1 WHERE id = 'bolt-feed'", "ck_processes_progress"),
    "completing with open tasks": (
        "UPDATE processes SET status = 'Completed' WHERE id = 'extract'",
        "ck_processes_completed_without_open_tasks",
    ),
    "a word of no vocabulary": (
        "UPDATE processes SET status = 'Done' WHERE id = 'extract'",
        "ck_processes_processstatus",
    ),
    "a milestone twice": (
        "INSERT INTO process_milestones (process_id, milestone_type) VALUES ('extract', 'UAT Started')",
        "uq_process_milestones_process_id_milestone_type",
    ),
    # task trees
    "a task as its own parent": (PARENT.format(ROOT, ROOT), "ck_process_tasks_not_its_own_parent"),
    "a parent below the task": (PARENT.format(CHILD, ROOT), ACYCLIC),
    "a parent in another process": (PARENT.format(ELSEWHERE, CHILD), ACYCLIC),
    "a child that leaves its parent's process": (
        f"UPDATE process_tasks SET process_id = 'intake' WHERE id = '{CHILD}'",
        ACYCLIC,
    ),
    "a depth of one's own making": (f"UPDATE process_tasks SET parent_depth = 4 WHERE id = '{CHILD}'", ACYCLIC),
    # customers
    "deactivating with open processes": (
        "UPDATE customers SET active = false WHERE id = 'acme'",
        "open_process_needs_active_customer",
    ),
    "removing a customer with open processes": (
        "DELETE FROM services WHERE customer_id = 'bolt'; DELETE FROM teams WHERE customer_id = 'bolt';"
        "DELETE FROM customers WHERE id = 'bolt'",
        "open_process_needs_active_customer",
    ),
    "removing a customer with finished processes": (
        "DELETE FROM services WHERE customer_id = 'bolt'; DELETE FROM teams WHERE customer_id = 'bolt';"
        "UPDATE processes SET status = 'Completed' WHERE customer_id = 'bolt'; DELETE FROM customers WHERE id = 'bolt'",
        "fk_processes_customer_id",
    ),
    "removing the only customer someone may see": (
        "INSERT INTO customers (id, name) VALUES ('only', 'Only');"
        "INSERT INTO user_customers (user_id, customer_id) VALUES ('vera', 'only');"
        "DELETE FROM customers WHERE id = 'only'",
        "fk_user_customers_customer_id",
    ),
    "an id that means all customers": ("INSERT INTO customers (id, name) VALUES ('*', 'Star')", "ck_customers_id"),
    "an id that means no customer": ("INSERT INTO customers (id, name) VALUES ('', 'Blank')", "ck_customers_id"),
    "a blank name": ("UPDATE customers SET name = '  ' WHERE id = 'acme'", "ck_customers_name_not_blank"),
    "a client without a customer": (
        "INSERT INTO contacts (name, type) VALUES ('Cid', 'Client')",
        "ck_contacts_customer_unless_internal",
    ),
    # from and to
    "a contract that ends as it starts": (
        "UPDATE customers SET contract_end_date = contract_start_date WHERE id = 'acme'",
        "ck_customers_contract_end_after_start",
    ),
    "a contract end without a start": (
        "UPDATE customers SET contract_end_date = '2026-12-31' WHERE id = 'bolt'",
        "ck_customers_contract_end_after_start",
    ),
    "a process due before it starts": (
        "UPDATE processes SET start_date = '2026-02-01', due_date = '2026-01-31' WHERE id = 'extract'",
        "ck_processes_due_after_start",
    ),
    "a TPA that ends before it starts": (
        "UPDATE processes SET tpa_start_date = '2026-02-01', tpa_end_date = '2026-01-31' WHERE id = 'extract'",
        "ck_processes_tpa_end_after_start",
    ),
    "a team that ends before it starts": (
        "UPDATE teams SET start_date = '2026-02-01', end_date = '2026-01-31' WHERE id = 'acme-team'",
        "ck_teams_end_after_start",
    ),
    "a process completed before it was started": (
        "UPDATE processes SET status = 'Completed', started_at = now(), completed_at = '2020-01-01'"
        " WHERE id = 'bolt-feed'",
        "ck_processes_completed_after_started",
    ),
    "a run that finishes before it starts": (
        "INSERT INTO transfer_runs (transfer_id, scheduled_for, started_at, finished_at)"
        f" VALUES ('{TRANSFER}', now(), now(), now() - interval '1 s')",
        "ck_transfer_runs_finished_after_started",
    ),
    "a session that outlives its limit": (
        SESSION.format("a", "b", "now() + interval '2 days'"),
        "ck_user_sessions_expiry_order",
    ),
    # no infinity, no year 1: no driver can load them, one such row would break every list
    "an infinite contract": (
        "UPDATE customers SET contract_end_date = 'infinity' WHERE id = 'acme'",
        "ck_customers_contract_end_date_range",
    ),
    "a due date before Christ": (
        "UPDATE processes SET due_date = '0044-03-15 BC' WHERE id = 'extract'",
        "ck_processes_due_date_range",
    ),
    "an infinite completion": (
        "UPDATE processes SET status = 'Completed', completed_at = 'infinity' WHERE id = 'bolt-feed'",
        "ck_processes_moments",
    ),
    "an infinite past": ("UPDATE customers SET created_at = '-infinity' WHERE id = 'acme'", "ck_customers_moments"),
    # hours
    "no hours": (HOURS.format("2026-03-02", 0), "ck_time_entries_hours"),
    "hours that are no number": (HOURS.format("2026-03-02", "NaN"), "ck_time_entries_hours"),
    "hours on an infinite day": (HOURS.format("infinity", 1), "ck_time_entries_worked_on_range"),
    # e-mail
    "a user's e-mail in capitals": ("UPDATE users SET email = 'Root@example.com' WHERE id = 'root'", "ck_users_email"),
    "a user's e-mail with a look-alike": (
        "UPDATE users SET email = 'rооt@example.com' WHERE id = 'root'",
        "ck_users_email",
    ),
    "a user's e-mail twice": (
        "INSERT INTO users (email, name) VALUES ('root@example.com', 'Other')",
        "uq_users_email",
    ),
    "a contact's e-mail in capitals": (
        "UPDATE contacts SET email = 'Ana@example.com' WHERE id = 'ana'",
        "ck_contacts_email",
    ),
    "a contact's e-mail with a line break": (
        "UPDATE contacts SET email = E'ana\\n@example.com' WHERE id = 'ana'",
        "ck_contacts_email",
    ),
    "a recipient with a line break": (
        "UPDATE process_notifications SET recipient_email = E'cleo@example.com\\nbcc: x@example.com'",
        "ck_process_notifications_recipient_email",
    ),
    # one customer throughout
    "a team of another customer": (
        "INSERT INTO process_team (process_id, team_id) VALUES ('extract', 'bolt-team')",
        "process_team_team_of_customer",
    ),
    "hours on a process of another customer": (
        "INSERT INTO time_entries (service_id, process_id, worked_on, hours)"
        " VALUES ('acme-care', 'bolt-feed', '2026-03-02', 1)",
        "time_entry_process_of_customer",
    ),
    "a task given to another customer": (
        f"UPDATE process_tasks SET customer_id = 'bolt' WHERE id = '{TWIN}'",
        "task_customer_of_process",
    ),
    "a process with teams given to another customer": (
        "UPDATE processes SET customer_id = 'bolt' WHERE id = 'extract'",
        "process_team_process_of_customer",
    ),
    "a service with hours on processes given to another customer": (
        "UPDATE services SET customer_id = 'bolt' WHERE id = 'acme-care'",
        "time_entry_process_of_customer",
    ),
    "a team at work given to another customer": (
        "UPDATE teams SET customer_id = 'bolt' WHERE id = 'acme-team'",
        "process_team_team_of_customer",
    ),
    # what is written once
    "another id": ("UPDATE customers SET id = 'other' WHERE id = 'bolt'", "id_never_changes"),
    "a link that is changed": ("UPDATE process_team SET team_id = 'bolt-team'", "link_is_fixed"),
    # due dates
    "a new task due in the past": (
        TASK.format(", due_date", ", current_date - 2"),
        "task_due_future_on_create",
    ),
    # accounts and sessions
    "the last administrator gone": (
        "UPDATE users SET is_active = false WHERE id = 'root'; SET CONSTRAINTS ALL IMMEDIATE",
        "last_admin",
    ),
    "the last administrator without a password": (
        "UPDATE users SET password_hash = NULL WHERE id = 'root'; SET CONSTRAINTS ALL IMMEDIATE",
        "last_admin",
    ),
    "the last administrator but for one who is only invited": (
        "INSERT INTO users (email, name, role) VALUES ('new@example.com', 'New', 'Admin');"
        " UPDATE users SET is_active = false WHERE id = 'root'; SET CONSTRAINTS ALL IMMEDIATE",
        "last_admin",
    ),
    "the last administrator removed": (
        "DELETE FROM users WHERE id = 'root'; SET CONSTRAINTS ALL IMMEDIATE",
        "last_admin",
    ),
    "the role Admin removed": ("DELETE FROM roles WHERE name = 'Admin'; SET CONSTRAINTS ALL IMMEDIATE", "admin_role"),
    "the role Admin under another name": (
        "UPDATE roles SET name = 'Chief' WHERE name = 'Admin'; SET CONSTRAINTS ALL IMMEDIATE",
        "admin_role",
    ),
    "the role Admin without the right to give rights": (
        "UPDATE roles SET permissions = permissions - 'roles:update'; SET CONSTRAINTS ALL IMMEDIATE",
        "admin_role",
    ),
    "a time zone that does not exist": (
        "INSERT INTO app_settings (key, value) VALUES ('reporting_time_zone', '\"Mars/Base\"')",
        "reporting_time_zone_exists",
    ),
    "another id of a session": (
        SESSION.format("a", "b", "now()") + "; UPDATE user_sessions SET id = new_uuid()",
        "id_never_changes",
    ),
    "a token in clear": (
        "INSERT INTO user_sessions (user_id, session_token, refresh_token, expires_at, absolute_expires_at)"
        " VALUES ('root', 'secret', repeat('b', 64), now(), now())",
        "ck_user_sessions_tokens_hashed",
    ),
    "the same token for both purposes": (SESSION.format("a", "a", "now()"), "ck_user_sessions_tokens_differ"),
    "permissions that are no list": ("UPDATE roles SET permissions = '{}'", "ck_roles_permissions_array"),
    "a permission that is no text": ("UPDATE roles SET permissions = '[{}]'", "ck_roles_permissions_strings"),
    "a subscription to an unknown event": (
        """UPDATE process_notifications SET event_types = '["task_completed", "taks_completed"]'""",
        "ck_process_notifications_event_types_known",
    ),
    "a short idempotency key": (
        "INSERT INTO idempotency_keys (user_id, key, request_hash) VALUES ('root', 'short', '')",
        "ck_idempotency_keys_key_length",
    ),
    # transfers
    "a run without a lease": (
        RUN.format(TRANSFER, "2026-03-02", "running", "NULL"),
        "ck_transfer_runs_lease_while_running",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("statement", "constraint"), REFUSED.values(), ids=REFUSED)
def test_the_database_refuses(world: sa.Connection, statement: str, constraint: str) -> None:
    with pytest.raises(sa.exc.DBAPIError) as caught:
        world.exec_driver_sql(statement)
    assert caught.value.orig.diag.constraint_name == constraint
    told = explain(caught.value)
    assert isinstance(told, Invalid | Conflict)
    assert str(told).endswith((".", ")"))
