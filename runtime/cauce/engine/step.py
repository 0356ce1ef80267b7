"""A step of a compiled flow: what happens when a run enters a node, and when something wakes it there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cauce.model.message import Inbound
from cauce.model.node_kind import Waits
from cauce.model.run import Answer

if TYPE_CHECKING:
    from cauce.engine.program import Program
    from cauce.engine.running import Running


class Step:
    """One node, compiled.

    Its functions return the step to go on with, or None when the run stops here: it has parked, or it is over.

    enter: the run arrives. reply: the person wrote. timeout: its time is up. back: an operator gave the conversation
    back. answer: what it invoked came out. returned: the flow that it called came back. failed: a fault happened here.
    seconds: how long it waits, where the author said so.
    """

    __slots__ = (
        "answer",
        "back",
        "enter",
        "failed",
        "id",
        "program",
        "reply",
        "returned",
        "seconds",
        "timeout",
        "waits",
    )

    def __init__(self, program: Program, id_: str) -> None:
        self.program = program
        self.id = id_
        self.waits = Waits.NOTHING
        self.enter: Enter = ignore
        self.reply: Callable[[Running, Inbound], Next] = ignore
        self.timeout: Enter = ignore
        self.back: Enter = ignore
        self.answer: Callable[[Running, Answer], Next] = ignore
        self.returned: Callable[[Running, Any], Next] | None = None
        self.failed: Exit | None = None
        self.seconds: Callable[[Running], float] | None = None


Next = Step | None
Enter = Callable[["Running"], Next]
Exit = Callable[["Running"], Next]
"""A way out as an author wired it: gives the step behind it, or None where its guard does not hold."""
Keep = Callable[["Running", Any], None]
"""Stores a value under the name that an author gave."""


def leave(way_out: Exit | None, run: Running) -> Next:
    """Return the step behind a way out; None where nobody wired it, or its guard does not hold."""
    return None if way_out is None else way_out(run)


def ignore(run: Running, *_: object) -> Next:
    """Leave the run as it stands: what came is no concern of the node that waits."""
    run.unchanged = True
    return None
