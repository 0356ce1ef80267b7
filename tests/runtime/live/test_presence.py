"""Who looks and who types: told to those who see the conversation, and over by itself."""

from __future__ import annotations

import pytest

from live_rig import until


@pytest.fixture
async def both(quick):
    """Two operators of one area at their consoles, a stranger at another, and a conversation of the area."""
    running = quick.running
    ana, beto = await running.enter("ana", "OPERATOR"), await running.enter("beto", "OPERATOR")
    carla = await running.enter("carla", "OPERATOR")
    await running.area("ventas", "ana", "beto")
    consoles = [await quick.console(client) for client in (ana, beto, carla)]
    return consoles, await running.conversation("queue", "ventas")


def last(console, name) -> dict | None:
    found = [one for one in console.bodies("conversation:presence") if one["name"] == name]
    return found[-1] if found else None


async def test_those_who_see_it_are_told_who_looks_and_who_types(quick, both):
    (ana, beto, carla), one = both
    assert (await ana.ask("viewing", {"conversation": one}))["present"][0]["name"] == "Ana"
    told = await until(lambda: last(beto, "Ana"))
    assert (told["conversation"], told["viewing"], told["typing"]) == (one, True, False)
    assert told["until"] > quick.running.clock.now()
    assert {who["name"] for who in (await beto.ask("viewing", {"conversation": one}))["present"]} == {"Ana", "Beto"}
    assert (await beto.ask("typing", {"conversation": one, "on": True}))["ok"]
    await until(lambda: (last(ana, "Beto") or {}).get("typing"))
    await beto.ask("typing", {"conversation": one, "on": False})
    await until(lambda: not last(ana, "Beto")["typing"])
    await beto.ask("viewing", {"conversation": None})
    await until(lambda: not last(ana, "Beto")["viewing"])
    assert not carla.bodies("conversation:presence")


async def test_it_ends_by_itself_with_time_and_with_the_connection(quick, both):
    (ana, beto, _), one = both
    await ana.ask("viewing", {"conversation": one})
    await ana.ask("typing", {"conversation": one, "on": True})
    await until(lambda: (last(beto, "Ana") or {}).get("typing"))
    quick.running.clock.advance(10)
    await until(lambda: not last(beto, "Ana")["typing"])
    assert last(beto, "Ana")["viewing"]
    quick.running.clock.advance(30)
    await until(lambda: not last(beto, "Ana")["viewing"])
    await ana.ask("viewing", {"conversation": one})
    await until(lambda: last(beto, "Ana")["viewing"])
    await ana.close()
    await until(lambda: not last(beto, "Ana")["viewing"])
    assert not quick.live._presence._there
    assert not quick.live._presence._rooms


async def test_to_look_at_another_is_to_leave_the_first(quick, both):
    (ana, beto, _), one = both
    other = await quick.running.conversation("queue", "ventas")
    await ana.ask("viewing", {"conversation": one})
    await ana.ask("viewing", {"conversation": other})
    await until(lambda: (last(beto, "Ana") or {}).get("conversation") == other)
    [gone] = [told for told in beto.bodies("conversation:presence") if not told["viewing"]]
    assert gone["conversation"] == one


async def test_nobody_is_present_where_they_see_nothing(quick, both):
    (ana, _, carla), one = both
    for name, body in (
        ("viewing", {"conversation": one}),
        ("typing", {"conversation": one, "on": True}),
        ("viewing", {"conversation": 999_999}),
    ):
        assert (await carla.ask(name, body))["error"]["code"] == "not_found"
    for name, body in (
        ("viewing", {}), ("viewing", {"conversation": 0}), ("viewing", {"conversation": "1"}), ("viewing", {"conversation": True}),
        ("viewing", {"conversation": 2**53}), ("viewing", {"conversation": one, "user": 1}), ("typing", {"conversation": one}),
        ("typing", {"conversation": one, "on": "yes"}), ("typing", {"conversation": None, "on": True}), ("typing", None),
    ):  # fmt: skip
        assert (await carla.ask(name, body))["error"]["code"] == "invalid", (name, body)
    assert not ana.bodies("conversation:presence")


async def test_who_says_that_they_type_no_longer_without_having_typed_leaves_nothing(quick, both):
    (ana, _, _), one = both
    assert (await ana.ask("typing", {"conversation": one, "on": False}))["ok"]
    assert not quick.live._presence._there
