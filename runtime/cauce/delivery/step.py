"""A step: what wakes a conversation, what the engine makes of it, and the one transaction that keeps all of it.

A `Step` lives inside one job of the writer. In a file the job is the claim, on a server the locked row of the person is:
nobody else steps these conversations meanwhile, and
one that fails leaves nothing behind. What it leads to outside (sending, calling) is returned, and done after the commit.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

from cauce.crash import crash_point
from cauce.delivery import codec, walking
from cauce.delivery.keeping import Keeper, Moved
from cauce.delivery.sheet import Sheet
from cauce.delivery.stage import Stage
from cauce.engine.scene import Edge
from cauce.engine.sprint import sprint
from cauce.engine.state import load as load_state
from cauce.errors import Unavailable
from cauce.model.message import Inbound, Outbound
from cauce.model.run import Answer, Begin, HandedBack, Reply, Resume, Sprint, State, Timeout
from cauce.store import conversations, inbox, messages, outbox, runs
from cauce.store.bot import PAUSED, RUNNING
from cauce.store.connection import Connection
from cauce.store.conversations import Standing, Who
from cauce.store.inbox import Entry, Waiting
from cauce.store.messages import Draft
from cauce.store.outbox import Effect, Ending
from cauce.store.trouble import trouble_of
from cauce.transport import Arrival

log = logging.getLogger("cauce.delivery")

INLINE = 32
"""How many arrivals of one body are answered in the commit that stores them; the rest take their turn."""

RETRY_MS = 1000
"""How long after a step failed it is tried again, times the tries."""


@dataclass(frozen=True, slots=True)
class Body:
    """What one body brought to a channel, by the channel's id."""

    channel: int
    raw: bytes
    arrivals: Sequence[Arrival]


