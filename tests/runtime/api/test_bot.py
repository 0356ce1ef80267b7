"""The bot's switch and the channels, as the API tells and changes them."""

from __future__ import annotations

import math

import pytest

from cauce.delivery.pacing import Limits, Pace
from cauce.delivery.traffic import Traffic
from cauce.delivery.world import Line
from cauce.model.message import Capabilities
from cauce.model.permission import ADMIN
from cauce.transport import Channel
from delivery_rig import HELLO, Recorder, Rig
from desk_rig import running


@pytest.fixture
async def rig(tmp_path):
    """A pipeline on SQLite that says hello."""
    async with Rig(
        tmp_path, HELLO, transport=Recorder(capabilities=Capabilities(media=frozenset({"b", "a"})))
    ) as found:
        yield found


async def test_it_is_stopped_paused_and_started(rig, file):
    async with running(file, rig=rig) as desk:
        ana, eva = await desk.enter("ana", "SUPERVISOR"), await desk.enter("eva", "OPERATOR")
        assert (await eva("GET", "/api/bot/status")).body == {"state": "running", "since": 0, "name": "", "phone": ""}
        desk.clock.advance(60)
        for verb, state in (("stop", "stopped"), ("pause", "paused"), ("start", "running")):
            told = await ana("POST", f"/api/bot/{verb}")
            assert (told.status, told.body["state"], told.body["since"]) == (200, state, desk.clock.now())
            assert (await eva("GET", "/api/bot/status")).body == told.body
            assert bool(await rig.say("hola", who=verb)) == (state == "running")
        assert (await eva("POST", "/api/bot/stop")).status == 403
        actions = await rig.rows("SELECT action, who, object FROM audit WHERE action LIKE 'bot.%' ORDER BY id")
        assert actions == [(f"bot.{one}", "ana", "bot") for one in ("stopped", "paused", "started")]


async def test_what_people_see_of_it_is_changed_a_part_at_a_time(quick):
    ana = await quick.enter("ana", ADMIN)
    assert (await ana("PATCH", "/api/bot/metadata", {"name": "  Río\tAzul "})).body["name"] == "Río Azul"
    told = await ana("PATCH", "/api/bot/metadata", {"phone": "+56 9 1234 5678"})
    assert (told.body["name"], told.body["phone"], told.body["state"]) == ("Río Azul", "+56 9 1234 5678", "running")


@pytest.mark.parametrize(
    "body",
    [{"state": "stopped"}, {"turns": 7}, {"name": "x" * 65}, {"phone": "911; rm"}, {"name": None}, {"name": ["a"]}, []],
)
async def test_what_it_is_not_told_of_it_does_not_take(quick, body):
    ana = await quick.enter("ana", ADMIN)
    assert (await ana("PATCH", "/api/bot/metadata", body)).status == 422
    assert (await ana("GET", "/api/bot/status")).body == {"state": "running", "since": 0, "name": "", "phone": ""}


async def test_channels_tell_how_they_stand(rig, file):
    async with running(file, rig=rig) as desk:
        ana = await desk.enter("ana", "OPERATOR")
        [one] = (await ana("GET", "/api/channels")).body["items"]
        assert (one["name"], one["transport"], one["state"], one["error"]) == ("linea", "record", "open", "")
        assert one["capabilities"]["media"] == ["a", "b"]
        rig.pace.hold(rig.channel, 30.0, "429 slow down")
        [one] = (await ana("GET", "/api/channels")).body["items"]
        assert (one["state"], 0 < one["held"] <= 30, one["error"]) == ("held", True, "429 slow down")
        rig.pace.stop(rig.channel, "the token has run out")
        [one] = (await ana("GET", "/api/channels")).body["items"]
        assert (one["state"], one["error"]) == ("stopped", "the token has run out")


async def test_what_was_sent_today_is_told_where_a_channel_counts_it():
    pace = Pace({1: Limits(per_day=10)})
    traffic = Traffic({1: Line(Channel("b", "record", {}, 1), Recorder()), 2: Line(Channel("a", "record", {}, 2), Recorder())}, pace)  # fmt: skip
    assert await pace.turn(1, 7) == 0.0
    assert [(one.name, one.today, one.waiting) for one in traffic.read()] == [("a", 0, 0), ("b", 1, 0)]
    pace.stop(2)
    assert await pace.turn(2, 7) == math.inf
    assert traffic.read()[0].state == "stopped"
