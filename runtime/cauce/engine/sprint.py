"""One sprint: from what wakes a run to its next wait. Pure and synchronous: the world comes in, effects go out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cauce.engine import limits
from cauce.engine.fault import Fault
from cauce.engine.frames import fall_back, interrupt, to_default_area
from cauce.engine.library import Library
from cauce.engine.phrases import SORRY
from cauce.engine.running import Running
from cauce.engine.scene import Scene, Trace
from cauce.engine.step import Next, Step, ignore, leave
from cauce.engine.values import weigh
from cauce.model.message import Outbound
from cauce.model.node_kind import Waits, told
from cauce.model.run import (
    Answer,
    Begin,
    Close,
    Effect,
    Event,
    HandedBack,
    HandOff,
    Reply,
    Resume,
    Say,
    Sprint,
    State,
    Timeout,
)

_OF_PEOPLE = (Reply, Begin, HandedBack)


def sprint(library: Library, state: State | None, resume: Resume, scene: Scene) -> Sprint:
    """Run a flow until it waits or ends.

    `state` is where the run stood (None to begin one; `Begin` drops it); it is not changed. What is no concern of
    the run (a late timer, a reply while an area has the conversation) gives the same state back, no effects and no
    wait: timers stand. Never raises; all that goes wrong is an event `run.error` with a code of the catalogue.
    """
    try:
        run = _wake(library, state, resume, scene)
    except Fault as fault:
        return _lost(fault, scene)
    try:
        _follow(run, _TAKE[type(resume)](run, resume))
    except Exception as error:  # noqa: BLE001 -- a plugin's code may raise anything; it must not end the host
        _mend(run, error)
    if run.unchanged:
        return Sprint(state, [], [], None, run.variables)
    step, program, left = run.parked, run.program, None
    if step is not None:
        left = State(
            program.name, program.revision, step.id, run.variables, run.attempts, run.serial, run.frames, run.shown
        )
        if run.told:
            left.told = run.told
        if not isinstance(resume, _OF_PEOPLE):
            left.alone = run.alone + len(run.effects)
    return Sprint(left, run.effects, run.events, run.wait, run.variables)


def _wake(library: Library, state: State | None, resume: Resume, scene: Scene) -> Running:
    """Return the run, standing where it stood. Raises Fault where its revision is gone."""
    if isinstance(resume, Begin):
        program = library.current(resume.flow)
        return Running(library, program, scene, dict(resume.variables), state.serial if state else 0)
    if state is None:
        raise Fault("E420", "version", node="")
    program = library.programs.get(state.revision) or library.get(state.revision)
    run = Running(library, program, scene, state.variables, state.serial)
    run.at = program.steps.get(state.node)
    if state.frames:
        run.frames = state.frames
    if state.attempts:
        run.attempts = state.attempts
    if state.shown is not None:
        run.shown = state.shown
    if state.alone:
        run.alone = state.alone
    if state.told:
        run.told = state.told
    return run


def _mend(run: Running, error: Exception) -> None:
    """Go on by an `error` port after something went wrong, as often as it takes."""
    wrong: Exception | None = error
    while wrong is not None:
        fault = wrong if isinstance(wrong, Fault) else Fault("E499", "internal", problem=type(wrong).__name__)
        try:
            _follow(run, _rescue(run, fault))
        except Exception as another:  # noqa: BLE001 -- as in `sprint`; `_rescue` counts them
            wrong = another
        else:
            wrong = None


def _follow(run: Running, step: Next) -> None:
    """Go from step to step until one stops; wrong answers are counted anew, and no area is waited for. Raises Fault where none stops."""
    trace, budget = run.scene.trace, limits.STEPS
    if step is not None and (run.attempts or run.told):
        run.attempts = run.told = 0
    while step is not None:
        if trace is not None:
            _tell(run, trace)
        budget -= 1
        run.at = step
        if budget < 0:
            raise Fault("E401", "loop", limit=limits.STEPS)
        step = step.enter(run)
    if run.parked is None and not (run.over or run.unchanged):
        run.end("end")


def _tell(run: Running, trace: Trace) -> None:
    """Tell the edge that was just walked; the way into a flow, and that into a called one, are none."""
    at = run.at or run.program.ending
    flow, node, port = run.edge or (at.program.name, at.id, "next")
    run.edge = None
    if node or port != "next":
        trace(flow, node, port)


def _begin(run: Running, resume: Begin) -> Next:
    if resume.message is not None:
        run.answer = resume.message.text
    run.events.append(run.program.started)
    return run.program.entry(resume.label) if resume.label else run.program.start


def _reply(run: Running, resume: Reply) -> Next:
    step = run.at or _nowhere()
    message = resume.message
    run.answer = message.text
    if step.waits is Waits.PERSON:
        return step.reply(run, message)
    if step.waits is Waits.AREA:
        # Where it is closed, the bot still has the conversation.
        return interrupt(run, message.text) or step.reply(run, message) if run.told else ignore(run)
    return interrupt(run, message.text) or ignore(run)


def _timeout(run: Running, resume: Timeout) -> Next:
    step = run.at or _nowhere()
    if resume.serial != run.serial:
        return ignore(run)
    _go_on_alone(run)
    if step.waits is Waits.ANSWER:
        raise Fault("E416", "timeout", type=step.id)
    return step.timeout(run)


def _answer(run: Running, resume: Answer) -> Next:
    step = run.at or _nowhere()
    if resume.serial != run.serial:
        return ignore(run)
    _go_on_alone(run)
    return step.answer(run, resume)


def _back(run: Running, _: HandedBack) -> Next:
    return (run.at or _nowhere()).back(run)


def _go_on_alone(run: Running) -> None:
    """Raise Fault, beyond mending, where a flow has done too much without a person."""
    if run.alone > limits.ALONE:
        run.rescues = limits.RESCUES
        raise Fault("E424", "loop", limit=limits.ALONE)


def _nowhere() -> Step:
    """Raise Fault: the revision has no node like the one that the state names."""
    raise Fault("E420", "version", node="")


_TAKE: dict[type, Callable[[Running, Any], Next]] = {
    Begin: _begin,
    Reply: _reply,
    Timeout: _timeout,
    Answer: _answer,
    HandedBack: _back,
}


def _rescue(run: Running, fault: Fault) -> Next:
    """Note what went wrong and leave by the node's `error` port, the flow's, or to the default area."""
    node = run.at.id if run.at else ""
    run.parked = run.wait = run.edge = None
    run.events.append(Event("run.error", node, {"code": fault.code, "kind": fault.kind, **fault.data}))
    run.rescues += 1
    if run.rescues > limits.RESCUES:
        return to_default_area(run, node, "error")
    run.fuel = limits.FUEL // 4
    run.put("error", _told(fault, node))
    failed = run.at.failed if run.at else None
    return leave(failed, run) or fall_back(run, "error") or to_default_area(run, node, "error")


def _told(fault: Fault, node: str) -> dict[str, Any]:
    """Return what `error.*` says: the fault's own words only where they are small enough."""
    error: dict[str, Any] = {"kind": fault.kind, "code": fault.code, "node": node}
    try:
        weigh({**fault.data, **error})
    except Fault:
        return error
    return {**fault.data, **error}


def _lost(fault: Fault, scene: Scene) -> Sprint:
    """Return the end of a run whose flow is not there any more: a person takes over, or the person is told."""
    events = [
        Event("run.error", "", {"code": fault.code, "kind": fault.kind, **fault.data}),
        Event("run.ended", "", {"reason": "error"}),
    ]
    effects: list[Effect] = (
        [HandOff(scene.default_area, "", "")]
        if scene.default_area
        else [Say(Outbound(told(SORRY, "es")), ""), Close("error")]
    )
    return Sprint(None, effects, events, None)
