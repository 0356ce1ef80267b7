"""The door: who comes in, for how long, and what ends it. The same on every database."""

from __future__ import annotations

import asyncio
import logging

import pytest

from access_rig import PASSWORD
from cauce.access import passwords, roles, tokens, users
from cauce.access.door import Access, Lasting
from cauce.access.errors import Denied, Invalid, TooMany, Unknown, WrongLogin
from cauce.errors import SettingsError, Unavailable
from cauce.store import logins

OTHER = "otra corriente, mar afuera"


async def test_one_comes_in_by_username_or_e_mail_however_it_is_written(team):
    added = await team.add("Ana.Soto", email="Ana@Example.CL")
    for account in ("ana.soto", " ANA.SOTO", "ana@example.cl", "ANA@EXAMPLE.CL"):
        made = await team.come_in(account)
        assert (made.principal.user, made.principal.username) == (added.id, "ana.soto")
        assert await team.access.who(login=made.token) == made.principal
    assert len(await team.access.logins_of(added.id)) == 4


async def test_a_principal_has_what_their_role_grants_and_the_areas_they_are_in(team):
    from cauce.access import areas as rules
    from cauce.store import areas

    added = await team.add(role="SUPPORT", locale="en")
    area = await team.read(lambda db: areas.named(db, "Ventas"))
    await team.do(rules.join, area.id, added.id)
    who = (await team.come_in()).principal
    assert (who.role, who.locale, who.via, who.areas) == ("SUPPORT", "en", "login", frozenset({"Ventas"}))
    assert who.may("conversations.write")
    assert not who.may("users.manage")
    assert not who.may("conversations.all")
    admin = await team.principal("jefa", "ADMIN")
    assert admin.permissions == team.access.permissions.keys()


@pytest.mark.parametrize(
    ("account", "password"),
    [
        ("ana", "otra contraseña"),
        ("eva", PASSWORD),
        ("", ""),
        ("ana", "x" * 9999),
        ("\ud800", "\ud800"),
        ("a\x00b", "x"),
        ("señora", PASSWORD),
        ("señora@ñandú.cl", PASSWORD),
    ],
)
async def test_what_is_wrong_is_told_in_the_same_words(team, account, password, caplog):
    await team.add()
    caplog.set_level(logging.INFO)
    with pytest.raises(WrongLogin, match="The account or the password is not right"):
        await team.come_in(account, password)
    assert "a login was refused" in caplog.text
    assert PASSWORD not in caplog.text
    assert await team.read(lambda db: db.execute("SELECT COUNT(*) FROM logins").fetchone()) == (0,)


async def test_an_unknown_account_costs_as_much_work_as_a_known_one(team, monkeypatch):
    await team.add()
    tried = []
    real = passwords._hasher()

    class Counting:
        def verify(self, hashed, password):
            tried.append(hashed.split("$")[1:4])
            return real.verify(hashed, password)

        def hash(self, password):
            return real.hash(password)

    passwords._nobodys()
    monkeypatch.setattr(passwords, "_hasher", Counting)
    for account in ("ana", "nobody", "nobody@example.cl"):
        with pytest.raises(WrongLogin):
            await team.come_in(account, "nor this one at all")
    assert len(tried) == 3
    assert [one[0] for one in tried] == ["argon2id"] * 3


async def test_nothing_that_opens_the_door_is_stored(team):
    await team.add()
    made = await team.come_in()

    def whole(db):
        return repr([db.execute(f"SELECT * FROM {table}").fetchall() for table in ("users", "logins", "audit")])

    told = await team.read(whole)
    assert made.token not in told
    assert PASSWORD not in told
    assert len(made.token) >= 43


async def test_each_login_is_a_new_one(team):
    await team.add()
    one, two = await team.come_in(), await team.come_in()
    assert one.token != two.token
    await team.access.log_out(one.token)
    assert await team.access.who(login=one.token) is None
    assert (await team.access.who(login=two.token)).entry == two.principal.entry
    await team.access.log_out(one.token)
    assert await team.access.who() is None
    assert await team.access.who(login="nothing like it \ud800") is None


async def test_a_login_ends_when_it_is_not_used(team, clock):
    await team.add()
    made = await team.come_in()
    for _ in range(4):
        clock.advance(29 * 60)
        assert await team.access.who(login=made.token)
        await team.settled()
    clock.advance(30 * 60)
    assert await team.access.who(login=made.token) is None
    assert await team.access.logins_of(made.principal.user) == []


async def test_a_login_ends_after_its_time_however_much_it_is_used(team, clock):
    await team.add()
    made = await team.come_in()
    assert made.ends_at == clock.now() + 12 * 3600 * 1000
    for _ in range(12 * 3):
        assert await team.access.who(login=made.token)
        await team.settled()
        clock.advance(20 * 60)
    assert await team.access.who(login=made.token) is None


