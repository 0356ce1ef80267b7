"""The audit as it is read: in pages, by whom, by what, and with those who did not get in."""

from __future__ import annotations

import pytest

from cauce.model.permission import ADMIN
from cauce.store.audit import By, record
from desk_rig import PASSWORD

WRONG = "no es esta contraseña"


async def listed(client, query=""):
    told = await client("GET", f"/api/audit{query}")
    assert told.status == 200
    return told.body["items"]


async def until_written(desk) -> None:
    """Wait until what nobody waits for is written too."""
    await desk.database.write(lambda db: None)


async def test_it_is_read_in_pages_without_a_gap(desk):
    ana = await desk.enter("ana", ADMIN)
    for number in range(7):
        await ana("POST", "/api/areas", {"name": f"area {number}"})
    whole = await listed(ana, "?limit=100")
    pages, cursor = [], ""
    while cursor is not None:
        told = await ana("GET", f"/api/audit?limit=3{cursor and f'&cursor={cursor}'}")
        pages += told.body["items"]
        cursor = told.body["next"]
    assert pages == whole
    assert whole[0]["action"] == "area.added"
    assert [one["id"] for one in whole] == sorted((one["id"] for one in whole), reverse=True)


async def test_it_is_narrowed_by_whom_to_what_and_what(desk):
    ana, eva = await desk.enter("ana", ADMIN), await desk.enter("eva", ADMIN)
    una = (await ana("POST", "/api/areas", {"name": "una"})).body["id"]
    otra = (await eva("POST", "/api/areas", {"name": "otra"})).body["id"]
    [one] = await listed(ana, f"?user={desk.users['eva'].id}&action=area.added")
    told = (one["who"], one["object"], one["address"], one["details"]["name"])
    assert told == ("eva", f"area:{otra}", "127.0.0.1", "otra")
    assert [row["who"] for row in await listed(ana, f"?object=area:{una}")] == ["ana"]
    assert await listed(ana, "?action=nothing.done") == await listed(ana, "?user=9007199254740991") == []


@pytest.mark.parametrize(
    "query", ["user=0", "user=x", "action=", "object=%C3%B1", "object=a%20b", "who=ana", "cursor=x"]
)
async def test_what_it_cannot_be_narrowed_by_is_refused(quick, query):
    ana = await quick.enter("ana", ADMIN)
    assert (await ana("GET", f"/api/audit?{query}")).status == 422


async def test_who_does_not_get_in_is_written_once_a_minute_and_never_what_they_typed(desk):
    ana = await desk.enter("ana", ADMIN)
    await desk.add("eva", "OPERATOR")
    stranger = desk.client()
    for _ in range(3):
        assert (await stranger.log_in("eva", WRONG)).status == 401
        assert (await stranger.log_in(WRONG, WRONG)).status == 401
    await until_written(desk)
    failed = await listed(ana, "?action=login.failed")
    assert [(one["who"], one["object"], one["details"]) for one in failed] == [
        ("", "login", {"times": 1}), ("eva", f"user:{desk.users['eva'].id}", {"times": 1}),
    ]  # fmt: skip
    desk.clock.advance(60)
    assert (await stranger.log_in("eva@example.org", WRONG)).status == 401
    await until_written(desk)
    [last, *_] = await listed(ana, "?action=login.failed")
    assert (last["who"], last["user"], last["details"]) == ("eva", None, {"times": 3})
    assert WRONG not in str(await listed(ana, "?limit=100"))
    assert PASSWORD not in str(await listed(ana, "?limit=100"))


async def test_what_is_older_than_it_is_kept_for_is_forgotten(desk):
    ana = await desk.enter("ana", ADMIN)
    kept = await listed(ana, "?limit=100")
    day, now = 24 * 3_600_000, desk.clock.now()
    await desk.database.write(lambda db: db.execute("DELETE FROM audit"))
    old = [By(None, "cauce", now - 30 * day - one) for one in (2, 1, 0)]
    await desk.database.write(lambda db: [record(db, by, "area.changed", "area:1") for by in [*old, By(None, "cauce", now)]])  # fmt: skip
    await desk.access.sweep(30)
    assert [one["at"] for one in await listed(ana)] == [now, now - 30 * day]
    assert kept
