"""What plugins do to conversations: each thing with its event, its audit and what it means to the flow, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cauce.access import ownership
from cauce.access.doing import Doing
from cauce.access.errors import Conflict, TooLate
from cauce.delivery.speech import carried_by, refuse_late
from cauce.delivery.step import Step
from cauce.model.message import Outbound
from cauce.store import areas, audit, events
from cauce.store import ownership as owners
from cauce.store.bot import RUNNING
from cauce.store.connection import Connection
from cauce.store.conversations import Standing
from cauce.store.ownership import Owned


@dataclass(frozen=True, slots=True)
class Gift:
    """What waits in a queue, for an operator. told: what the event says besides."""

    conversation: int
    user: int
    told: Mapping[str, Any] = field(default_factory=dict)


class Acts:
    """Whatever is done here is committed together, or not at all. A method that could not do its thing did nothing.

    db: the connection, in its transaction. now: milliseconds since 1970.
    """

    def __init__(self, step: Step, doing: Doing) -> None:
        self._step = step
        self._doing = doing
        self.db: Connection = step.db
        self.now = step.now

    def owned(self, conversation: int) -> Owned | None:
        """Return whose a conversation is, None where there is none. Until the end nobody else changes that."""
        return owners.hold_all(self.db, [conversation]).get(conversation)

    def assign(self, conversation: int, user: int, reason: str = "", **told: Any) -> bool:
        """Give what waits in a queue to an operator. False where it does not wait any more, or they could not attend to it."""
        return bool(self.assign_all([Gift(conversation, user, told)], reason))

    def assign_all(self, gifts: Sequence[Gift], reason: str = "") -> set[int]:
        """Give what waits in queues to operators, by as many statements for a thousand as for one. Returns what was given."""
        self._step.flush()
        able = ownership.able(self.db, {one.user for one in gifts}, self._doing.known)
        held = owners.hold_all(self.db, [one.conversation for one in gifts])
        given = {
            one.conversation: one
            for one in gifts
            if one.user in able and (before := held.get(one.conversation)) and before.opened and before.owner == "queue"
        }
        owners.assign_all(self.db, {one: gift.user for one, gift in given.items()}, self.now)
        after = {one: Owned(True, "human", held[one].area, gift.user) for one, gift in given.items()}
        self._tell(
            "assigned", {one: (held[one], after[one]) for one in given}, reason, {o: g.told for o, g in given.items()}
        )
        return set(given)

    def queue(self, conversation: int, area: str, reason: str = "", **told: Any) -> bool:
        """Let it wait in an area, whoever has it. False where it is closed, waits there already, or there is no such area."""
        found = areas.named(self.db, area)
        return found is not None and found.active and self._give(conversation, Owned(True, "queue", area), reason, told)

    def give_back(self, conversation: int, reason: str = "", **told: Any) -> bool:
        """Hand it back to the bot. False where it is closed, the bot has it, or the bot answers nobody now."""
        return self._step.stage.bot == RUNNING and self._give(conversation, Owned(True, "bot"), reason, told)

    def close(self, conversation: int, reason: str = "", farewell: str = "", **told: Any) -> bool:
        """Close it, after a last word where one can be said. False where it is closed."""
        standing = self._step.claim(conversation)
        before = owners.get(self.db, conversation)
        if not before.opened:
            return False
        if farewell:
            self._say(standing, Outbound(farewell))
        self._step.flush()
        if not owners.close(self.db, conversation, before, reason, self.now):
            return False
        after = Owned(False, before.owner, before.area, before.assignee)
        self._tell("closed", {conversation: (before, after)}, reason, {conversation: told})
        self._step.given(standing, before.owner, opened=False)
        return True

    def say(self, conversation: int, message: str | Outbound) -> int | None:
        """Say something to the person, behind what is still to be said. Returns the message's number.

        None where it is closed, its channel is gone, or the network lets nothing be said freely any more.
        """
        standing = self._step.claim(conversation)
        if standing.opened is None:
            return None
        return self._say(standing, Outbound(message) if isinstance(message, str) else message)

    def tell(self, conversation: int, type: str, data: Mapping[str, Any]) -> None:  # noqa: A002 - the word of events
        """Tell that something happened in a conversation."""
        self._step.flush()
        events.tell(self.db, conversation, [(type, dict(data))], self.now)

    def tell_team(self, type: str, data: Mapping[str, Any]) -> None:  # noqa: A002 - the word of events
        """Tell the whole team that something happened."""
        events.tell_team(self.db, (type, dict(data)), self.now)

    def record(self, action: str, thing: str, details: Mapping[str, Any] | None = None) -> None:
        """Write down who did what to what: `contact.merged`, `contact:12`. No secret belongs into the details."""
        audit.record(self.db, self._doing.by, action, thing, details)

    def _say(self, standing: Standing, message: Outbound) -> int | None:
        try:
            carried_by(self._step, standing)
            refuse_late(self._step, standing)
        except (Conflict, TooLate):
            return None
        draft = self._step.remark(standing, message, self._doing.who.username)
        self._step.flush()
        return draft.id

    def _give(self, conversation: int, after: Owned, reason: str, told: Mapping[str, Any]) -> bool:
        standing = self._step.claim(conversation)
        before = owners.get(self.db, conversation)
        if not before.opened or before == after:
            return False
        if not owners.give(self.db, conversation, before, after, self.now):
            return False
        kind = "queued" if after.owner == "queue" else "returned"
        more = {"area": after.area, **told} if after.area else told
        self._tell(kind, {conversation: (before, after)}, reason, {conversation: more})
        self._step.given(standing, after.owner, opened=True)
        return True

    def _tell(
        self,
        kind: str,
        moves: Mapping[int, tuple[Owned, Owned]],
        reason: str,
        told: Mapping[int, Mapping[str, Any]],
    ) -> None:
        if not moves:
            return
        steps = {
            one: {"reason": reason, "from": ownership.shown(before), "to": ownership.shown(after)}
            for one, (before, after) in moves.items()
        }
        news = {
            one: [(f"conversation.{kind}", {**self._doing.told, **step, **told[one]})] for one, step in steps.items()
        }
        events.tell_all(self.db, news, self.now)
        things = {f"conversation:{one}": step for one, step in steps.items()}
        audit.record_all(self.db, self._doing.by, f"conversation.{kind}", things)
