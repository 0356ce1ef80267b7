"""The crash points lie where they are said to: one message and its statuses pass all of them, in their order."""

from __future__ import annotations

import importlib

import pytest

from cauce.crash import POINTS
from whatsapp_rig import running

HOUSES = ("http.endpoint", "delivery.inbox", "delivery.step", "delivery.lane", "delivery.results")


@pytest.fixture
def passed(monkeypatch):
    """Return the points that are passed, each where it was passed first."""
    points: list[str] = []
    for house in HOUSES:
        module = importlib.import_module(f"cauce.{house}")
        monkeypatch.setattr(module, "crash_point", lambda point: None if point in points else points.append(point))
    monkeypatch.setattr("cauce.http.endpoint.is_armed", True)
    return points


async def test_a_whatsapp_message_and_its_statuses_pass_every_point(passed, tmp_path):
    async with running(tmp_path) as cauce:
        cauce.graph.statuses = ("sent", "delivered", "read")
        await cauce.hears("hola")
        # The second one finds the first being answered, so that it is signed on its own.
        cauce.graph.delay = 25.0
        cauce.graph.modes.append("slow")
        await cauce.graph.say("uno")
        await cauce.graph.say("dos")
        cauce.graph.leaving.set()
        await cauce.quiet()
    assert set(passed) == set(POINTS)
    inwards = [point for point in passed if point in {"P1", "P2", "P3", "P6", "P7", "P4", "P8", "P5"}]
    assert inwards == ["P1", "P2", "P3", "P6", "P7", "P4", "P8", "P5"]
    outwards = [point for point in passed if point in {"P8", "P10", "P11", "P12"}]
    assert outwards == ["P8", "P10", "P11", "P12"]
