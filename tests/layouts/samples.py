"""What the pages of administration are drawn from, with only the values that matter."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

from data.choices import Choice
from data.installation import SETTINGS
from data.own_account import Own
from data.role_sheet import Entry
from data.role_sheet import Sheet as RoleSheet
from data.roles import Difference
from data.users import Profile
from data.users import Sheet as UserSheet
from data.vocabulary import Role, UserState
from jobs.overview import Failure, Hand, Line, Overview
from layouts import account
from layouts.admin import audit, jobs, roles, settings, users
from tests.layouts import (
    customers,
    document_samples,
    history_samples,
    import_samples,
    process_sheets,
    record_samples,
)

NOW = dt.datetime(2026, 11, 22, 16, 7, tzinfo=dt.UTC)
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def user_sheet(user_id: str | None = "u1", state: str = UserState.ACTIVE, **more: Any) -> UserSheet:
    profile = Profile(
        "Ana Silva", "ana@example.com", Role.VIEWER, frozenset({"r1"}), frozenset({"c1"}), "Europe/Lisbon"
    )
    offered = [Choice("r1", "Auditor"), Choice("r2", "Owner", ("settings:update",))]
    given = {"customers": [Choice("c1", "Acme")], "roles": offered, "may_change": True, **more}
    return UserSheet(user_id, profile, 3, state, **given)


def role_sheet(role_id: str | None = "r1", **more: Any) -> RoleSheet:
    given = {
        "name": "Auditor",
        "description": "Reads the trail",
        "permissions": frozenset({"audit:read"}),
        "version": 2,
        "users": 4,
        "fixed": {"settings:update": "You do not hold this yourself"},
        "is_built_in": False,
        "may_save": True,
        "may_delete": True,
    }
    return RoleSheet(role_id, **(given | more))


def entry(**more: Any) -> Any:
    given = {
        "action": "update",
        "resource_type": "customers",
        "resource_id": "c1",
        "old_values": {"name": "Acme", "password_hash": "***"},
        "new_values": {"name": "Acme AG", "password_hash": "***"},
        "ip_address": "10.0.0.7",
        "user_agent": FIREFOX,
        "change_set_id": "s1",
        "reason": None,
        "created_at": NOW,
    }
    return SimpleNamespace(**(given | more))


def held(session_id: str, family_id: str) -> Any:
    return SimpleNamespace(
        id=session_id,
        family_id=family_id,
        user_agent=FIREFOX,
        ip_address="10.0.0.7",
        signed_in_at=NOW,
        last_used=NOW,
    )


def overview(**more: Any) -> Overview:
    given = {
        "lines": [Line("default", 3, 1, 0, 1)],
        "hands": [Hand("a" * 32, "busy", "fold-rollups", dt.timedelta(seconds=7), True, 12, 1)],
        "failures": [Failure("j1", "send-account-link", "Unavailable: no mail server", NOW)],
        "is_clock_alive": True,
    }
    return Overview(**(given | more))


def values() -> dict[str, Any]:
    return {key: setting.default for key, setting in SETTINGS.items()}


def entries() -> list[Entry]:
    return [Entry("r0", "Viewer", 15, 2), Entry("r1", "Auditor", 1, 4)]


def drawn() -> list[Any]:
    """Everything that callbacks draw into the pages of administration, the account and a customer."""
    own = Own("Ana Silva", "ana@example.com", "Viewer", None, 1)
    states = [users.form(user_sheet(state=state)) for state in UserState]
    return [
        account.content(own, [held("s1", "f1"), held("s2", "f2")], "f1"),
        *states,
        users.form(user_sheet(None, "")),
        users.invited("Ana Silva", "https://crm.example.com/link/x", "Not mailed."),
        roles.content(entries(), role_sheet()),
        roles.content(entries(), role_sheet(None)),
        roles.difference(Difference(["audit:export"], ["audit:read"], 4), False),
        audit.entry(entry(), "Ada Admin"),
        settings.content(values(), {}, True, "ada@example.com"),
        jobs.content(overview(), 7, True),
        jobs.content(None, 7, True),
        *record_samples.drawn(),
        *document_samples.drawn(),
        *customers.drawn(),
        *import_samples.drawn(),
        *history_samples.drawn(),
        *process_sheets.drawn(),
    ]
