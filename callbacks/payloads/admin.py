"""What the account and the pages of administrators send."""

from typing import Any, Literal

from callbacks.payloads.kinds import Count, Id, Moment, Opened, Versioned, Words, maybe, pressed, record
from data.audit_search import FIELDS as AUDIT
from data.installation import SETTINGS

ROWS: dict[str, Any] = {
    # the account
    "account-changed.data": Moment | None,
    "account-version.data": Count,
    # administration
    "users-search.value": Words | None,
    "users-open.data": Opened | None,
    "users-form-of.data": Versioned,
    "roles-chosen.data": record(role=Words | None, copy=Words | None, new=bool),
    "roles-changed.data": Moment | None,
    "roles-form-of.data": Versioned,
    "grant.value": bool | None,
    "sessions-search.value": Words | None,
    "sessions-grid.cellRendererData": pressed(action=Literal["end", "end-all"], id=Id, user=Id) | None,
    "audit-search.data": record(**dict.fromkeys(AUDIT, Words)),
    "audit-open.data": Opened | None,
    "jobs-changed.data": Moment | None,
    "settings-changed.data": Moment | None,
    "settings-seen.data": record(**dict.fromkeys(SETTINGS, maybe(Count))),
}
