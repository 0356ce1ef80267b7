"""Writing down a conversation as it goes, so that it can be kept as a test."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time

from cauce.model.message import Outbound
from cauce.transcript.printing import shown
from cauce.transcript.script import Bot, Claim, Given, GivenStart, GivenValue, Step, Test
from cauce.transcript.stage import Stage


@dataclass(slots=True)
class Recorder:
    """The steps of a conversation so far.

    `begin` is how it started; `move` notes what the person, the clock or the operator did, `heard` what the bot said to
    it, `given` what changed in the world. What is given while a move goes on stands before it: it had to be true then.
    """

    opening: list[Given] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    _mark: int = 0

    def begin(self, stage: Stage, start: GivenStart) -> None:
        """Forget what was: the conversation begins anew, with what is known of the person and the flow."""
        contact = [GivenValue(f"contact.{name}", value) for name, value in stage.world.contact.items()]
        variables = [GivenValue(name, value) for name, value in stage.variables.items() if is_plain(value)]
        kept = [each for each in (*self.opening, *self.steps) if isinstance(each, Given)]
        world = [each for each in kept if not isinstance(each, GivenStart | GivenValue)]
        beginning = [start] if start != GivenStart() else []
        self.opening = [*beginning, *world, *contact, *(variables if start.label else [])]
        self.steps, self._mark = [], 0

    def given(self, given: Given) -> None:
        """Note a change of the world."""
        self.steps.insert(self._mark, given)
        self._mark += 1

    def move(self, step: Step) -> None:
        """Note what happened."""
        self._mark = len(self.steps)
        self.steps.append(step)

    def undo(self) -> None:
        """Forget the last move: nothing came of it."""
        del self.steps[self._mark :]

    def heard(self, messages: Iterable[Outbound]) -> None:
        """Note what the bot said."""
        self.steps += [Bot(shown(message)) for message in messages]
        self._mark = len(self.steps)

    def test(self, name: str, stage: Stage) -> Test:
        """Return the conversation as a test, ending in where it stands."""
        closing = Claim("end", "", stage.reason) if stage.state is None else Claim("at", stage.node)
        return Test(name, (*self.opening, *self.steps, closing))


def is_plain(value: object) -> bool:
    """Tell whether a value can be written in a `given` line."""
    if isinstance(value, date | time):
        return True
    return _is_json(value)


def _is_json(value: object) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_json(item) for key, item in value.items())
    if isinstance(value, list):
        return all(map(_is_json, value))
    return value is None or isinstance(value, str | bool | int | float)
