"""What the team writes for the team: notes in a conversation, by whoever sees it, changed by whoever wrote them."""

from __future__ import annotations

from cauce.access import mentions
from cauce.access.conversations import hold, see
from cauce.access.doing import Doing
from cauce.access.errors import Denied, Invalid, Unknown
from cauce.access.ownership import ASSIGN
from cauce.access.principal import Principal
from cauce.store import audit, events
from cauce.store import notes as rows
from cauce.store.connection import Connection
from cauce.store.notes import Note


def listed(db: Connection, who: Principal, conversation: int, before: int, limit: int) -> list[Note]:
    """Return the notes of a conversation before one, the last first. Raises Unknown."""
    see(db, who, conversation)
    return rows.page(db, conversation, before, limit)


def one(db: Connection, who: Principal, conversation: int, note: int) -> Note:
    """Return a note. Raises Unknown."""
    see(db, who, conversation)
    return _get(db, conversation, note)


def write(db: Connection, doing: Doing, conversation: int, text: str) -> Note:
    """Write a note; whoever it names and sees the conversation is told. Raises Unknown or Invalid."""
    hold(db, doing.who, conversation)
    named = mentions.named_in(db, doing, conversation, _checked(text))
    note = rows.add(db, conversation, doing.who.user, text, doing.at)
    rows.name(db, conversation, note, named, doing.at)
    _tell(db, doing, conversation, "note.new", _get(db, conversation, note))
    return _get(db, conversation, note)


def own(db: Connection, doing: Doing, conversation: int, note: int) -> Note:
    """Return a note of one's own, to be changed. Raises Unknown, or Denied for another's."""
    hold(db, doing.who, conversation)
    found = _get(db, conversation, note)
    if found.author != doing.who.user:
        raise Denied({"es": "Solo la cambia quien la escribió.", "en": "Only whoever wrote it may change it."})
    return found


def change(db: Connection, doing: Doing, conversation: int, note: int, text: str) -> Note:
    """Give a note of one's own another text. Raises Unknown, Denied or Invalid."""
    before = own(db, doing, conversation, note)
    if _checked(text) == before.text:
        return before
    rows.change(db, note, text, doing.at)
    rows.name(db, conversation, note, mentions.named_in(db, doing, conversation, text), doing.at)
    after = _get(db, conversation, note)
    _tell(db, doing, conversation, "note.changed", after)
    return after


def remove(db: Connection, doing: Doing, conversation: int, note: int) -> None:
    """Take away a note of one's own, or, who supervises, anybody's. Raises Unknown or Denied."""
    hold(db, doing.who, conversation)
    found = _get(db, conversation, note)
    if found.author != doing.who.user:
        if not doing.who.may(ASSIGN):
            raise Denied(
                {
                    "es": "Solo la borra quien la escribió, o quien supervisa.",
                    "en": "Only whoever wrote it may delete it, or who supervises.",
                }
            )
        details = {"note": note, "author": found.author}
        audit.record(db, doing.by, "note.deleted", f"conversation:{conversation}", details)
    rows.remove(db, note)
    _tell(db, doing, conversation, "note.deleted", found)


def _get(db: Connection, conversation: int, note: int) -> Note:
    found = rows.get(db, conversation, note)
    if found is None:
        raise Unknown
    return found


def _checked(text: str) -> str:
    if not text.strip():
        raise Invalid("text", "No dice nada.", "It says nothing.")
    return text


def _tell(db: Connection, doing: Doing, conversation: int, kind: str, note: Note) -> None:
    data = {**doing.told, "note": note.id, "mentions": list(note.mentions)}
    events.tell(db, conversation, [(kind, data)], doing.at)
