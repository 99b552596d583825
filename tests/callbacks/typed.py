"""What a form sends, and who and what it is about."""

from data import db as database
from data.access import SYSTEM
from data.models import RoleGrant, User
from data.vocabulary import Role
from tests import factories as make

ANA = {"name": "Ana Silva", "email": "Ana@Example.com", "role": "Viewer", "timezone": "Europe/Lisbon"}
WINDOW = {"startRow": 0, "endRow": 50, "sortModel": []}


def form(**values) -> tuple[list[dict], list]:
    return [{"field": name} for name in values], list(values.values())


def grants(*names: str) -> tuple[list[dict], list[bool]]:
    parted = (name.partition(":") for name in names)
    return [{"resource": resource, "action": action} for resource, _, action in parted], [True] * len(names)


def somebody(**values) -> User:
    with database.session(SYSTEM) as db:
        return make.user(db, **({"name": "Vi Viewer", "email": "vi@example.com", "role": Role.VIEWER} | values))


def custom_role(*permissions: str) -> RoleGrant:
    with database.session(SYSTEM) as db:
        role = RoleGrant(name="Auditor", permissions=list(permissions))
        db.add(role)
        db.flush()
        db.refresh(role)
        return role
