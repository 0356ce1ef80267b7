"""The world of a test: what `given` lines say of the time, the areas, the person and all that is outside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from cauce.answers.files import KINDS
from cauce.engine.issues.menus import WHATSAPP
from cauce.engine.scene import AreaView
from cauce.model.message import Capabilities
from cauce.transcript.pattern import matches
from cauce.transcript.script import (
    Given,
    GivenAnswer,
    GivenArea,
    GivenCall,
    GivenChannel,
    GivenNow,
    GivenStart,
    GivenValue,
)

MORNING = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
"""When tests happen unless they say otherwise: a Monday, 10 in the morning."""

CHANNELS: Mapping[str, Capabilities] = {
    "web": Capabilities(buttons=10, button_text=80, rows=50, row_text=80, media=KINDS, typing=True),
    "whatsapp": replace(WHATSAPP, media=KINDS, typing=True),
    "text": Capabilities(),
}
"""What the channels that `given channel` names can show. `text` shows menus as numbered lines."""


class EveryArea(dict[str, AreaView]):
    """The areas of a project that does not say which it has: each that is asked for is there, and open."""

    def get(self, name: str, default: Any = None) -> Any:
        """Return the area."""
        return super().get(name, default) or AreaView(title=name)


@dataclass(slots=True)
class World:
    """What holds now. Changed by `given` lines as a test goes on, and by time.

    start: where the conversation begins. variables: what the flow starts with. calls: what sub-flows return instead of
    being entered. answers: what the outside answers, in the order given.
    """

    now: datetime = MORNING
    channel: str = "web"
    capabilities: Capabilities = CHANNELS["web"]
    areas: dict[str, AreaView] = field(default_factory=dict)
    contact: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    config: dict[str, Any] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)
    calls: dict[str, Any] = field(default_factory=dict)
    answers: list[GivenAnswer] = field(default_factory=list)
    start: GivenStart = field(default_factory=GivenStart)
    _used: set[int] = field(default_factory=set)

    def apply(self, given: Given, channels: Mapping[str, Capabilities] = CHANNELS) -> None:
        """Make a `given` line true from now on."""
        match given:
            case GivenStart():
                self.start = replace(given, label=given.label or self.start.label, flow=given.flow or self.start.flow)
            case GivenArea(area=name, open=is_open, hours=hours, opens=opens):
                area = self.areas.get(name, AreaView())
                hours = area.hours if hours is None else hours
                opens_at = None if opens is None else self._next(opens)
                self.areas[name] = replace(area, open=is_open, hours=hours, opens_at=opens_at)
                self.be(self.now)
            case GivenNow(moment=moment):
                self.be(moment if moment.tzinfo else moment.replace(tzinfo=self.now.tzinfo))
            case GivenChannel(channel=channel):
                self.channel, self.capabilities = channel, channels.get(channel, self.capabilities)
            case GivenCall(flow=flow, value=value):
                self.calls[flow] = value
            case GivenAnswer():
                self.answers.append(given)
            case GivenValue(path=path, value=value):
                self.set(path, value)

    def be(self, now: datetime) -> None:
        """Let it be that time: areas whose time has come are open."""
        self.now = now
        for name, area in self.areas.items():
            if area.opens_at is not None and area.opens_at <= now:
                self.areas[name] = replace(area, open=True, opens_at=None)

    def _next(self, opens: datetime | time) -> datetime:
        """Return when an area opens: of a time of day, the next one."""
        if isinstance(opens, datetime):
            return opens if opens.tzinfo else opens.replace(tzinfo=self.now.tzinfo)
        today = datetime.combine(self.now.date(), opens, opens.tzinfo or self.now.tzinfo)
        return today if today > self.now else today + timedelta(days=1)

    def set(self, path: str, value: Any) -> None:
        """Give a value to `contact.field`, `config.name`, a fact (a dotted name) or a variable."""
        if isinstance(value, datetime) and value.tzinfo is None:
            value = value.replace(tzinfo=self.now.tzinfo)
        root, dot, name = path.partition(".")
        if root == "contact" and dot:
            self.contact[name] = value
        elif root == "config" and dot:
            self.config[name] = value
        elif dot:
            self.facts[path] = value
        else:
            self.variables[path] = value

    def answer_to(self, kind: str, params: Mapping[str, Any], *, use: bool = True) -> GivenAnswer | None:
        """Return what was given for a request, None where nothing was.

        Answers are used up in the order given; the last one that fits stays. `use=False` only looks.
        """
        fitting = [each for each in self.answers if each.kind == kind and _fits(each, params)]
        if not fitting:
            return None
        chosen = next((each for each in fitting if id(each) not in self._used), fitting[-1])
        if use:
            self._used.add(id(chosen))
        return chosen


def world_of(givens: Iterable[Given], areas: dict[str, AreaView], channels: Mapping[str, Capabilities]) -> World:
    """Return a new world with the project's areas, as the lines say."""
    world = World(areas=copy(areas))
    # What time it is first: a time of day that another line names is the next one.
    for given in sorted(givens, key=lambda given: not isinstance(given, GivenNow)):
        world.apply(given, channels)
    return world


def _fits(given: GivenAnswer, params: Mapping[str, Any]) -> bool:
    method, url = str(params.get("method", "")), str(params.get("url", ""))
    return (not given.method or given.method == method) and (not given.url or matches(given.url, url))
