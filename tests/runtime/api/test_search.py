"""Search over HTTP: everybody finds what they see, narrowed and page after page, with the places of the words."""

from __future__ import annotations

import pytest
from yarl import URL

from cauce.delivery import codec
from cauce.model.message import Inbound, Outbound
from cauce.store import channels, indexing
from cauce.store.messages import Draft, add

ROOT = "/api/search"
EVER = 10**13


async def say(desk, conversation, *texts, said="in"):
    """Store texts of a conversation, and take them up. Returns their ids."""

    def job(db):
        channel = channels.enrol(db, "linea", "record", 1)
        drafts = [
            Draft(conversation, channel, codec.dump(Inbound(text=text)), f"{conversation}:{text.encode().hex()[:100]}") if said == "in"
            else Draft(conversation, channel, codec.dump(Outbound(text=text)))
            for text in texts
        ]  # fmt: skip
        add(db, drafts, 1000)
        indexing.catch_up(db, EVER)
        return [one.id for one in drafts]

    return await desk.database.write(job)


async def found(client, what, **query):
    told = await client("GET", URL(f"{ROOT}/{what}").with_query(query))
    assert told.status == 200
    return told.body["items"]


@pytest.fixture
async def team(desk):
    """An operator in an area, one in another, a supervisor; a conversation in each area."""
    for name, role in (("ana", "OPERATOR"), ("eva", "OPERATOR"), ("jefa", "SUPERVISOR")):
        await desk.add(name, role)
    await desk.area("Ventas", "ana")
    await desk.area("Soporte", "eva")
    return desk


async def test_everybody_finds_what_they_see(team):
    sales, support = await team.conversation("queue", "Ventas"), await team.conversation("queue", "Soporte")
    [one] = await say(team, sales, "¿Cuánto cuesta el CAFÉ?")
    [other] = await say(team, support, "El café está frío", said="out")
    ana, eva, jefa = [await team.enter(name) for name in ("ana", "eva", "jefa")]
    assert [hit["id"] for hit in await found(ana, "messages", q="cafe")] == [one]
    assert [hit["id"] for hit in await found(eva, "messages", q="cafe")] == [other]
    assert [hit["id"] for hit in await found(jefa, "messages", q="cafe")] == [other, one]
    assert [hit["name"] for hit in await found(ana, "contacts", q="v")] == ["V0"]
    assert [hit["name"] for hit in await found(jefa, "contacts", q="v")] == ["V1", "V0"]


async def test_a_hit_says_where_its_words_stand(team):
    one = await team.conversation("queue", "Ventas")
    await say(team, one, f"{'😀 ' * 30}¿Cuánto cuesta el CAFÉ molido?{' más' * 90}")
    ana = await team.enter("ana")
    [hit] = await found(ana, "messages", q="cafe mol")
    assert (hit["conversation"], hit["name"], hit["channel"], hit["direction"], hit["author"]) == (
        one,
        "V0",
        "linea",
        "in",
        "contact",
    )
    assert [hit["snippet"][place["start"] : place["end"]] for place in hit["hits"]] == ["CAFÉ", "molido"]
    assert (len(hit["snippet"]), hit["offset"] > 0) == (160, True)


async def test_what_is_found_is_narrowed_and_goes_on(team):
    sales, support = await team.conversation("queue", "Ventas"), await team.conversation("human", "Soporte")
    first = await say(team, sales, *(f"hola {number}" for number in range(5)))
    [other] = await say(team, support, "hola")
    jefa = await team.enter("jefa")
    for query, expected in (
        ({}, [other, *first[::-1]]), ({"area": "Ventas"}, first[::-1]), ({"owner": "human"}, [other]), ({"channel": "otra"}, []),
        ({"channel": "linea"}, [other, *first[::-1]]), ({"conversation": support}, [other]), ({"opened": "false"}, []),
    ):  # fmt: skip
        assert [hit["id"] for hit in await found(jefa, "messages", q="hola", **query)] == expected, query
    listed, cursor = [], {}
    while cursor is not None:
        told = await jefa("GET", URL(f"{ROOT}/messages").with_query(q="hola", limit=2, **cursor))
        listed += [hit["id"] for hit in told.body["items"]]
        cursor = {"cursor": told.body["next"]} if told.body["next"] else None
    assert listed == [other, *first[::-1]]


async def test_contacts_are_found_by_what_they_are_called_now(team):
    await team.conversation("queue", "Ventas")
    await team.database.write(lambda db: indexing.catch_up(db, EVER))
    jefa = await team.enter("jefa")
    [hit] = await found(jefa, "contacts", q="v0")
    assert (hit["name"], hit["addresses"]) == ("V0", ["v0"])
    named = await jefa("PATCH", f"/api/contacts/{hit['id']}", {"name": "José Ñandú"}, headers={"If-Match": "*"})
    assert named.status == 200
    assert await team.database.write(lambda db: indexing.catch_up(db, EVER)) == 1
    assert [one["name"] for one in await found(jefa, "contacts", q="nandu jose")] == ["José Ñandú"]


@pytest.mark.parametrize("query", ["q=", "", "q=" + "x" * 201, "q=a&q=b", "q=a&owner=x", "q=a&opened=1", "q=a&area=", "q=a&conversation=0",
                                   "q=a&cursor=W10", "q=a&html=true"])  # fmt: skip
async def test_what_does_not_fit_is_refused(team, query):
    ana = await team.enter("ana")
    assert (await ana("GET", URL(f"{ROOT}/messages?{query}", encoded=True))).status == 422


@pytest.mark.parametrize(
    "query",
    [
        "%00",
        "*",
        "%2Bhola%20-hola",
        "%22hola%22",
        "hola*%20-x",
        "%E2%80%AE",
        "_",
        "%F0%9F%87%A8%F0%9F%87%B1",
        "NEAR(a%20b)",
    ],
)
async def test_signs_are_no_words_and_widen_nothing(team, query):
    one = await team.conversation("queue", "Soporte")
    await say(team, one, "hola x a b near")
    ana, eva = await team.enter("ana"), await team.enter("eva")
    for client in (ana, eva):
        told = await client("GET", URL(f"{ROOT}/messages?q={query}", encoded=True))
        assert told.status in {200, 422}
        if client is ana:
            assert not told.body.get("items")
