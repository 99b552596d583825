"""Users as an administrator keeps them: inviting, roles, the customers they see, deactivation."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from data import accounts, choices, own_account, roles, sessions
from data.access import require
from data.choices import Choice
from data.db import Session
from data.errors import Conflict, Forbidden, Invalid, NotFound
from data.models import AccountLink, Customer, RoleGrant, User, UserCustomer, UserRole, UserSession
from data.vocabulary import LinkPurpose, Role, UserState


class Profile(NamedTuple):
    """What a form about a user holds."""

    name: str
    email: str
    role: Role
    role_ids: frozenset[str] = frozenset()  # further roles
    customer_ids: frozenset[str] = frozenset()  # the only customers they see; none for all
    timezone: str | None = None


class Sheet(NamedTuple):
    """A user's form as it is opened: what it is filled with and what can be chosen."""

    user_id: str | None  # none for somebody to be invited
    profile: Profile
    version: int
    state: str
    customers: list[Choice]
    roles: list[Choice]
    may_change: bool


def wanted(given: Mapping[str, Any]) -> Profile:
    """What a form asks for; Invalid where it could not have been chosen."""
    if given.get("role") not in set(Role):
        raise Invalid({"role": "Choose a role."})
    name, email, timezone = (str(given.get(field) or "") for field in ("name", "email", "timezone"))
    role_ids, customer_ids = (frozenset(map(str, given.get(field) or ())) for field in ("role_ids", "customer_ids"))
    return Profile(name, email, Role(given["role"]), role_ids, customer_ids, timezone)


def sheet(db: Session, user_id: str | None) -> Sheet:
    """The form about a user, or about one to be invited."""
    blank = Profile("", "", Role.VIEWER)
    shown, version = profile(db, user_id) if user_id else (blank, 0)
    state = db.execute(sa.select(_state()).where(User.id == user_id)).scalar_one() if user_id else ""
    offered = choices.customers(db, "", shown.customer_ids), choices.further_roles(db)
    return Sheet(user_id, shown, version, state, *offered, db.actor.can("update" if user_id else "create", "users"))


def listed(db: Session) -> sa.Select:
    """Columns: id, name, email, role, roles, customers, state, last_login."""
    require(db.actor, "read", "users")
    further = sa.select(sa.func.string_agg(RoleGrant.name, ", ")).join(UserRole, UserRole.role_id == RoleGrant.id)
    customers = sa.select(sa.func.count()).select_from(UserCustomer).where(UserCustomer.user_id == User.id)
    return sa.select(
        User.id,
        User.name,
        User.email,
        User.role,
        further.where(UserRole.user_id == User.id).correlate(User).scalar_subquery().label("roles"),
        customers.correlate(User).scalar_subquery().label("customers"),
        _state().label("state"),
        User.last_login,
    )


def profile(db: Session, user_id: str) -> tuple[Profile, int]:
    """A user as their form shows them, and the version it is of."""
    require(db.actor, "read", "users")
    user = _user(db, user_id)
    further = db.scalars(sa.select(UserRole.role_id).where(UserRole.user_id == user_id))
    customers = db.scalars(sa.select(UserCustomer.customer_id).where(UserCustomer.user_id == user_id))
    shown = Profile(user.name, user.email, user.role, frozenset(further), frozenset(customers), user.timezone)
    return shown, user.version


def invite(db: Session, wanted: Profile) -> AccountLink:
    """A new user without a password, and the link that lets them choose one."""
    require(db.actor, "create", "users")
    _may_shape(db, wanted)
    name, email = _checked(wanted)
    user = User(name=name, email=email, role=wanted.role, timezone=wanted.timezone or None)
    db.add(user)
    db.flush()
    _set_roles(db, user.id, wanted.role_ids)
    _set_customers(db, user.id, wanted.customer_ids)
    return accounts.make_link(db, user.id, LinkPurpose.INVITATION)


def invite_again(db: Session, user_id: str) -> AccountLink:
    """A fresh link: an invitation before the first sign-in, a reset after it."""
    require(db.actor, "update", "users")
    user = _user(db, user_id)
    _may_touch(db, user)
    if not user.is_active:
        raise Conflict(f"{user.name} is deactivated; activate them first.")
    purpose = LinkPurpose.RESET if user.password_hash else LinkPurpose.INVITATION
    return accounts.make_link(db, user.id, purpose)


