"""What is to be said later: noted by whoever has the conversation, said once at its time, or held where it is not theirs any more."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from cauce.access import ownership
from cauce.access.errors import Conflict, Denied, Invalid, TooLate, Unknown
from cauce.delivery import codec
from cauce.delivery.speech import Said, Turn, composed, once, quoted, refuse_late
from cauce.delivery.step import Step
from cauce.delivery.wish import wish_of
from cauce.model.message import Outbound
from cauce.store import audit, events, scheduled, speeches
from cauce.store.conversations import Standing
from cauce.store.scheduled import Scheduled
from cauce.store.trouble import trouble_of

log = logging.getLogger("cauce.delivery")

LATEST_MS = 366 * 24 * 3_600_000
"""How far ahead something may be scheduled."""
MOST = 50
"""How many messages may wait in one conversation."""

Body = Mapping[str, Any]


def schedule(turn: Turn, body: Body, at: int, key: str = "", mark: str = "") -> Said:
    """Note what is to be said at a time. Raises Denied, Conflict and Invalid as saying it now would."""

    def note() -> int:
        db, now = turn.step.db, turn.step.now
        _refuse(turn, body, at)
        if scheduled.count_waiting(db, turn.seen.id) >= MOST:
            raise Conflict(f"Ya esperan {MOST}: cancela alguno.", f"{MOST} are waiting already: cancel one.")
        row = scheduled.add(db, turn.seen.id, turn.doing.who.user, codec.dump(body), at, now)
        _tell(turn, "added", row, at)
        return row

    return once(turn, key, mark, note)


def change(turn: Turn, row: int, body: Body, at: int, unseen: Any) -> Scheduled:
    """Say something else, or at another time. unseen: told how it is now, raises where that is not what was looked at."""
    one = _found(turn, row)
    if one.user != turn.doing.who.user:
        raise Denied({"es": "Lo programó otra persona.", "en": "Somebody else scheduled it."})
    unseen(one)
    _refuse(turn, body, at)
    if not scheduled.change(turn.step.db, row, codec.dump(body), at, turn.step.now):
        raise _over()
    _tell(turn, "changed", row, at)
    return _found(turn, row)


def cancel(turn: Turn, row: int) -> None:
    """Let it never be said: who scheduled it may, and who leads."""
    one, db = _found(turn, row), turn.step.db
    ownership.refuse_others(turn.doing, one.user)
    if not scheduled.cancel(db, row, turn.step.now):
        raise _over()
    _tell(turn, "cancelled", row)
    if one.user != turn.doing.who.user:
        audit.record(db, turn.doing.by, "scheduled.cancelled", f"conversation:{turn.seen.id}", {"scheduled": row})


def _refuse(turn: Turn, body: Body, at: int) -> None:
    ownership.refuse_to_speak(turn.step.db, turn.doing, turn.seen)
    if not turn.step.now < at <= turn.step.now + LATEST_MS:
        raise Invalid("at", "Tiene que ser dentro de un año.", "It has to be within a year from now.")
    wish = wish_of(body)
    turn.composed(wish, quoted(turn, wish.reply_to))


def _found(turn: Turn, row: int) -> Scheduled:
    one = scheduled.get(turn.step.db, turn.seen.id, row)
    if one is None:
        raise Unknown
    return one


def _over() -> Conflict:
    return Conflict("Ya se envió, o se canceló.", "It was sent, or cancelled, already.")


def _tell(turn: Turn, what: str, row: int, at: int | None = None) -> None:
    when = {"at": at} if at is not None else {}
    events.tell(
        turn.step.db, turn.seen.id, [(f"scheduled.{what}", {"scheduled": row, **turn.told, **when})], turn.step.now
    )
    if at is not None:
        turn.step.wake_at(turn.standing, at)


def say_due(step: Step, limit: int) -> tuple[int, int | None]:
    """Say what is due, at most `limit`. Returns how many there were, and when the next one is."""
    found = scheduled.next_waiting(step.db, limit + 1)
    due = [(row, conversation) for row, conversation, at in found[:limit] if at <= step.now]
    for row, conversation in due:
        standing = step.claim(conversation)
        # Another process may have been quicker, or its author changed it meanwhile.
        if scheduled.take(step.db, row, step.now):
            _say(step, standing, row)
    return len(due), next((at for _, _, at in found if at > step.now), None)


def _say(step: Step, standing: Standing, row: int) -> None:
    one = scheduled.get(step.db, standing.conversation, row)
    assert one is not None
    message = _composed(step, standing, one)
    told = {"scheduled": row, "who": one.user, "name": one.name}
    if isinstance(message, str):
        scheduled.hold(step.db, row, message)
        events.tell(step.db, standing.conversation, [("scheduled.held", {**told, "reason": message})], step.now)
        return
    about = codec.load(one.wish).get("reply_to")
    draft = step.speak(standing, message, told if about is None else {**told, "reply_to": about})
    step.flush()
    speeches.add(step.db, draft.id, one.user, about)
    step.stage.files.use(step.db, message, draft.conversation, draft.id, draft.channel)
    scheduled.became(step.db, row, draft.id)


def _composed(step: Step, standing: Standing, one: Scheduled) -> Outbound | str:
    """Return what is to be said, or why it is not: closed, owner, author, window, refused or failed."""
    if reason := ownership.may_not_speak(step.db, one.conversation, one.user):
        return reason
    try:
        wish = wish_of(codec.load(one.wish))
        refuse_late(step, standing, wish)
        about = speeches.find(step.db, one.conversation, wish.reply_to) if wish.reply_to is not None else None
        return composed(step, standing, wish, about)
    except TooLate:
        return "window"
    except (Invalid, Conflict):
        return "refused"
    except Exception as error:
        if trouble_of(error) is not None:
            raise
        # One that cannot be read must not keep the others from being said.
        log.exception("what was scheduled could not be said", extra={"conversation": one.conversation})
        return "failed"
