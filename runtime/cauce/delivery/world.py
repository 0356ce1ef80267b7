"""The world as each step sees it, put together from settings, channels and the contact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from cauce.clock import Clock
from cauce.delivery.codec import load
from cauce.delivery.moment import Areas, Facts, Hours, Moment, Watched
from cauce.engine.scene import AreaView, Scene
from cauce.engine.state import decode
from cauce.model.vocabulary import Fact
from cauce.store.connection import Connection
from cauce.store.conversations import Standing
from cauce.transport import Channel, Transport


@dataclass(frozen=True, slots=True)
class Line:
    """A channel at work, with what serves it."""

    channel: Channel
    transport: Transport

    @property
    def idempotent(self) -> bool:
        """Whether a second delivery with the same id does no harm."""
        return self.transport.capabilities.idempotent

    @property
    def settle(self) -> float:
        """How long to wait for the network to tell how a send ended, in seconds."""
        return self.transport.capabilities.settle_seconds


class AnyArea(Mapping[str, AreaView]):
    """The areas of a project that names none: whatever a flow calls an area is one, and open."""

    def __getitem__(self, name: str) -> AreaView:
        """Return the area of that name."""
        return AreaView(title=name)

    def __iter__(self) -> Iterator[str]:
        """List none: they are known only when they are named."""
        return iter(())

    def __len__(self) -> int:
        """Count none."""
        return 0


@dataclass(slots=True)
class World:
    """Everything that is not the conversation's own. `lines` are by the channel's id in the database.

    facts: those that plugins look up, each with the settings of its plugin. hours: who knows when areas attend.
    """

    clock: Clock
    lines: Mapping[int, Line] = field(default_factory=dict)
    areas: Mapping[str, AreaView] = field(default_factory=dict)
    zone: tzinfo | None = None
    facts: Mapping[str, tuple[Fact, Mapping[str, Any]]] = field(default_factory=dict)
    hours: Hours = field(default_factory=Hours)

    def scene(self, standing: Standing, now: int, db: Connection | None = None) -> Scene:
        """Return what a sprint of this conversation may look at. db: where what plugins know is looked up, and the areas."""
        line = self.lines[standing.channel]
        when = datetime.fromtimestamp(now / 1000, self.zone)
        fields = decode(load(standing.fields)) if standing.fields != "{}" else {}
        scene = Scene(
            now=when if self.zone else when.astimezone(),
            contact={"name": standing.name, standing.kind: standing.value, **fields},
            channel=line.channel.name,
            capabilities=line.transport.capabilities,
            areas=self.areas,
        )
        if db is not None:
            name = line.channel.name
            moment = Moment(
                Watched(db), now, standing.conversation, standing.contact, name, self.zone, openings=self.hours
            )
            scene.moment, scene.areas, scene.facts = (
                moment,
                Areas(self.areas, moment),
                Facts(self.facts, moment, self.hours.guard),
            )
        return scene