async def test_what_is_over_is_swept_away_when_somebody_comes_in(team, clock):
    await team.add()
    await team.come_in()
    clock.advance(3600)
    made = await team.come_in()
    assert await team.read(lambda db: db.execute("SELECT id FROM logins").fetchall()) == [(made.principal.entry,)]


async def test_how_long_a_login_lasts_is_a_setting(database, clock):
    short = Access(database, clock, Lasting(idle_ms=60_000, absolute_ms=90_000))
    await short.start()
    await short.first_admin({"ADMIN_PASSWORD": PASSWORD})
    made = await short.log_in("admin", PASSWORD, address="", agent="")
    clock.advance(59)
    assert await short.who(login=made.token)
    await database.write(lambda db: None)
    clock.advance(32)
    assert await short.who(login=made.token) is None
    short.close()


async def test_logins_are_listed_and_ended_one_by_one(team, clock):
    who = await team.principal()
    clock.advance(60)
    other = await team.come_in(address="10.0.0.2")
    [newest, oldest] = await team.access.logins_of(who.user)
    assert (newest.address, newest.agent, oldest.address) == ("10.0.0.2", "Firefox", "10.0.0.1")
    await team.access.end_login(who, who.user, newest.id)
    assert await team.access.who(login=other.token) is None
    assert [one.id for one in await team.access.logins_of(who.user)] == [who.entry]


async def test_a_login_of_somebody_else_is_not_there(team):
    who, other = await team.principal(), await team.principal("eva")
    with pytest.raises(Unknown):
        await team.access.end_login(who, who.user, other.entry)
    assert len(await team.access.logins_of(other.user)) == 1


@pytest.mark.parametrize("end", ["deactivated", "password", "role"])
async def test_what_changes_who_one_is_ends_the_logins_at_once(team, end):
    added = await team.add()
    made = await team.come_in()
    if end == "deactivated":
        await team.do(users.set_active, added.id, False)
    elif end == "password":
        await team.access.reset_password(team.root, "", added.id)
    else:
        await team.do(users.change, added.id, {"role": "SALES"})
    assert await team.access.who(login=made.token) is None
    if end == "deactivated":
        with pytest.raises(WrongLogin):
            await team.come_in()
        await team.do(users.set_active, added.id, True)
        assert await team.access.who(login=made.token) is None
        assert await team.come_in()


async def test_a_password_of_ones_own_ends_the_other_logins_alone(team):
    who = await team.principal()
    other = await team.come_in()
    with pytest.raises(WrongLogin):
        await team.access.change_password(who, "", "not the former one", OTHER)
    with pytest.raises(Invalid, match="12 characters"):
        await team.access.change_password(who, "", PASSWORD, "corta")
    with pytest.raises(Invalid, match="the same password"):
        await team.access.change_password(who, "", PASSWORD, PASSWORD)
    assert await team.access.who(login=other.token)
    await team.access.change_password(who, "", PASSWORD, OTHER)
    assert [one.id for one in await team.access.logins_of(who.user)] == [who.entry]
    with pytest.raises(WrongLogin):
        await team.come_in()
    assert await team.come_in(password=OTHER)


async def test_a_password_that_was_reset_is_random_and_works(team):
    added = await team.add()
    made = await team.access.reset_password(team.root, "", added.id)
    assert len(made) == 23
    assert (await team.come_in(password=made)).principal.user == added.id
    with pytest.raises(WrongLogin):
        await team.come_in()


async def test_who_guesses_has_to_wait_and_the_owner_has_not(team, clock):
    await team.add()
    await team.come_in(address="home")
    waits = []
    for _ in range(40):
        try:
            await team.come_in(password="wrong", address="elsewhere")
        except TooMany as error:
            waits.append(error.after)
            clock.advance(error.after)
        except WrongLogin:
            continue
    assert waits[:4] == [1, 2, 4, 8]
    assert max(waits) == 900
    with pytest.raises(WrongLogin):
        await team.come_in(password="wrong", address="elsewhere")
    with pytest.raises(TooMany, match=r"try again in \d+ s"):
        await team.come_in(address="elsewhere")
    assert await team.come_in(address="home")


async def test_many_guesses_at_once_are_counted_one_by_one(team):
    await team.add()
    guesses = [team.come_in(password=f"wrong {n}") for n in range(30)]
    outcome = [type(one) for one in await asyncio.gather(*guesses, return_exceptions=True)]
    assert outcome.count(WrongLogin) == 5
    assert outcome.count(TooMany) == 25


async def test_a_try_that_came_to_no_end_is_not_counted(team, monkeypatch):
    await team.add()

    async def down(hashed, password):
        raise Unavailable("down")

    with monkeypatch.context() as patch:
        patch.setattr(team.access._passwords, "verify", down)
        for _ in range(20):
            with pytest.raises(Unavailable):
                await team.come_in()
    assert await team.come_in()


