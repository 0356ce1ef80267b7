"""Whose a conversation is: who may take it, give it away, hand it back, close it and open it again, and when.

bot -> queue -> human -> closed, and paused where the bot keeps silent for a while. Each step is taken from the state that
it was looked at in, and written with its event and its audit row in one commit: of two who take it, one has it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import msgspec

from cauce.access.conversations import Seen, find_seen
from cauce.access.doing import Doing
from cauce.access.errors import Conflict, Denied, Invalid, Unknown
from cauce.access.permissions import EVERY, expand
from cauce.access.visibility import READ, READ_ALL
from cauce.model.permission import Permission
from cauce.store import areas, audit, events, ownership, roles, rows, users
from cauce.store.connection import Connection
from cauce.store.ownership import Owned

WRITE, ASSIGN = "conversations.write", "conversations.assign"
REOPEN_MS = 24 * 3_600_000
"""For how long a closed conversation may be opened again. After that, the next one is a new one."""


@dataclass(frozen=True, slots=True)
class Why:
    """What is told with a step. note: for whoever has the conversation next, None to leave what is there."""

    reason: str = ""
    note: str | None = None


NOTHING = Why()


@dataclass(frozen=True, slots=True)
class To:
    """To whom it is given: an operator, or the queue of an area by its name. Exactly one of the two."""

    user: int | None = None
    area: str | None = None


def owned(seen: Seen) -> Owned:
    """Return whose a conversation is."""
    return Owned(seen.opened == 1, seen.owner, seen.area, seen.assignee)


def take(db: Connection, doing: Doing, seen: Seen, why: Why = NOTHING, *, over: bool = False) -> Owned:
    """Make it one's own: from the bot or the queue, and with `over` from a colleague too, which takes a permission."""
    before = _open(db, doing, seen)
    _write(doing)
    if before.owner == "human" and before.assignee == doing.who.user:
        return before
    if before.owner == "human" and before.assignee is not None:
        if not over:
            raise Conflict("Ya la tiene otra persona.", "Somebody else has it already.")
        _lead(doing)
    return _give(db, doing, seen, Owned(True, "human", before.area, doing.who.user), "taken", why)


def assign(db: Connection, doing: Doing, seen: Seen, user: int, why: Why = NOTHING) -> Owned:
    """Give it to an operator, whoever has it. It takes a permission."""
    before = _open(db, doing, seen)
    _lead(doing)
    _refuse_useless(db, doing, user)
    if before.owner == "human" and before.assignee == user:
        return before
    return _give(db, doing, seen, Owned(True, "human", before.area, user), "assigned", why)


def transfer(db: Connection, doing: Doing, seen: Seen, to: To, why: Why = NOTHING) -> Owned:
    """Give what one has to another operator, or into the queue of an area."""
    before = _own(db, doing, seen)
    if (to.user is None) == (to.area is None):
        raise Invalid("user", "Di un operador o un área, y solo uno.", "Name an operator or an area, and only one.")
    if to.user is not None:
        _refuse_useless(db, doing, to.user)
        after = Owned(True, "human", before.area, to.user)
    else:
        found = areas.named(db, to.area or "")
        if found is None or not found.active:
            raise Invalid("area", "No hay un área activa con ese nombre.", "There is no active area of that name.")
        after = Owned(True, "queue", found.name)
    return before if after == before else _give(db, doing, seen, after, "transferred", why)


def give_back(db: Connection, doing: Doing, seen: Seen, why: Why = NOTHING) -> Owned:
    """Hand it back to the bot."""
    before = _own(db, doing, seen)
    if before.owner == "bot":
        return before
    return _give(db, doing, seen, Owned(True, "bot"), "returned", Why(why.reason, ""))


def close(db: Connection, doing: Doing, seen: Seen, why: Why = NOTHING) -> Owned:
    """Close it, with a reason. A later message opens a new one."""
    before = _own(db, doing, seen)
    if not ownership.close(db, seen.id, before, why.reason, doing.at):
        raise _changed()
    after = Owned(False, before.owner, before.area, before.assignee)
    _tell(db, doing, seen, after, "closed", why)
    return after


def reopen(db: Connection, doing: Doing, seen: Seen, why: Why = NOTHING) -> Owned:
    """Open it again, as one's own, for as long as that may be done and the person has no other open."""
    before = _same(db, doing, seen)
    _write(doing)
    if before.opened:
        raise Conflict("Está abierta.", "It is open.")
    if seen.closed_at is None or doing.at - seen.closed_at > REOPEN_MS:
        raise Conflict("Se cerró hace demasiado tiempo.", "It was closed too long ago.")
    if ownership.is_followed(db, seen.id):
        raise Conflict("La persona ya tiene otra abierta.", "The person has another one open already.")
    after = Owned(True, "human", before.area, doing.who.user)
    if not ownership.reopen(db, seen.id, before, after, doing.at):
        raise _changed()
    _tell(db, doing, seen, after, "reopened", why)
    return after


