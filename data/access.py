"""Who may do what. The one place where permissions are decided."""

from dataclasses import dataclass, field

from data.errors import Forbidden

EVERYTHING = "*"


@dataclass(frozen=True)
class Actor:
    """On whose behalf a session runs: a signed-in user, or the system itself."""

    user_id: str | None
    permissions: frozenset[str] = field(default_factory=frozenset)  # each `resource:action`
    customer_ids: frozenset[str] | None = None  # the only customers they may see; None for all
    ip_address: str | None = None
    user_agent: str | None = None

    def can(self, action: str, resource: str) -> bool:
        return not self.permissions.isdisjoint({EVERYTHING, f"{resource}:{action}"})


SYSTEM = Actor(user_id=None, permissions=frozenset({EVERYTHING}), user_agent="system")
NOBODY = Actor(user_id=None)


def require(actor: Actor, action: str, resource: str) -> None:
    if not actor.can(action, resource):
        raise Forbidden(f"You may not {action} {resource.replace('_', ' ')}. Ask an administrator for the right to.")
