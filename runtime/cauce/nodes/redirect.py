"""`redirect ventas`: give the conversation to the people of an area."""

from __future__ import annotations

from cauce.engine.build import Build, Waiting
from cauce.engine.fault import Fault
from cauce.engine.running import Running
from cauce.engine.step import Next, leave
from cauce.model.node_kind import NodeKind, PortSpec, Waits


def build(build: Build) -> Waiting:
    """Hand over where the area is open (or nothing is wired for when it is not), and wait to be given back."""
    area, note, step = build.text("area"), build.text("note"), build.step
    closed, done = build.exit("closed"), build.exit("done")

    def enter(run: Running) -> Next:
        name = area(run)
        view = run.scene.areas.get(name)
        if view is None:
            raise Fault("E414", "area", area=name)
        target = None if view.open else leave(closed, run)
        if target is not None:
            run.event("area.closed", step.id, area=name)
            return target
        run.hand_off(name, note(run), step.id)
        run.park(step, step.seconds(run) if step.seconds else None)
        return None

    def back(run: Running) -> Next:
        return leave(done, run) or run.end("done")

    return Waiting(enter, back=back)


KIND = NodeKind(
    name="redirect",
    title={"es": "Derivar", "en": "Hand over"},
    summary={
        "es": "Entrega la conversación a un área. El flujo calla hasta que la devuelven.",
        "en": "Gives the conversation to an area. The flow is silent until it is given back.",
    },
    icon="headset",
    schema={
        "type": "object",
        "required": ["area"],
        "x-positional": ["area"],
        "properties": {
            "area": {"type": "string", "title": "Area", "x-kind": "ref:area"},
            "note": {"type": "string", "title": "Note for whoever takes it", "x-kind": "text", "default": ""},
        },
    },
    ports={
        "closed": PortSpec({"es": "El área está cerrada", "en": "The area is closed"}, required="W306"),
        "done": PortSpec({"es": "La devolvieron al flujo", "en": "It was given back to the flow"}),
    },
    waits=Waits.AREA,
    terminal=True,
    example='redirect ventas\n  note = "Interesado en planes"\n  on closed -> fuera_de_hora',
    build=build,
)
