"""Users: what their names may be, who rules over whom, and that somebody can always let the others in."""

from __future__ import annotations

import asyncio
import contextlib
import threading

import pytest

import databases
from cauce.access import roles, users
from cauce.access.doing import Doing
from cauce.access.errors import Denied, Invalid, Unknown
from cauce.store import users as rows
from cauce.store.users import User


async def test_somebody_is_added_in_one_spelling(team, clock):
    added = await team.add("  Ana.Soto ", email="ANA@Example.cl")
    assert (added.username, added.email, added.name) == ("ana.soto", "ana@example.cl", "ana.soto")
    assert (added.active, added.presence, added.created_at, added.login_at) == (True, "offline", clock.now(), None)
    await team.come_in("ana.soto")
    assert (await team.read(lambda db: rows.get(db, added.id))).login_at == clock.now()


@pytest.mark.parametrize(
    ("user", "field"),
    [
        (User(0, "a", None, "", "OPERATOR"), "username"),
        (User(0, "ana soto", None, "", "OPERATOR"), "username"),
        (User(0, "ana@example.cl", None, "", "OPERATOR"), "username"),
        (User(0, "añа", None, "", "OPERATOR"), "username"),
        (User(0, "a" * 65, None, "", "OPERATOR"), "username"),
        (User(0, "-ana", None, "", "OPERATOR"), "username"),
        (User(0, "ANA", None, "", "OPERATOR"), "username"),
        (User(0, "eva", "ANA@example.cl", "", "OPERATOR"), "email"),
        (User(0, "eva", "eva\r\nBcc: x@example.cl", "", "OPERATOR"), "email"),
        (User(0, "eva", "eva", "", "OPERATOR"), "email"),
        (User(0, "eva", "<eva@example.cl>", "", "OPERATOR"), "email"),
        (User(0, "eva", None, "x" * 192, "OPERATOR"), "name"),
        (User(0, "eva", None, "a\x1b[31mb", "OPERATOR"), "name"),
        (User(0, "eva", None, "", "operator"), "role"),
        (User(0, "eva", None, "", ""), "role"),
        (User(0, "eva", None, "", "OPERATOR", locale="fr"), "locale"),
        (User(0, "eva", None, "", "OPERATOR", capacity=-1), "capacity"),
        (User(0, "eva", None, "", "OPERATOR", capacity=1001), "capacity"),
    ],
)
async def test_somebody_who_cannot_be_is_refused_by_what_is_wrong(team, user, field):
    await team.add(email="ana@example.cl")
    with pytest.raises(Invalid) as caught:
        await team.do(users.add, user, "hash")
    assert caught.value.field == field
    assert caught.value.say("es") != caught.value.say("en")
    assert await team.read(lambda db: len(rows.after(db, 0, 10))) == 1


async def test_a_user_is_changed_and_the_change_is_told(team):
    added = await team.add()
    changed = await team.do(
        users.change, added.id, {"email": "A@b.cl", "name": " Ana  Soto ", "capacity": 5, "locale": "en"}
    )
    assert (changed.email, changed.name, changed.capacity, changed.locale) == ("a@b.cl", "Ana Soto", 5, "en")
    assert await team.do(users.change, added.id, {"name": "Ana Soto"}) == changed
    assert (await team.do(users.change, added.id, {"email": None})).email is None
    assert [one for one, _ in await team.audited()] == ["user.added", "user.changed", "user.changed"]


async def test_an_address_stays_one_persons(team):
    await team.add(email="ana@example.cl")
    eva = await team.add("eva", email="eva@example.cl")
    with pytest.raises(Invalid, match="There is a user with the e-mail"):
        await team.do(users.change, eva.id, {"email": "ANA@example.cl"})
    assert (await team.do(users.change, eva.id, {"email": "Eva@example.cl"})).email == "eva@example.cl"


async def test_who_is_not_there_is_unknown(team):
    for job, *given in (
        (users.change, {"name": "x"}), (users.set_active, False), (users.set_password, "hash"),
    ):  # fmt: skip
        with pytest.raises(Unknown):
            await team.do(job, 10**12, *given)


async def test_one_admin_remains(team):
    [one, two] = [await team.add(name, "ADMIN") for name in ("uno", "dos")]
    await team.do(users.set_active, one.id, False)
    with pytest.raises(Denied, match="last active ADMIN"):
        await team.do(users.set_active, two.id, False)
    with pytest.raises(Denied, match="last active ADMIN"):
        await team.do(users.change, two.id, {"role": "SUPERVISOR"})
    await team.do(users.set_active, one.id, True)
    assert (await team.do(users.change, two.id, {"role": "SUPERVISOR"})).role == "SUPERVISOR"


async def test_nobody_rules_over_who_may_more(team):
    """Somebody who manages users, and nothing else of an admin, is not thereby one."""
    await team.do(roles.add, "Personal", ["users.manage", "users.read"])
    who = await team.principal("pepa", "Personal")
    admin, equal = await team.add("jefa", "ADMIN"), await team.add("juan", "Personal")
    for job, *given in (
        (users.change, admin.id, {"email": "mine@example.cl"}),
        (users.set_active, admin.id, False),
        (users.set_password, admin.id, "hash"),
        (users.change, equal.id, {"role": "ADMIN"}),
        (users.change, who.user, {"role": "ADMIN"}),
        (users.add, User(0, "otra", None, "", "ADMIN"), "hash"),
    ):
        with pytest.raises(Denied, match="You cannot"):
            await team.do(job, *given, who=who)
    assert (await team.do(users.set_active, equal.id, False, who=who)).active is False


async def test_whether_one_takes_conversations_is_for_oneself_to_say(team):
    who = await team.principal()
    await team.do(users.set_presence, "available", who=who)
    assert (await team.read(lambda db: rows.get(db, who.user))).presence == "available"
    with pytest.raises(Invalid, match="available, away, offline"):
        await team.do(users.set_presence, "asleep", who=who)
    await team.do(users.set_active, who.user, False)
    assert (await team.read(lambda db: rows.get(db, who.user))).presence == "offline"


async def test_switching_somebody_off_twice_is_told_once(team):
    added = await team.add()
    for _ in range(2):
        assert (await team.do(users.set_active, added.id, False)).active is False
    assert [one for one, _ in await team.audited()] == ["user.added", "user.deactivated"]


@pytest.mark.parametrize("kind", [one for one in databases.KINDS if one == "mariadb"], indirect=True)
async def test_two_processes_that_switch_off_the_last_two_admins_at_once_leave_one(team, database):
    admins = [await team.add(name, "ADMIN") for name in ("uno", "dos")]
    doing = Doing(team.root, 1, team.access.permissions)
    both = threading.Barrier(2)

    def switch_off(user) -> bool:
        with contextlib.closing(database.backend.connect()) as db:
            both.wait(10)
            db.begin()
            try:
                users.set_active(db, doing, user, False)
            except Denied:
                db.rollback()
                return False
            db.commit()
            return True

    done = await asyncio.gather(*(asyncio.to_thread(switch_off, one.id) for one in admins))
    assert sorted(done) == [False, True]