class Step:
    """Steps conversations within one transaction; `flush` writes what that led to.

    `moved` says what is to be done outside once it is committed.
    """

    def __init__(self, stage: Stage, db: Connection) -> None:
        self.stage = stage
        self.db = db
        self.now = stage.world.clock.now()
        self.moved: dict[int, Moved] = {}
        self.taken = 0
        self._sheet = Sheet()
        self._people: dict[tuple[int, str, str], Standing] = {}

    def flush(self) -> None:
        """Write what the steps so far led to."""
        self._sheet.flush(self.db, self.now)

    def arrive(self, bodies: Sequence[Body]) -> list[list[bool]]:
        """Store what arrived, then step the conversations that are free to go on. False for what was known already."""
        entries = [Entry(body.channel, arrival.provider_id, body.raw) for body in bodies for arrival in body.arrivals]
        found = iter(inbox.add_messages(self.db, entries, self.now))
        rows = [[next(found) for _ in body.arrivals] for body in bodies]
        crash_point("P3")
        self._meet(bodies, rows)
        for body, ids in zip(bodies, rows, strict=True):
            for place, (arrival, row) in enumerate(zip(body.arrivals, ids, strict=True)):
                if row is not None:
                    self._arrived(body.channel, arrival, row, inline=place < INLINE)
        return [[row is not None for row in ids] for ids in rows]

    def _meet(self, bodies: Sequence[Body], rows: Sequence[Sequence[int | None]]) -> None:
        """Look up at once who wrote."""
        people: dict[int, dict[tuple[str, str], Who]] = {}
        for body, ids in zip(bodies, rows, strict=True):
            for arrival, row in zip(body.arrivals, ids, strict=True):
                if row is not None:
                    people.setdefault(body.channel, {}).setdefault(arrival.address, _who(arrival))
        for channel, found in people.items():
            for address, standing in conversations.meet_all(self.db, channel, list(found.values()), self.now).items():
                self._people[channel, *address] = standing

    def _standing(self, channel: int, arrival: Arrival) -> Standing:
        """Return where the person stands; a conversation that was closed is followed by a new one."""
        key = (channel, *arrival.address)
        standing = self._people.get(key)
        if standing is None or standing.opened is None:
            self.flush()
            standing = self._people[key] = conversations.meet(self.db, channel, _who(arrival), self.now)
        return standing

    def _arrived(self, channel: int, arrival: Arrival, row: int, *, inline: bool) -> None:
        standing = self._standing(channel, arrival)
        self._note(standing, arrival)
        if standing.backlog or not inline or self._must_wait(standing):
            payload = codec.dump(arrival.message)
            inbox.wait(self.db, row, standing.conversation, payload)
            standing.backlog = 1
            self._hasten(standing, self.now if not inline else None)
            return
        if standing.owner == "bot":
            self._moved(standing).heard.append(arrival.message.text)
        self._take(standing, Waiting(row, "message", arrival.provider_id), arrival.message)

    def _note(self, standing: Standing, arrival: Arrival) -> None:
        """Write a message into the transcript as soon as it is known, whoever's turn it is to answer."""
        body = codec.dump(arrival.message)
        draft = Draft(standing.conversation, standing.channel, body, arrival.provider_id)
        self._sheet.drafts.append(draft)
        self._tell(standing, "message.new", {"message": draft, "direction": "in"})

    def _tell(self, standing: Standing, kind: str, data: dict[str, Any]) -> None:
        self._sheet.facts.append((standing.conversation, kind, data))

    def wake(self, conversation: int) -> None:
        """Go on with what waits in a conversation."""
        self._drain(self.claim(conversation))

    def claim(self, conversation: int) -> Standing:
        """Return where a conversation stands, for whoever changes it within this transaction."""
        self.flush()
        return conversations.claim(self.db, conversation)

    def time_is_up(self, limit: int) -> int:
        """Step the runs whose wait is over, at most `limit`, and return how many there were."""
        if self.stage.bot != RUNNING:
            return 0
        found = runs.due(self.db, self.now, limit)
        for conversation, serial, patience in found:
            standing = self.claim(conversation)
            if not runs.is_due(self.db, conversation, serial, self.now):
                continue
            if standing.owner == "paused":
                self._return(standing, serial, patience)
            elif not _may_time_out(standing):
                runs.postpone(self.db, conversation, serial, None)
            elif standing.speaker and standing.wait == "person":
                # It counts from when the bot finished speaking, and it has not.
                runs.postpone(self.db, conversation, serial, self._later(patience))
            else:
                self._time_out(standing, serial)
        return len(found)

    def _later(self, patience: float | None) -> int | None:
        return None if patience is None else self.now + int(patience * 1000)

    def _return(self, standing: Standing, serial: int, patience: float | None) -> None:
        """Let the bot speak again where it was paused."""
        conversations.give(self.db, standing.conversation, conversations.BOT, self.now)
        runs.postpone(self.db, standing.conversation, serial, self._later(patience))
        self._tell(standing, "conversation.returned", {"reason": "pause"})
        standing.owner = "bot"
        self._release(standing)
        self._drain(standing)

    def _time_out(self, standing: Standing, serial: int) -> None:
        told = len(self._sheet.facts)
        waited = standing.owner == "queue"
        outcome = self._guarded(standing, Timeout(serial))
        if isinstance(outcome, str) or outcome.wait is None:
            # A failed step is tried again in a minute; a time that is no concern of the run any more, never.
            later = self.now + 60 * RETRY_MS if isinstance(outcome, str) else None
            runs.postpone(self.db, standing.conversation, serial, later)
        elif waited and standing.owner == "queue" and not self._was_queued(told):
            conversations.give(self.db, standing.conversation, conversations.BOT, self.now)
            self._tell(standing, "conversation.returned", {"reason": "timeout"})
            standing.owner = "bot"
        self._drain(standing)

    def _was_queued(self, told: int) -> bool:
        """Tell whether a conversation was given to an area since a place of the sheet."""
        return any(kind == "conversation.queued" for _, kind, _ in self._sheet.facts[told:])

    def answered(self, effect: Effect, answer: Answer, error: str | None) -> bool:
        """Take the outcome of a call: it is kept like anything that comes in. False where the call was not ours any more."""
        ending = Ending("sent" if error is None else "failed", error)
        standing = self.claim(effect.conversation)
        if not outbox.settle(self.db, effect.id, self.stage.epoch, ending, self.now):
            return False
        payload = codec.dump_answer(answer)
        key = f"answer:{effect.id}"
        row = inbox.add_answer(self.db, effect.channel, key, self.now)
        if row is not None:
            self._take(standing, Waiting(row, "answer", key, payload))
            self._drain(standing)
        return True

    def given(self, standing: Standing, owner: str, *, opened: bool) -> None:
        """Let the run follow, now that somebody gave the conversation to another.

        It waits where it stands while a person has it, goes on where the bot has it again, and ends where it is closed.
        """
        helped = standing.wait == "area" or (standing.wait == "opening" and standing.owner != "paused")
        standing.owner, standing.opened = owner, 1 if opened else None
        if not opened:
            self._end_run(standing)
        elif owner == "bot" and helped:
            self._hand_back(standing)
        elif owner == "bot" or (owner == "queue" and standing.wait == "area"):
            self._hasten(standing, runs.arm(self.db, standing.conversation, self.now))
        else:
            runs.postpone(self.db, standing.conversation, standing.serial, None)
        if owner == "bot" or not opened:
            self._release(standing)
        self._drain(standing)

    def _end_run(self, standing: Standing) -> None:
        if standing.state is not None:
            self._tell(standing, "run.ended", {"reason": "closed"})
        runs.end(self.db, standing.conversation, self.now)
        standing.state, standing.wait = None, ""

    def _hand_back(self, standing: Standing) -> None:
        if isinstance(self._guarded(standing, HandedBack()), str):
            # Whoever has it keeps it: nothing of this is stored.
            raise Unavailable({"es": "El flujo no pudo seguir.", "en": "The flow could not go on."})

    def _release(self, standing: Standing) -> None:
        """Let answers that came while a person had the conversation have their turn."""
        if inbox.release(self.db, standing.conversation):
            standing.backlog = 1

    def speak(self, standing: Standing, message: Outbound, told: dict[str, Any]) -> Draft:
        """Say what an operator says, in its turn. Returns it; its id is known after `flush`."""
        return self._keeper(standing).speak(message, "human", told)

    def remark(self, standing: Standing, message: Outbound, plugin: str) -> Draft:
        """Say what a plugin says, in its turn, as the bot does. Returns it; its id is known after `flush`."""
        return self._keeper(standing).speak(message, "bot", {"plugin": plugin})

    def wake_at(self, standing: Standing, due: int) -> None:
        """Have the alarm look at what is due, at a time."""
        self._hasten(standing, due)

    def _drain(self, standing: Standing) -> None:
        """Take what waits in a conversation, in order, for as long as the run can."""
        origin = standing.conversation
        last = self.taken + INLINE
        while standing.backlog and (row := inbox.next_of(self.db, origin)) is not None:
            if row.due_at > self.now or self.taken >= last:
                self._hasten(standing, max(row.due_at, self.now))
                return
            if row.kind == "message" and standing.opened is None:
                standing = self._reopen(standing, row)
            if row.kind == "message" and self._must_wait(standing):
                return
            if self._take(standing, row):
                inbox.finish(self.db, row.id, standing.conversation, self.now)

    def _reopen(self, standing: Standing, row: Waiting) -> Standing:
        """Move a message that came while the last conversation was being closed into the next one."""
        self.flush()
        again = conversations.meet(self.db, standing.channel, Who((standing.kind, standing.value)), self.now)
        again.backlog = 1
        messages.move(self.db, standing.channel, row.key, again.conversation)
        return again

    def _must_wait(self, standing: Standing) -> bool:
        """Tell whether what a person says has to wait: for what the run is waiting for, or for the bot."""
        return standing.owner == "bot" and (standing.wait == "answer" or self.stage.bot == PAUSED)

    def _take(self, standing: Standing, row: Waiting, message: Inbound | None = None) -> bool:
        """Step a conversation with a row of the inbox. False where that failed: the row waits, or was set aside."""
        self.taken += 1
        silent = standing.owner != "bot" or self.stage.bot != RUNNING
        if row.kind == "answer" and standing.wait == "answer" and silent:
            # What came of the call is the flow's, which is silent until it has the conversation again.
            inbox.hold(self.db, row.id, standing.conversation, row.payload)
            return False
        resume = self._resume(standing, row, message)
        if resume is None:
            if row.kind == "message" and standing.owner == "bot":
                self._tell(standing, "message.unanswered", {})
            return True
        outcome = self._guarded(standing, resume)
        if not isinstance(outcome, str):
            return True
        due = self.now + RETRY_MS * (row.attempts + 1)
        if message is not None:
            row = replace(row, payload=codec.dump(message))
        if inbox.fail(self.db, row, standing.conversation, outcome, due):
            standing.backlog = 1
            self._hasten(standing, due)
        else:
            reason = outcome.strip().rsplit("\n", 1)[-1][:200]
            self._tell(standing, "message.parked", {"inbox": row.id, "reason": reason})
        return False

    def _resume(self, standing: Standing, row: Waiting, message: Inbound | None) -> Resume | None:
        """Return what a row means to the run, None where it means nothing to it."""
        if row.kind == "answer":
            return codec.load_answer(row.payload) if standing.state is not None else None
        if (
            standing.owner != "bot"
            or self.stage.bot != RUNNING
            or self.stage.muted.get(standing.identity, 0) > self.now
        ):
            return None
        message = message or codec.inbound(row.payload)
        if standing.state is not None:
            return Reply(message)
        channel = self.stage.world.lines[standing.channel].channel.name
        flow = self.stage.library.start(message.text, channel)
        return Begin(flow, message=message) if flow is not None else None

    def _guarded(self, standing: Standing, resume: Resume) -> Sprint | str:
        """Run a sprint and keep its outcome; where either fails, leave nothing of it and return the traceback."""
        moved, before, mark = self._moved(standing), copy(standing), self._sheet.mark()
        queued, said, due = len(moved.effects), len(moved.said), moved.due
        try:
            return self._sprint(standing, resume)
        except Exception as error:
            if trouble_of(error) is not None:
                raise
            log.exception("a step failed", extra={"conversation": standing.conversation})
            self._sheet.rewind(mark)
            del moved.effects[queued:], moved.said[said:]
            moved.due = due
            standing.restore(before)
            return traceback.format_exc(limit=-8)

    def _sprint(self, standing: Standing, resume: Resume) -> Sprint:
        crash_point("P6")
        stage = self.stage
        scene = stage.world.scene(standing, self.now, self.db)
        edges: list[Edge] = []
        scene.trace = lambda *edge: edges.append(edge)
        before = self._state(standing)
        outcome = sprint(stage.library, before, resume, scene)
        if scene.moment.db.trouble is not None:
            # It is the step's, which is tried again, and not the flow's, which took it for an error of a node.
            raise scene.moment.db.trouble
        crash_point("P7")
        library = stage.library
        path = walking.told(edges, before, outcome, lambda flow: library.current(flow).revision)
        self._keeper(standing).keep(outcome, path)
        if outcome.state is not None and standing.state is not None:
            stage.states.put(standing.conversation, standing.state, outcome.state)
        return outcome

    def _keeper(self, standing: Standing) -> Keeper:
        together = self.stage.world.lines[standing.channel].idempotent
        return Keeper(self._sheet, standing, self._moved(standing), self.stage, together, self.now)

    def _state(self, standing: Standing) -> State | None:
        """Return where the run stands. One that cannot be read is lost to the engine, which says so."""
        if standing.state is None:
            return None
        state = self.stage.states.get(standing.conversation, standing.state)
        if state is None:
            try:
                state = load_state(standing.state)
            except ValueError:
                log.exception("a stored state cannot be read", extra={"conversation": standing.conversation})
        return state

    def _moved(self, standing: Standing) -> Moved:
        found = self.moved.get(standing.identity)
        if found is None:
            found = self.moved[standing.identity] = Moved(standing.identity)
        return found

    def _hasten(self, standing: Standing, due: int | None) -> None:
        """Note that something in the conversation is due."""
        if due is not None:
            moved = self._moved(standing)
            moved.due = due if moved.due is None else min(due, moved.due)


def _who(arrival: Arrival) -> Who:
    return Who(arrival.address, arrival.name, arrival.aliases)


def _may_time_out(standing: Standing) -> bool:
    """Tell whether a run may go on because its time is up: while it is its turn, or while it waits for an area."""
    silent = standing.owner != "bot" and (standing.owner, standing.wait) != ("queue", "area")
    return standing.state is not None and not silent
