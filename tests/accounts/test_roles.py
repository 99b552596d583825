"""Roles: nobody grants what they do not hold; what is built in stays."""

import pytest
import sqlalchemy as sa

from data import roles
from data.access import Actor
from data.db import Session
from data.errors import Conflict, Forbidden, Invalid
from data.models import RoleGrant, UserRole
from data.vocabulary import Role
from tests import factories as make

KEEPER = Actor(None, frozenset({"roles:read", "roles:create", "roles:update", "roles:delete", "customers:read"}))


def role_id(db: Session, name: str) -> str:
    return db.execute(sa.select(RoleGrant.id).where(RoleGrant.name == name)).scalar_one()


def test_the_seeded_roles_hold_what_the_matrix_knows(db: Session) -> None:
    listed = roles.listed(db)
    assert [role.name for role in listed] == [role.value for role in Role]
    assert set(listed[-1].permissions) == roles.PERMISSIONS
    assert set(listed[0].permissions) < set(listed[1].permissions) < set(listed[2].permissions)


def test_a_role_of_ones_own_is_made_and_changed(db: Session) -> None:
    id_ = roles.save(db, None, " Auditor ", "Reads the trail", {"audit:read"})
    difference = roles.difference(db, id_, {"audit:read", "users:read"})
    assert (difference.gained, difference.lost, difference.users) == (["users:read"], [], 0)
    roles.save(db, id_, "Auditor", "", {"users:read"}, version=1)
    assert db.get_one(RoleGrant, id_).permissions == ["users:read"]


def test_nobody_grants_or_takes_what_they_do_not_hold(db: Session) -> None:
    theirs = roles.save(db, None, "Auditor", "", {"audit:read"})
    db.info["actor"] = KEEPER
    with pytest.raises(Forbidden, match="audit:read"):
        roles.save(db, None, "Sly", "", {"audit:read"})
    with pytest.raises(Forbidden):
        roles.save(db, theirs, "Auditor", "", set(), version=1)
    with pytest.raises(Forbidden):
        roles.delete(db, theirs)
    assert roles.save(db, None, "Reader", "", {"customers:read"})


def test_a_permission_must_exist_and_a_role_have_a_name(db: Session) -> None:
    with pytest.raises(Invalid):
        roles.save(db, None, "Odd", "", {"customers:fly"})
    with pytest.raises(Invalid):
        roles.save(db, None, "  ", "", set())


def test_what_is_built_in_keeps_its_name_and_admin_all_its_permissions(db: Session) -> None:
    with pytest.raises(Invalid):
        roles.save(db, role_id(db, "Viewer"), "Reader", "", {"customers:read"}, version=1)
    with pytest.raises(Conflict):
        roles.save(db, role_id(db, "Admin"), "Admin", "", set(), version=1)
    with pytest.raises(Conflict):
        roles.delete(db, role_id(db, "Manager"))


def test_a_role_that_is_held_cannot_be_deleted(db: Session) -> None:
    id_ = roles.save(db, None, "Auditor", "", {"audit:read"})
    user = make.user(db)
    db.add(UserRole(user_id=user.id, role_id=id_, assigned_by=user.id))
    db.flush()
    with pytest.raises(Conflict, match="1 "):
        roles.delete(db, id_)


def test_the_second_of_two_who_change_a_role_is_told(db: Session) -> None:
    id_ = roles.save(db, None, "Auditor", "", {"audit:read"})
    roles.save(db, id_, "Auditor", "", {"users:read"}, version=1)
    with pytest.raises(Conflict, match="meantime"):
        roles.save(db, id_, "Auditor", "", {"audit:read"}, version=1)
