"""API tokens: shown once, for what they are for, as far as their owner may, and until they end."""

from __future__ import annotations

import pytest

from cauce.access import roles, tokens, users
from cauce.access.errors import Denied, Invalid, Unknown
from cauce.access.tokens import MOST, Wanted
from cauce.store import tokens as rows

READ, WRITE = "conversations.read", "conversations.write"


async def test_a_token_is_for_its_scopes_and_told_once(team):
    who = await team.principal()
    secret, token = await team.do(tokens.issue, Wanted("Informe semanal", [READ]), who=who)
    assert secret.startswith("cauce_")
    found = await team.access.who(token=secret)
    assert (found.user, found.via, found.entry, found.permissions) == (who.user, "token", token.id, {READ})
    [kept] = await team.read(lambda db: rows.of_user(db, who.user))
    assert (kept.name, kept.scopes, kept.ends_at) == ("Informe semanal", (READ,), None)
    assert secret not in await team.read(lambda db: repr(db.execute("SELECT * FROM tokens").fetchall()))


async def test_a_token_is_taken_before_a_login(team):
    await team.add()
    made = await team.come_in()
    assert await team.access.who(login=made.token, token="cauce_nothing") is None
    assert await team.access.who(token=made.token) is None, "a login is no token"


async def test_a_token_may_no_more_than_its_owner_may_now(team):
    role = await team.do(roles.add, "Informes", [READ, WRITE, "tokens.own"])
    who = await team.principal(role="Informes")
    secret, _ = await team.do(tokens.issue, Wanted("x", [READ, WRITE]), who=who)
    await team.do(roles.change, role.id, [READ])
    assert (await team.access.who(token=secret)).permissions == {READ}


async def test_a_token_ends(team, clock):
    who = await team.principal()
    secret, _ = await team.do(tokens.issue, Wanted("x", [READ], clock.now() + 60_000), who=who)
    clock.advance(59)
    assert await team.access.who(token=secret)
    clock.advance(1)
    assert await team.access.who(token=secret) is None


async def test_when_a_token_was_used_last_is_known_to_the_minute(team, clock):
    who = await team.principal()
    secret, _ = await team.do(tokens.issue, Wanted("x", [READ]), who=who)

    async def used():
        await team.access.who(token=secret)
        await team.settled()
        return (await team.read(lambda db: rows.of_user(db, who.user)))[0].used_at

    first = await used()
    assert first == clock.now()
    clock.advance(59)
    assert await used() == first
    clock.advance(1)
    assert await used() == clock.now()


async def test_a_token_is_ended_by_hand_or_with_its_owner(team):
    who = await team.principal()
    one, token = await team.do(tokens.issue, Wanted("x", [READ]), who=who)
    two, _ = await team.do(tokens.issue, Wanted("y", [READ]), who=who)
    await team.do(tokens.end, who.user, token.id, who=who)
    assert await team.access.who(token=one) is None
    with pytest.raises(Unknown):
        await team.do(tokens.end, who.user, token.id, who=who)
    await team.do(users.set_active, who.user, False)
    assert await team.access.who(token=two) is None
    await team.do(users.set_active, who.user, True)
    assert await team.access.who(token=two) is None
    assert ("token.ended", f"user:{who.user}") in await team.audited()


async def test_a_token_of_somebody_else_is_not_there(team):
    who, other = await team.principal(), await team.principal("eva")
    secret, token = await team.do(tokens.issue, Wanted("x", [READ]), who=who)
    with pytest.raises(Unknown):
        await team.do(tokens.end, other.user, token.id, who=other)
    assert await team.access.who(token=secret)


@pytest.mark.parametrize(
    ("wanted", "error", "told"),
    [
        (Wanted("x", ["users.manage"]), Denied, "users.manage"),
        (Wanted("x", ["nothing.such"]), Invalid, "nothing.such"),
        (Wanted("x", ["*"]), Invalid, "no permission"),
        (Wanted(" ", [READ]), Invalid, "1 to 128"),
        (Wanted("x" * 129, [READ]), Invalid, "1 to 128"),
        (Wanted("x", [READ], 5), Invalid, "past"),
    ],
)
async def test_a_token_that_cannot_be_is_refused(team, wanted, error, told):
    who = await team.principal()
    with pytest.raises(error, match=told):
        await team.do(tokens.issue, wanted, who=who)
    assert await team.read(lambda db: rows.of_user(db, who.user)) == []


async def test_a_token_makes_no_tokens(team):
    who = await team.principal()
    secret, _ = await team.do(tokens.issue, Wanted("x", [READ]), who=who)
    with pytest.raises(Denied, match="log in"):
        await team.do(tokens.issue, Wanted("y", [READ]), who=await team.access.who(token=secret))


async def test_nobody_has_tokens_without_end(team):
    who = await team.principal()
    for number in range(MOST):
        await team.do(tokens.issue, Wanted(f"x{number}", []), who=who)
    with pytest.raises(Invalid, match="more than"):
        await team.do(tokens.issue, Wanted("one more", []), who=who)