def refuse_to_speak(db: Connection, doing: Doing, seen: Seen) -> None:
    """Raise Denied or Conflict for whoever has it not: only the owner may speak."""
    before = _open(db, doing, seen)
    _write(doing)
    if before.owner != "human" or before.assignee is None:
        raise Conflict("Primero tómala.", "Take it first.")
    if before.assignee != doing.who.user:
        raise Denied({"es": "La tiene otra persona.", "en": "Somebody else has it."})


def may_not_speak(db: Connection, conversation: int, user: int) -> str:
    """Return why somebody may not say what they wanted said earlier: closed, owner (it is another's) or author, "" if they may."""
    before = ownership.get(db, conversation)
    if not before.opened:
        return "closed"
    if before.owner != "human" or before.assignee != user:
        return "owner"
    return "" if WRITE in _permissions(db, user, EVERY) else "author"


def can_attend(db: Connection, user: int, known: Mapping[str, Permission]) -> bool:
    """Tell whether somebody could answer in a conversation that is given to them: there, switched on, and permitted to."""
    return bool(able(db, [user], known))


def able(db: Connection, them: Collection[int], known: Mapping[str, Permission]) -> set[int]:
    """Return those of these who could answer in a conversation that is given to them."""
    found: set[int] = set()
    for part in rows.parts(db, sorted(them)):
        sql = f"SELECT u.id, r.permissions FROM users u JOIN roles r ON r.id = u.role_id WHERE u.active = 1 AND u.id IN ({rows.marks(part)})"  # noqa: S608 - ours
        for user, permissions in db.execute(sql, part):
            may = expand(msgspec.json.decode(permissions, type=list[str]), known)
            if WRITE in may and may & {READ, READ_ALL}:
                found.add(user)
    return found


def _permissions(db: Connection, user: int, known: Mapping[str, Permission]) -> frozenset[str]:
    """Return what somebody may do, which is nothing where they are switched off."""
    found = users.get(db, user)
    role = roles.named(db, found.role) if found is not None and found.active else None
    return expand(role.permissions, known) if role is not None else frozenset()


def refuse_others(doing: Doing, user: int) -> None:
    """Raise Denied for whoever changes what somebody else wants said, unless they lead."""
    if doing.who.user != user:
        _lead(doing)


def _same(db: Connection, doing: Doing, seen: Seen) -> Owned:
    """Return whose it is, still as it was looked at. Raises Unknown for what one does not see, Conflict for what changed."""
    found = find_seen(db, doing.who, seen.id)
    if found is None:
        raise Unknown
    if owned(found) != owned(seen):
        raise _changed()
    return owned(found)


def _open(db: Connection, doing: Doing, seen: Seen) -> Owned:
    before = _same(db, doing, seen)
    if not before.opened:
        raise Conflict("Está cerrada.", "It is closed.")
    return before


def _own(db: Connection, doing: Doing, seen: Seen) -> Owned:
    """Return whose it is, where it is one's own or one leads. Raises Denied otherwise."""
    before = _open(db, doing, seen)
    if before.owner != "human" or before.assignee != doing.who.user:
        _lead(doing)
    return before


def _write(doing: Doing) -> None:
    if not doing.who.may(WRITE):
        raise Denied({"es": "Solo puedes mirar.", "en": "You may only look."})


def _lead(doing: Doing) -> None:
    if not doing.who.may(ASSIGN):
        raise Denied(
            {
                "es": "Solo quien la tiene, o quien supervisa.",
                "en": "Only whoever has it may do that, or who supervises.",
            }
        )


def _refuse_useless(db: Connection, doing: Doing, user: int) -> None:
    """Raise Invalid for somebody who could not answer: not there, switched off, or without the permissions."""
    users.hold(db, user)
    if not can_attend(db, user, doing.known):
        raise Invalid("user", "Nadie que pueda atenderla.", "Nobody who could attend to it.")


def _give(db: Connection, doing: Doing, seen: Seen, after: Owned, kind: str, why: Why) -> Owned:  # noqa: PLR0913, PLR0917
    if not ownership.give(db, seen.id, owned(seen), after, doing.at, why.note):
        raise _changed()
    _tell(db, doing, seen, after, kind, why)
    return after


def _tell(db: Connection, doing: Doing, seen: Seen, after: Owned, kind: str, why: Why) -> None:  # noqa: PLR0913, PLR0917
    steps = {"from": shown(owned(seen)), "to": shown(after)}
    data = {"who": doing.who.user, "name": doing.who.name or doing.who.username, "reason": why.reason, **steps}
    if why.note:
        data["note"] = why.note
    events.tell(db, seen.id, [(f"conversation.{kind}", data)], doing.at)
    audit.record(db, doing.by, f"conversation.{kind}", f"conversation:{seen.id}", {"reason": why.reason, **steps})


def shown(one: Owned) -> Mapping[str, Any]:
    """Return whose it is, as events and the audit tell it."""
    shown = asdict(one)
    return {**shown, "owner": shown["owner"] if shown.pop("opened") else "closed"}


def _changed() -> Conflict:
    return Conflict("Cambió de manos mientras tanto.", "It changed hands meanwhile.")
