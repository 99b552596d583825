"""Forms whose callback reads their fields by name: all of the fields, of these kinds."""

from typing import Any

from callbacks.payloads.kinds import Entered, Id, Number, maybe, some
from data.audit_search import FIELDS as AUDIT
from data.installation import SETTINGS

FORMS: dict[str, dict[str, Any]] = {
    "profile": {"name": str | None, "timezone": str | None},
    "password": {"old": str | None, "password": str | None, "again": str | None},
    "user": {
        **dict.fromkeys(("name", "email", "role", "timezone"), str | None),
        "role_ids": maybe(some(Id, 1000) | None),  # drawn where there are any
        "customer_ids": some(Id, 1000) | None,
    },
    "approval": {"reason": str | None},
    "progress": {"percent": Number | None},
    "process-team": {"team": Id | None},
    "role": {"name": str | None, "description": str | None},
    "audit": dict.fromkeys(sorted(set(AUDIT) - {"change_set_id"}), str | None),
    "settings": dict.fromkeys(SETTINGS, Entered | None),
    "assign": {"contact_id": str | None},
    "log": dict.fromkeys(("contact_id", "type", "date", "subject"), str | None),
}
