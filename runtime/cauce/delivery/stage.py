"""The stage: what every step of every conversation needs, and who works on the same database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from cauce.delivery.files import Files
from cauce.delivery.world import World
from cauce.engine.library import Library
from cauce.model.run import State
from cauce.store.bot import RUNNING


class Remembered:
    """The states of the runs that stepped last, so that they need not be read again from JSON.

    The database stays the truth: a state counts only together with the very text that it was stored as.
    """

    def __init__(self, size: int = 4096) -> None:
        self._size = size
        self._states: dict[int, tuple[str, State]] = {}

    def put(self, conversation: int, text: str, state: State) -> None:
        """Remember what was stored."""
        if len(self._states) >= self._size:
            self._states.clear()
        self._states[conversation] = (text, state)

    def get(self, conversation: int, text: str) -> State | None:
        """Return the state that was stored as this text, if it is remembered."""
        found = self._states.get(conversation)
        return found[1] if found is not None and found[0] == text else None


@dataclass(slots=True)
class Stage:
    """What every step needs: the flows, the world, and this process's epoch, with which attempts are signed.

    muted: until when, in milliseconds, nothing is said to whom, by identity, for they seem to be machines. peers: the epochs
    of the other processes that live, as of the last look. holds: whether this process is still sure that the others
    believe that it lives. bot: whether it answers: see `cauce.delivery.switch`. files: those that messages may name.
    """

    library: Library
    world: World
    epoch: int
    states: Remembered = field(default_factory=Remembered)
    muted: dict[int, int] = field(default_factory=dict)
    peers: frozenset[int] = frozenset()
    holds: Callable[[], bool] = lambda: True
    bot: str = RUNNING
    files: Files = field(default_factory=Files)

    def lives(self, epoch: int) -> bool:
        """Tell whether a process is at work. One that joined after the last look is."""
        return epoch == self.epoch or epoch in self.peers or epoch > max(self.epoch, *self.peers, 0)
