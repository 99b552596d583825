"""What a new database gets: the demo company and the first administrator."""

from collections.abc import Callable

import sqlalchemy as sa

from data import accounts, db, demo
from data.access import SYSTEM
from data.models import Customer, User
from data.vocabulary import Role

FIRST = "admin@example.com"
FORGOTTEN = "the one you were shown or chose (lost it: .venv/bin/python -m dashboard create-admin {email})"


def is_new() -> bool:
    """New means that nobody can sign in to administer it: the administrator is made last."""
    can_sign_in = sa.and_(User.role == Role.ADMIN, User.password_hash.is_not(None))
    with db.session(SYSTEM) as session:
        return session.scalar(sa.select(User.id).where(can_sign_in).limit(1)) is None


def load_demo(owner_url: str, tell: Callable[[str], None]) -> None:
    with db.session(SYSTEM) as session:
        if session.scalar(sa.select(Customer.id).limit(1)):
            return
    tell("Loading the demo company …")
    demo.load(owner_url, 1.0)


def administrator(new: bool) -> tuple[str, str]:
    """Whom to sign in as, and with what: a password once, later a reminder of how to get another."""
    with db.session(SYSTEM) as session:
        if new:
            return FIRST, accounts.create_admin(session, FIRST, "Administrator", None)
        active = sa.select(User.email).where(User.role == Role.ADMIN, User.is_active).order_by(User.created_at)
        email = session.scalar(active.limit(1)) or FIRST
        return email, FORGOTTEN.format(email=email)