def change(db: Session, user_id: str, wanted: Profile, version: int) -> None:
    """Everything a form about a user holds; it counts from their next request on."""
    require(db.actor, "update", "users")
    user = _user(db, user_id)
    if user.version != version:
        raise Conflict(f"Someone else has changed {user.name} in the meantime; load them again.")
    _may_touch(db, user)
    _may_shape(db, wanted)
    if user_id == db.actor.user_id and wanted.customer_ids != _customers_of(db, user_id):
        raise Conflict("You cannot change which customers you see yourself; ask another administrator.")
    before = user.email
    user.name, user.email = _checked(wanted)
    if user.email != before:
        accounts.spend_links(db, user_id)  # they lie in the old mailbox
    user.role, user.timezone = wanted.role, wanted.timezone or None
    db.flush()
    _set_roles(db, user_id, wanted.role_ids)
    _set_customers(db, user_id, wanted.customer_ids)


def activate(db: Session, user_id: str, active: bool) -> None:
    """Out at the next request, or allowed in again."""
    require(db.actor, "update", "users")
    user = _user(db, user_id)
    _may_touch(db, user)
    if not active and user.id == db.actor.user_id:
        raise Conflict("You cannot deactivate yourself; ask another administrator.")
    user.is_active = active
    db.flush()
    if not active:
        accounts.spend_links(db, user.id)
        sessions.end(db, UserSession.user_id == user.id)


def unlock(db: Session, user_id: str) -> None:
    require(db.actor, "update", "users")
    user = _user(db, user_id)
    _may_touch(db, user)
    user.failed_login_count, user.locked_until = 0, None
    db.flush()


def _may_shape(db: Session, wanted: Profile) -> None:
    roles.may_give(db, {wanted.role}, set(wanted.role_ids))
    mine = db.actor.customer_ids
    if mine is not None and (not wanted.customer_ids or wanted.customer_ids - mine):
        raise Forbidden("You can let others see only customers that you see yourself.")


def _may_touch(db: Session, user: User) -> None:
    """Nobody changes a user who holds more than they do."""
    held = db.scalars(sa.select(UserRole.role_id).where(UserRole.user_id == user.id))
    roles.may_give(db, {user.role}, set(held))
    theirs, mine = _customers_of(db, user.id), db.actor.customer_ids
    if mine is not None and (not theirs or theirs - mine):
        raise Forbidden(f"{user.name} sees customers that you do not see; another administrator can change them.")


def _customers_of(db: Session, user_id: str) -> set[str]:
    """All of them, read past the scope of who asks."""
    seen = UserCustomer.__table__.c
    return set(db.execute(sa.select(seen.customer_id).where(seen.user_id == user_id)).scalars())


def _set_roles(db: Session, user_id: str, role_ids: frozenset[str]) -> None:
    if not role_ids <= set(db.scalars(sa.select(RoleGrant.id))):
        raise Invalid({"role_ids": "One of the roles does not exist any more."})
    db.execute(sa.delete(UserRole).where(UserRole.user_id == user_id, UserRole.role_id.not_in(role_ids)))
    rows = [
        {"user_id": user_id, "role_id": id_, "assigned_by": db.actor.user_id or user_id} for id_ in sorted(role_ids)
    ]
    if rows:
        db.execute(postgresql.insert(UserRole).on_conflict_do_nothing(), rows)


def _set_customers(db: Session, user_id: str, customer_ids: frozenset[str]) -> None:
    known = set(db.scalars(sa.select(Customer.id).where(Customer.id.in_(customer_ids))))
    if customer_ids - known:
        raise Invalid({"customer_ids": "One of the customers does not exist any more."})
    db.execute(sa.delete(UserCustomer).where(UserCustomer.user_id == user_id, UserCustomer.customer_id.not_in(known)))
    if known:
        rows = [{"user_id": user_id, "customer_id": id_} for id_ in sorted(known)]
        db.execute(postgresql.insert(UserCustomer).on_conflict_do_nothing(), rows)


def _state() -> sa.ColumnElement[str]:
    return sa.case(
        (sa.not_(User.is_active), UserState.DEACTIVATED.value),
        (User.locked_until > sa.func.now(), UserState.LOCKED.value),
        (User.password_hash.is_(None), UserState.INVITED.value),
        else_=UserState.ACTIVE.value,
    )


def _checked(wanted: Profile) -> tuple[str, str]:
    """The name and the address as they are stored; everything that is wrong is said at once."""
    messages = own_account.problems(wanted.name, wanted.timezone)
    try:
        email = accounts.canonical(wanted.email)
    except Invalid as error:
        messages |= error.messages if wanted.email.strip() else {"email": "A user needs an e-mail address."}
    if messages:
        raise Invalid(messages)
    return wanted.name.strip(), email


def _user(db: Session, user_id: str) -> User:
    if (user := db.get(User, user_id)) is None:
        raise NotFound("There is no such user any more.")
    return user
