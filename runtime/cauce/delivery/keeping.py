"""What a sprint asked for, written into the same transaction: the run, what is to be said and called, whose it is now."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from cauce.delivery import codec
from cauce.delivery.sheet import Sheet, Write
from cauce.delivery.stage import Stage
from cauce.engine.state import dump as dump_state
from cauce.engine.state import encode
from cauce.model.message import Outbound
from cauce.model.node_kind import Waits
from cauce.model.run import Close, HandOff, Invoke, Keep, Say, Sprint, Tag
from cauce.store import conversations, outbox, runs
from cauce.store.conversations import Holder, Standing
from cauce.store.messages import Draft
from cauce.store.outbox import Effect

log = logging.getLogger("cauce.flows")


@dataclass(slots=True)
class Moved:
    """What a step leads to outside for a person: effects to carry out in order, and when something is due (None: nothing new).

    identity: of the person, for what is said keeps its order over all their conversations. heard, said: the texts of it.
    """

    identity: int
    effects: list[Effect] = field(default_factory=list)
    due: int | None = None
    heard: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Keeper:
    """Writes the outcome of one sprint down.

    together: whether all that is said may be attempted at once, because the transport drops what it had already.
    """

    sheet: Sheet
    standing: Standing
    moved: Moved
    stage: Stage
    together: bool
    now: int
    fields: dict[str, Any] | None = None
    tags: list[str] | None = None

    def keep(self, outcome: Sprint, path: Mapping[str, Any] | None = None) -> None:
        """Write everything down: effects first, in their order, then where the run stands. path: see `cauce.delivery.walking`."""
        told = len(self.sheet.facts)
        for effect in outcome.effects:
            self._effect(effect)
        for event in outcome.events:
            if event.type == "run.error":
                log.warning("a flow met an error", extra={"node": event.node, "error": codec.dump_facts(event.data)})
            data = codec.dump_facts(event.data) if event.data else {}
            self._tell(event.type, {"node": event.node, **data} if event.node else data)
        if path is not None:
            self._walked(path, told)
        if self.fields is not None:
            self.standing.fields = codec.dump(self.fields)
            self._write(
                partial(conversations.keep, contact=self.standing.contact, fields=self.standing.fields, now=self.now)
            )
        if self.tags is not None:
            self.standing.tags = codec.dump(self.tags)
            self._write(partial(conversations.label, conversation=self.standing.conversation, tags=self.standing.tags))
        self._run(outcome)

    def _tell(self, kind: str, data: dict[str, Any]) -> None:
        self.sheet.facts.append((self.standing.conversation, kind, data))

    def _walked(self, path: Mapping[str, Any], told: int) -> None:
        """Tell the way through the flow with the last fact of the sprint, so that it costs no row; where it has none, by itself."""
        if len(self.sheet.facts) == told:
            self._tell("run.walked", {"walk": path})
        else:
            conversation, kind, data = self.sheet.facts[-1]
            self.sheet.facts[-1] = (conversation, kind, {**data, "walk": path})

    def _write(self, write: Write) -> None:
        self.sheet.rest.append(write)

    def _effect(self, effect: object) -> None:
        match effect:
            case Say():
                self._say(effect)
            case Invoke():
                self._queue("invoke", None, codec.dump_call(effect), attempt=not self.standing.speaker)
            case HandOff():
                self._hand_off(effect)
            case Keep():
                self._field(effect)
            case Tag():
                self._tag(effect)
            case Close():
                self._close(effect)

    def _say(self, say: Say) -> None:
        self.moved.said.append(say.message.text)
        self.speak(say.message, "bot", {"node": say.node})

    def speak(self, message: Outbound, author: str, told: dict[str, Any]) -> Draft:
        """Say something, in its turn, and return it. told: what the event says besides."""
        standing = self.standing
        body = codec.dump(message)
        draft = Draft(standing.conversation, standing.channel, body, author=author)
        self.sheet.drafts.append(draft)
        first = not standing.speaker
        self._queue("say", draft, body, attempt=first or (self.together and self._all_attempted()))
        self._tell("message.new", {"message": draft, "direction": "out", **told})
        return draft

    def _all_attempted(self) -> bool:
        """Tell whether what is to be said before was all attempted in this very step, so that order holds."""
        ours = self.moved.effects
        return self.standing.alone and all(one.state == "attempt" and one.kind == "say" for one in ours)

    def _queue(self, kind: str, draft: Draft | None, body: str, *, attempt: bool) -> None:
        standing = self.standing
        self._choose_speaker()
        effect = Effect(
            0, standing.conversation, standing.identity, standing.channel, kind, None, body,
            "attempt" if attempt else "queued", int(attempt), 0, (standing.kind, standing.value),
        )  # fmt: skip
        self.sheet.effects.append((effect, draft, standing.speaker))
        if standing.speaker == self.stage.epoch:
            self.moved.effects.append(effect)

    def _choose_speaker(self) -> None:
        """Leave it to whoever is speaking to the person already, for only one may; what a dead one left is ours."""
        standing, ours = self.standing, self.stage.epoch
        if not standing.speaker:
            standing.speaker, standing.alone = ours, True
        elif not self.stage.lives(standing.speaker):
            self._write(partial(outbox.take_over, identity=standing.identity, epoch=ours))
            standing.speaker = ours

    def _hand_off(self, effect: HandOff) -> None:
        self._give(Holder("queue", effect.area, effect.note))
        self._tell("conversation.queued", {"area": effect.area, "note": effect.note, "node": effect.node})

    def _give(self, holder: Holder) -> None:
        self._write(partial(conversations.give, conversation=self.standing.conversation, holder=holder, now=self.now))
        self.standing.owner = holder.owner

    def _field(self, effect: Keep) -> None:
        if self.fields is None:
            self.fields = codec.load(self.standing.fields)
        if effect.value is None:
            self.fields.pop(effect.field, None)
        else:
            self.fields[effect.field] = encode(effect.value)

    def _tag(self, effect: Tag) -> None:
        if self.tags is None:
            self.tags = codec.load(self.standing.tags)
        if effect.remove and effect.name in self.tags:
            self.tags.remove(effect.name)
        elif not effect.remove and effect.name not in self.tags:
            self.tags.append(effect.name)

    def _close(self, effect: Close) -> None:
        reason = effect.reason[:191]
        self._write(partial(conversations.close, conversation=self.standing.conversation, reason=reason, now=self.now))
        self.standing.opened = None
        self._tell("conversation.closed", {"reason": effect.reason})

    def _run(self, outcome: Sprint) -> None:
        standing, state, wait = self.standing, outcome.state, outcome.wait
        if state is None:
            self.sheet.places.pop(standing.conversation, None)
            self._write(partial(runs.end, conversation=standing.conversation, now=self.now))
            standing.state, standing.wait = None, ""
            return
        standing.state = dump_state(state)
        if wait is None:
            return
        due = None if wait.seconds is None else self.now + round(wait.seconds * 1000)
        # An area opens when it opens: whoever kept the run from looking lets it look at once.
        patience = 0.0 if wait.kind is Waits.OPENING else wait.seconds
        place = runs.Place(state.flow, state.revision, standing.state, wait.kind.value, wait.serial, patience, due)
        self.sheet.places[standing.conversation] = place
        standing.wait, standing.serial = wait.kind.value, wait.serial
        self.moved.due = due if self.moved.due is None else self.moved.due if due is None else min(due, self.moved.due)
