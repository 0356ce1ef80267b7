"""A whole running Cauce: a conversation that waits for an area has it as soon as somebody opens the area."""

from __future__ import annotations

import asyncio
import json

import pytest

import databases
from cauce.model.message import Inbound
from cauce.transport import Arrival
from hours_rig import HANDS_OVER, serving

CALENDARS = "/api/hours/calendars"
STATE = "SELECT owner, area FROM conversations"


async def until(service, sql, expected):
    """Wait until a query finds this."""
    async with asyncio.timeout(120):
        while await service.database.read(lambda db: db.execute(sql).fetchall()) != expected:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("kind", databases.KINDS)
async def test_who_waits_is_handed_over_when_somebody_opens_the_area(tmp_path, kind, monkeypatch):
    databases.be_patient(monkeypatch)
    (tmp_path / "data").mkdir()
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "mesa.flow").write_text(HANDS_OVER.strip().replace("Ventas", "ventas") + "\n", "utf-8")
    place = await asyncio.to_thread(databases.fresh, kind, tmp_path / "data")
    async with serving(tmp_path, place) as admin:
        service = admin.service
        body = {"name": "Cerrado", "areas": ["ventas"], "courtesy": "Todavía no abrimos."}
        made = (await admin("POST", CALENDARS, body)).body
        await service.pipeline.inbox.introduce("web", ("visitor", "v1"), "Ana")
        await service.pipeline.inbox.accept("web", b"x", [Arrival("m1", ("visitor", "v1"), Inbound("hola"))])
        await until(service, "SELECT wait FROM runs", [("opening",)])
        assert await service.database.read(lambda db: db.execute(STATE).fetchall()) == [("bot", None)]
        said = await service.database.read(lambda db: db.execute("SELECT body FROM messages ORDER BY id").fetchall())
        assert json.loads(said[-1][0])["text"] == "Todavía no abrimos."
        always = [{"start_time": "00:00", "end_time": "24:00", "days": [1, 2, 3, 4, 5, 6, 7]}]
        one = f"{CALENDARS}/{made['id']}"
        assert (await admin("PATCH", one, {"windows": always}, headers={"If-Match": "*"})).status == 200
        await until(service, STATE, [("queue", "ventas")])
