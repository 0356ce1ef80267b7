"""The routes of the dashboard, over the whole running Cauce: what happens is told soon, to those who may see it."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import time
from datetime import UTC, datetime, timedelta

import pytest

from cauce.access import roles
from dashboard_rig import Desk, Log, make
from delivery_rig import SOON

PATHS = (
    "live", "activity", "summary", "timeline", "by-area", "by-operator", "by-group", "by-contact", "by-flow",
    "flows/hola/nodes", "current-month", "monthly", "export.csv",
)  # fmt: skip


async def history(desk):
    """Let things happen in two areas, just now: the flow hands one over, and somebody of each area answers."""
    ventas, soporte = await desk.area("Ventas"), await desk.area("Soporte")
    ana, eva = await desk.add("ana", "OPERATOR", ventas), await desk.add("eva", "OPERATOR", soporte)

    def job(db):
        log = Log(db, int(time.time() * 1000) - 60_000)
        for area, user, group in (("Ventas", ana, "=oro"), ("Soporte", eva, "plata")):
            one = log.talk(grupo=group)
            log.say(one, "contact")
            log.tell(one, "run.started", flow="hola", revision="r1")
            log.say(one, "bot", node="saludo", walk={"edges": [["saludo", "next"]], "at": ["pregunta"]})
            log.now += 1000
            log.give(one, "queued", "queue", area)
            log.now += 5000
            log.give(one, "taken", "human", area, user)
            log.say(one, "human", user)
            log.now += 2000
        log.close(one, eva)
        return log.now

    await desk.service.access.do(desk.root, "", roles.add, "Mira", ("dashboard.read", "conversations.read"))
    await desk.add("luz", "Mira", ventas)
    return await desk.service.database.write(job)


async def settled(ask, count=2):
    """Wait until everything is counted."""
    async with asyncio.timeout(SOON):
        while (await ask("summary"))[1]["counts"]["taken"] < count:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_what_happens_is_told_soon(desk):
    await history(desk)
    async with desk.asking("admin") as ask:
        await settled(ask)
        [_, told, _] = await ask("summary")
        assert {name: told["counts"][name] for name in ("opened", "queued", "taken", "closed", "received", "said_human")} == {
            "opened": 2, "queued": 2, "taken": 2, "closed": 1, "received": 2, "said_human": 2,
        }  # fmt: skip
        assert told["counts"]["queue_ms"] == 10_000
        assert told["times"]["response"]["mean_ms"] == told["times"]["wait"]["mean_ms"] == 5000
        [_, areas, _] = await ask("by-area", zone="Asia/Kathmandu")
        assert {row["area"]: row["taken"] for row in areas["items"]} == {None: 0, "Soporte": 1, "Ventas": 1}
        [_, people, _] = await ask("by-operator")
        assert [(row["name"], row["closed"], row["response_mean_ms"]) for row in people["items"]] == [
            ("Eva", 1, 5000),
            ("Ana", 0, 5000),
        ]
        [_, flows, _] = await ask("by-flow")
        assert [(row["flow"], row["revision"], row["started"]) for row in flows["items"]] == [("hola", "r1", 2)]
        [_, nodes, _] = await ask("flows/hola/nodes", revision="r1")
        assert [(row["node"], row["reached"], row["ports"]) for row in nodes["items"]] == [
            ("pregunta", 2, []),
            ("saludo", 2, [{"port": "next", "count": 2}]),
        ]
        [_, live, _] = await ask("live")
        assert live["open"] == {"bot": 0, "queue": 0, "human": 1, "paused": 0}
        [_, groups, _] = await ask("by-group")
        assert {row["group"]: row["received"] for row in groups["items"]} == {"=oro": 1, "plata": 1}
        [_, latest, _] = await ask("activity", limit=1)
        assert [row["type"] for row in latest["items"]] == ["conversation.closed"]


async def test_who_is_in_an_area_sees_the_figures_of_that_area_only(desk):
    await history(desk)
    async with desk.asking("admin") as root:
        await settled(root)
    async with desk.asking("luz") as ask:
        for path in ("summary", "by-area", "by-operator", "by-contact", "by-group", "by-flow", "activity", "live"):
            [status, told, _] = await ask(path)
            assert status == 200
            assert not {"Soporte", "V2", "hola", "Eva"} & set(re.findall(r"\w+", json.dumps(told)))
        [_, told, _] = await ask("summary")
        assert (told["counts"]["taken"], told["counts"]["opened"], told["times"]["response"]["count"]) == (1, 0, 1)
        [_, told, _] = await ask("summary", area="Soporte")
        assert set(told["counts"].values()) == {0}
        [_, told, _] = await ask("export.csv", what="conversations")
        assert [row["area"] for row in csv.DictReader(io.StringIO(told.lstrip("\ufeff")))] == ["Ventas"]


async def test_who_may_not_read_the_dashboard_is_refused_everywhere(desk):
    await desk.add("ana", "OPERATOR")
    async with desk.asking("ana") as ask:
        assert {path: (await ask(path))[0] for path in PATHS} == dict.fromkeys(PATHS, 403)


@pytest.mark.parametrize(
    "query",
    [
        {"from": "2026-02-30"}, {"from": "2026-01-02", "to": "2026-01-01"}, {"zone": "Marte/Olympus"}, {"zone": "../etc"},
        {"from": "1066-10-14"}, {"to": "9999-12-31"}, {"from": "ayer"}, {"color": "azul"}, {"from": "1999-01-01", "to": "2026-01-01"},
    ],
)  # fmt: skip
async def test_what_is_no_period_is_refused(desk, query):
    async with desk.asking("admin") as ask:
        for path in ("summary", "timeline", "export.csv"):
            assert (await ask(path, **query))[0] == 422


async def test_a_file_for_spreadsheets_has_no_formula_and_who_took_it_is_written_down(desk):
    at = await history(desk)
    today = datetime.fromtimestamp(at / 1000, UTC).date()
    days = {"from": str(today - timedelta(days=2)), "to": str(today + timedelta(days=2))}
    async with desk.asking("admin") as ask:
        await settled(ask)
        [status, told, headers] = await ask("export.csv", what="conversations", **days)
        assert (status, headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
        assert headers["Content-Disposition"].endswith('.csv"')
        rows = list(csv.DictReader(io.StringIO(told.lstrip("\ufeff"))))
        assert [(row["area"], row["group"], row["received"]) for row in rows] == [
            ("Ventas", "'=oro", "1"),
            ("Soporte", "plata", "1"),
        ]
        for what in ("timeline", "by-area", "by-operator", "by-group", "by-contact", "by-flow"):
            [status, told, _] = await ask("export.csv", what=what, **days)
            assert status == 200
            assert len(list(csv.DictReader(io.StringIO(told.lstrip("\ufeff"))))) > 0
    rows = await desk.service.database.read(
        lambda db: db.execute("SELECT details FROM audit WHERE action = 'dashboard.exported'").fetchall()
    )
    assert [json.loads(details)["what"] for (details,) in rows][:2] == ["conversations", "timeline"]


async def test_the_months_are_told_with_the_one_that_it_is_last(desk):
    await history(desk)
    async with desk.asking("admin") as ask:
        await settled(ask)
        [_, trend, _] = await ask("monthly", zone="UTC")
        assert [row["at"] for row in trend["items"]][-1] == datetime.now(UTC).date().isoformat()[:7]
        assert len(trend["items"]) == 12
        [_, told, _] = await ask("current-month", zone="UTC")
        assert told["current"]["from"][:8] + "01" == told["current"]["from"]
        assert told["previous"]["to"] < told["current"]["from"]


async def test_what_had_happened_before_it_was_switched_on_is_counted_too(tmp_path):
    service = make(tmp_path, '[plugins]\ndisable = ["cauce_plugins.dashboard"]\n')
    await service.start()
    try:
        await history(Desk(service))
        async with Desk(service).asking("admin") as ask:
            assert (await ask("summary"))[0] == 404
    finally:
        await service.stop()
    service = make(tmp_path, again=True)
    await service.start()
    try:
        async with Desk(service).asking("admin") as ask:
            await settled(ask)
            async with asyncio.timeout(SOON):
                while not (await ask("live"))[1]["history"]["done"]:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
    finally:
        await service.stop()
