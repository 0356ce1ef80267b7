"""Flows inside flows: calling, coming back, and what callers catch of what happens further in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cauce.engine import limits
from cauce.engine.fault import Fault
from cauce.engine.folding import fold
from cauce.engine.phrases import LOST, SORRY
from cauce.engine.step import leave
from cauce.model.message import Outbound
from cauce.model.node_kind import told
from cauce.model.run import Event, Frame, Say

if TYPE_CHECKING:
    from cauce.engine.program import Program
    from cauce.engine.running import Running
    from cauce.engine.step import Enter, Exit, Next, Step


def call(run: Running, step: Step, flow: str, variables: dict[str, Any]) -> Next:
    """Go into another flow, which sees only `variables`. Raises Fault where it is too deep, or does not exist."""
    if len(run.frames) >= limits.CALL_DEPTH:
        raise Fault("E412", "depth", limit=limits.CALL_DEPTH)
    program = run.library.current(flow)
    frame = Frame(run.program.name, run.program.revision, step.id, run.variables)
    run.frames = (*run.frames, frame)
    run.become(program, variables)
    run.edge = (program.name, "", "next")
    return program.start


def give_back(run: Running, value: Any) -> Next:
    """Go back to the caller with a value; where nobody called, the conversation ends."""
    if not run.frames:
        return run.end("end")
    *frames, frame = run.frames
    program = run.library.get(frame.revision)
    run.frames = tuple(frames)
    run.become(program, frame.variables)
    step = program.steps.get(frame.node)
    if step is None or step.returned is None:
        raise Fault("E420", "version", node=frame.node)
    run.edge = (frame.flow, frame.node, "next")
    return step.returned(run, value)


def outward(run: Running, find: Callable[[Program], Exit | None]) -> Next:
    """Leave by what the running flow has wired, else its callers from the inside out; their inner frames are dropped.

    Returns None, and changes nothing, where no flow has a way out that holds.
    """
    inside = (run.program, run.variables, run.frames)
    while True:
        target = leave(find(run.program), run)
        if target is not None:
            return target
        if not run.frames:
            break
        *frames, frame = run.frames
        run.frames = tuple(frames)
        run.become(run.library.get(frame.revision), frame.variables)
    program, variables, run.frames = inside
    run.become(program, variables)
    return None


def fall_back(run: Running, port: str) -> Next:
    """Leave by a port of the flow's own (`on timeout`, `on invalid`, `on error`), or a caller's."""
    return outward(run, lambda program: program.exits.get(port))


def interrupt(run: Running, text: str) -> Next:
    """Leave by the global keyword that is the whole message, if there is one."""
    if not run.frames and not run.program.keywords:
        return None
    word = fold(text[: limits.MATCHED_TEXT])
    return outward(run, lambda program: program.keywords.get(word))


def silent(own: Exit | None) -> Enter:
    """Return what happens when a person was silent for too long: the node's exit, the flow's, else the end."""

    def timeout(run: Running) -> Next:
        return leave(own, run) or fall_back(run, "timeout") or run.end("timeout")

    return timeout


def gave_up(run: Running, node: str, own: Exit | None) -> Next:
    """Leave when the retries are used up: by the node's exit, the flow's, else to the default area."""
    return leave(own, run) or fall_back(run, "invalid") or to_default_area(run, node, "invalid")


def to_default_area(run: Running, node: str, reason: str) -> Next:
    """Give the conversation to whoever takes over where nothing else is said; the run is over.

    Where there is nobody, the person is told, and the conversation closes. Never raises.
    """
    area = run.program.area or run.scene.default_area
    if area:
        run.hand_off(area, "", node)
        return run.stop(Event("run.ended", "", {"reason": reason}))
    if run.replies < limits.REPLIES:
        run.say(Say(Outbound(told(LOST if reason == "invalid" else SORRY, run.lang)), node))
    return run.end(reason)
