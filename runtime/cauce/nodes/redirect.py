"""`redirect ventas`: give the conversation to the people of an area, when it opens where it is closed."""

from __future__ import annotations

from datetime import datetime

from cauce.engine import limits
from cauce.engine.build import Build, Waiting
from cauce.engine.fault import Fault
from cauce.engine.frames import silent
from cauce.engine.phrases import CLOSED, OFFICE_HOURS
from cauce.engine.running import Running
from cauce.engine.scene import AreaView
from cauce.engine.step import Enter, Next, ignore, leave
from cauce.model.message import Inbound
from cauce.model.node_kind import NodeKind, PortSpec, Waits, told


class Redirect:
    """One hand-over, compiled."""

    def __init__(self, build: Build) -> None:
        self.step = build.step
        self.area, self.note = build.text("area"), build.text("note")
        self.closed, self.done = build.exit("closed"), build.exit("done")
        self.expired: Enter = silent(build.exit("timeout")) if build.ports("timeout") else ignore

    def enter(self, run: Running) -> Next:
        """Hand over where the area is open, else go the way that is wired for that, else wait for it to open."""
        name, view = self._look(run)
        if view.open:
            return self._hand_over(run, name)
        target = leave(self.closed, run)
        if target is not None:
            run.event("area.closed", self.step.id, area=name)
            return target
        opens = None if view.opens_at is None else int(view.opens_at.timestamp() * 1000)
        run.event("area.closed", self.step.id, area=name, pending=True, opens_at=opens)
        return self._be_courteous(run, view)

    def reply(self, run: Running, message: Inbound) -> Next:  # noqa: ARG002 - the shape of a reply
        """Say again that it is closed, but not to every word."""
        name, view = self._look(run)
        if view.open:
            return self._hand_over(run, name)
        if run.scene.now.timestamp() - run.told < view.again:
            return ignore(run)
        return self._be_courteous(run, view)

    def timeout(self, run: Running) -> Next:
        """Hand over if it is open by now, or wait on; where the area has the conversation, it took too long."""
        if not run.told:
            return self.expired(run)
        name, view = self._look(run)
        return self._hand_over(run, name) if view.open else self._wait(run, view.opens_at)

    def back(self, run: Running) -> Next:
        """Go on, now that an operator gave the conversation back."""
        return leave(self.done, run) or run.end("done")

    def _look(self, run: Running) -> tuple[str, AreaView]:
        name = self.area(run)
        view = run.scene.areas.get(name)
        if view is None:
            raise Fault("E414", "area", area=name)
        return name, view

    def _hand_over(self, run: Running, name: str) -> Next:
        run.told = 0
        run.hand_off(name, self.note(run), self.step.id)
        run.park(self.step, self.step.seconds(run) if self.step.seconds else None)
        return None

    def _be_courteous(self, run: Running, view: AreaView) -> Next:
        hours = view.hours or told(OFFICE_HOURS, run.lang)
        run.speak(view.courtesy or told(CLOSED, run.lang).format(hours=hours), self.step.id)
        run.told = max(1, int(run.scene.now.timestamp()))
        return self._wait(run, view.opens_at)

    def _wait(self, run: Running, opens_at: datetime | None) -> Next:
        seconds = None
        if opens_at is not None:
            left = (opens_at - run.scene.now).total_seconds()
            seconds = max(limits.SHORTEST_WAIT, left) if left > 0 else limits.OPENING_SECONDS
        run.park(self.step, seconds, Waits.OPENING)
        return None


def build(build: Build) -> Waiting:
    """Hand over, now or when the area opens, and wait to be given back."""
    made = Redirect(build)
    return Waiting(made.enter, reply=made.reply, timeout=made.timeout, back=made.back)


KIND = NodeKind(
    name="redirect",
    title={"es": "Derivar", "en": "Hand over"},
    summary={
        "es": "Entrega la conversación a un área. El flujo calla hasta que la devuelven. Si el área está cerrada y no hay "
        "`on closed`, avisa a la persona cuál es el horario y la entrega cuando abre.",
        "en": "Gives the conversation to an area. The flow is silent until it is given back. Where the area is closed and "
        "there is no `on closed`, it tells the person the hours, and hands over when the area opens.",
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
