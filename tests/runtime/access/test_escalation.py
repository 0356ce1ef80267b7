"""Whatever somebody who manages users and roles does, nobody comes to have more than they have. On each database."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import databases
from cauce.access import roles, tokens, users
from cauce.access.doing import Doing, console
from cauce.access.door import enrol
from cauce.access.errors import Denied, Invalid
from cauce.access.permissions import EVERY, expand
from cauce.access.principal import Principal
from cauce.model.permission import ROLES
from cauce.store import roles as known_roles
from cauce.store import tokens as known_tokens
from cauce.store import users as people
from cauce.store.users import User

POWERS = ["users.manage", "roles.manage", "conversations.read", "conversations.all", "flows.write"]
SETS = st.sets(st.sampled_from(POWERS))
ACTS = st.tuples(
    st.sampled_from(["role.add", "role.change", "user.add", "user.change", "password", "switch", "token"]),
    st.integers(0, 9), st.integers(0, 9), SETS,
)  # fmt: skip


@pytest.fixture
def db(kind, tmp_path):
    with contextlib.closing(databases.fresh(kind, tmp_path).connect()) as found:
        yield found


def act(db, who: Doing, kind: str, one: int, two: int, powers: list[str]) -> None:
    """Try one thing, with any role and any user that there is."""
    known, there = known_roles.every(db), people.after(db, 0, 99)
    role, user = known[one % len(known)], there[two % len(there)]
    fresh = f"new{len(known)}.{len(there)}"
    if kind == "role.add":
        roles.add(db, who, fresh, powers)
    elif kind == "role.change":
        roles.change(db, who, role.id, powers)
    elif kind == "user.add":
        users.add(db, who, User(0, fresh, None, "", role.name), "h")
    elif kind == "user.change":
        users.change(db, who, user.id, {"role": role.name})
    elif kind == "password":
        users.set_password(db, who, user.id, "mine now")
    elif kind == "switch":
        users.set_active(db, who, user.id, False)
    else:
        tokens.issue(db, who, tokens.Wanted("t", powers))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SETS, st.lists(ACTS, max_size=12))
def test_nobody_comes_to_have_more_than_whoever_made_them(db, mine, acts):
    """Nor does anybody who had more come into their hands: no password of theirs, no role, no switch."""
    for table in ("audit", "tokens", "logins", "users", "roles"):
        db.execute(f"DELETE FROM {table}")
    enrol(db, EVERY, {}, 1)
    root = Doing(console(EVERY), 1, EVERY)
    roles.add(db, root, "mine", sorted(mine))
    me = users.add(db, root, User(0, "me", None, "", "mine"), "h")
    others = {users.add(db, root, User(0, f"other{n}", None, "", role), "h").id: role for n, role in enumerate(ROLES)}
    had = {user: expand(known_roles.named(db, role).permissions, EVERY) for user, role in others.items()}
    who = Doing(Principal(me.id, "me", "", "mine", frozenset(mine)), 2, EVERY)
    for kind, one, two, powers in acts:
        with contextlib.suppress(Denied, Invalid):
            act(db, who, kind, one, two, sorted(powers))
    for one in people.after(db, 0, 99):
        before = had.get(one.id, frozenset())
        assert expand(known_roles.named(db, one.role).permissions, EVERY) <= before | mine
        if not before <= mine:
            assert (one.active, one.role) == (True, others[one.id])
            assert people.account(db, one.username).password == "h"
    assert all(mine.issuperset(token.scopes) for token in known_tokens.of_user(db, me.id))