async def test_who_is_switched_off_while_the_password_is_tried_does_not_come_in(team, monkeypatch):
    added = await team.add()
    real = team.access._passwords.verify

    async def slow(hashed, password):
        right = await real(hashed, password)
        await team.do(users.set_active, added.id, False)
        return right

    monkeypatch.setattr(team.access._passwords, "verify", slow)
    with pytest.raises(WrongLogin):
        await team.come_in()
    assert await team.read(lambda db: db.execute("SELECT COUNT(*) FROM logins").fetchone()) == (0,)


async def test_a_password_kept_at_an_old_price_is_kept_at_todays_once_it_is_known(team, monkeypatch):
    from argon2 import PasswordHasher

    await team.add()
    dear = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: dear)
    await team.come_in()
    kept = await team.read(lambda db: db.execute("SELECT password FROM users").fetchone()[0])
    assert "m=16,t=2,p=1" in kept
    assert await team.come_in()


async def test_a_role_of_the_house_holds_from_the_next_request(team):
    made = await team.do(roles.add, "Turno noche", ["conversations.read"])
    await team.add(role="Turno noche")
    token = (await team.come_in()).token
    assert (await team.access.who(login=token)).permissions == {"conversations.read"}
    await team.do(roles.change, made.id, ["contacts.read", "conversations.read"])
    assert (await team.access.who(login=token)).permissions == {"contacts.read", "conversations.read"}


async def test_the_first_admin_is_made_once(team):
    made = await team.access.first_admin({})
    assert (made.username, len(made.password)) == ("admin", 23)
    who = (await team.come_in("admin", made.password)).principal
    assert who.permissions == team.access.permissions.keys()
    assert await team.access.first_admin({}) is None


async def test_two_processes_that_start_at_once_make_one_first_admin(team, database, clock):
    other = Access(database, clock, Lasting())
    made = await asyncio.gather(team.access.first_admin({}), other.first_admin({}))
    assert [one is None for one in made].count(True) == 1
    assert await team.read(lambda db: db.execute("SELECT COUNT(*) FROM users").fetchone()) == (1,)
    other.close()


async def test_the_first_admin_is_as_the_environment_has_it(team):
    environment = {"ADMIN_NAME": "Rosa Díaz", "ADMIN_EMAIL": "Rosa@example.cl", "ADMIN_PASSWORD": PASSWORD}
    assert (await team.access.first_admin(environment)).password == ""
    assert (await team.come_in("rosa@example.cl")).principal.name == "Rosa Díaz"


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("ADMIN_PASSWORD", "admin", "ADMIN_PASSWORD: The password must have 12 characters"),
        ("ADMIN_PASSWORD", "Password1234", "ADMIN_PASSWORD: That password is one of those"),
        ("ADMIN_EMAIL", "rosa", "ADMIN_EMAIL: “rosa” is not an e-mail"),
    ],
)
async def test_a_first_admin_that_cannot_be_is_refused_by_the_variable(team, variable, value, told):
    with pytest.raises(SettingsError, match=told):
        await team.access.first_admin({variable: value})
    assert await team.read(lambda db: db.execute("SELECT COUNT(*) FROM users").fetchone()) == (0,)


async def test_all_that_is_done_is_written_down_with_who_and_from_where(team):
    made = await team.access.first_admin({"ADMIN_PASSWORD": PASSWORD})
    who = (await team.come_in(made.username)).principal
    added = await team.add()
    await team.do(users.change, added.id, {"name": "Ana"}, who=who)
    await team.do(users.set_active, added.id, False, who=who)
    team.access.note(who, "10.0.0.1", "conversation.opened", "conversation:7")
    await team.settled()
    one, two = f"user:{who.user}", f"user:{added.id}"
    assert await team.audited() == [
        ("user.added", one), ("login.made", one), ("user.added", two), ("user.changed", two), ("user.deactivated", two),
        ("conversation.opened", "conversation:7"),
    ]  # fmt: skip
    rows = await team.read(
        lambda db: db.execute("SELECT who, user_id, address, details FROM audit ORDER BY id").fetchall()
    )
    assert [(row[0], row[1]) for row in rows[:4]] == [
        ("cauce", None),
        ("admin", who.user),
        ("cauce", None),
        ("admin", who.user),
    ]
    assert rows[3][2:] == ("10.0.0.9", '{"name":"Ana"}')


async def test_what_fails_is_neither_done_nor_written_down(team, monkeypatch):
    added = await team.add()

    def broken(db, user, keep=0):
        raise RuntimeError("no")

    monkeypatch.setattr(logins, "end_all", broken)
    with pytest.raises(RuntimeError):
        await team.do(users.set_active, added.id, False)
    assert await team.audited() == [("user.added", f"user:{added.id}")]
    assert (await team.come_in()).principal.user == added.id


async def test_a_console_is_nobody_in_the_books(team):
    assert (team.root.user, team.root.via) == (0, "console")
    with pytest.raises(Denied):
        await team.do(tokens.issue, tokens.Wanted("x", []))
