"""Conversations and the people in them: who wrote, where the conversation stands, whose it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass

from cauce.store import addresses, indexing, rows
from cauce.store.connection import Connection
from cauce.store.search import CONTACTS

_STANDING = """
SELECT i.channel_id, i.id, i.kind, i.value, k.id, k.name, k.fields, COALESCE(c.id, 0), c.opened, COALESCE(c.owner, 'bot'),
  COALESCE(c.tags, '[]'), r.state, COALESCE(r.wait, ''), COALESCE(r.serial, 0),
  EXISTS (SELECT 1 FROM inbox b WHERE b.conversation_id = c.id AND b.state = 'waiting' AND b.due_at < 4611686018427387904),
  COALESCE((SELECT o.epoch FROM outbox o WHERE o.identity_id = i.id
    AND o.state IN ('queued', 'attempt', 'retry', 'unknown') LIMIT 1), 0)
FROM {of}
JOIN contacts k ON k.id = i.contact_id
LEFT JOIN conversations c ON c.identity_id = i.id {which}
LEFT JOIN runs r ON r.conversation_id = c.id
"""
_MAIN = "identities a JOIN identities i ON i.id = COALESCE(a.main_id, a.id)"
_BY_ADDRESS = (
    _STANDING.format(of=_MAIN, which="AND c.opened = 1") + "WHERE a.channel_id = ? AND a.kind = ? AND a.value = ?"
)
_OPEN_OF = _STANDING.format(of="identities i", which="AND c.opened = 1")
_BY_ID = _STANDING.format(of="identities i", which="") + "WHERE c.id = ?"
_LOCK = (
    "SELECT i.id FROM identities i WHERE i.id = "
    "(SELECT COALESCE(a.main_id, a.id) FROM identities a WHERE a.channel_id = ? AND a.kind = ? AND a.value = ?) FOR UPDATE"
)
_LOCK_BY_ID = (
    "SELECT i.id FROM identities i WHERE i.id = (SELECT c.identity_id FROM conversations c WHERE c.id = ?) FOR UPDATE"
)


@dataclass(slots=True)
class Standing:
    """Where a conversation stands, in one read: all that a step needs to know of it.

    fields, tags, state: JSON as stored; state is None between flows. wait, serial: what the run waits for.
    backlog: whether messages wait for their turn. speaker: the epoch of the process that has something still to say to
    the person, here or in an earlier conversation, 0 where nothing is. alone: whether nothing was, before this step.
    """

    channel: int
    identity: int
    kind: str
    value: str
    contact: int
    name: str
    fields: str = "{}"
    conversation: int = 0
    opened: int | None = None
    owner: str = "bot"
    tags: str = "[]"
    state: str | None = None
    wait: str = ""
    serial: int = 0
    backlog: int = 0
    speaker: int = 0
    alone: bool = False

    def restore(self, before: Standing) -> None:
        """Be as it was, after what was made of it was struck out."""
        for name in Standing.__slots__:
            setattr(self, name, getattr(before, name))


@dataclass(frozen=True, slots=True)
class Who:
    """A person as a network names one: the address, a name ("" for none) and other addresses of the same person."""

    address: tuple[str, str]
    name: str = ""
    aliases: Sequence[tuple[str, str]] = ()


def meet(db: Connection, channel: int, who: Who, now: int) -> Standing:
    """Return the open conversation of a person, with the contact; make what is missing.

    The name is kept where the contact had none. Whatever the person is known by among the aliases is one with the address
    from now on. Until the transaction ends, no other process steps this person.
    """
    if db.dialect == "mysql":
        db.execute(_LOCK, (channel, *who.address))
    row = db.execute(_BY_ADDRESS, (channel, *who.address)).fetchone()
    if row is None and who.aliases and addresses.know_as(db, channel, who.aliases, who.address, now):
        return meet(db, channel, who, now)
    if row is None:
        return _welcome(db, channel, [who], now)[0]
    standing = Standing(*row)
    if who.aliases:
        addresses.unite(db, channel, (standing.identity, standing.contact), who.aliases, now)
    if who.name and not standing.name:
        db.execute("UPDATE contacts SET name = ?, updated_at = ? WHERE id = ?", (who.name, now, standing.contact))
        standing.name = who.name
        indexing.changed(db, CONTACTS, standing.contact)
    if not standing.conversation:
        _open(db, [standing], now)
    return standing


def meet_all(db: Connection, channel: int, people: Sequence[Who], now: int) -> dict[tuple[str, str], Standing]:
    """Do so for several people with a few statements for all, and return them by address."""
    known = addresses.find_all(db, channel, [one for who in people for one in (who.address, *who.aliases)])
    mains = sorted({main for main, _ in known.values()})
    standings: dict[int, Standing] = {}
    for part in rows.parts(db, mains):
        which = f"i.id IN ({rows.marks(part)})"
        if db.dialect == "mysql":
            # In one order, so that two processes seldom wait for each other.
            db.execute(f"SELECT i.id FROM identities i WHERE {which} ORDER BY i.id FOR UPDATE", part)  # noqa: S608 - ours
        found = db.execute(f"{_OPEN_OF} WHERE {which}", part)
        standings.update((row[1], Standing(*row)) for row in found)
    strangers = _strangers(people, known)
    met = dict(zip([who.address for who in strangers], _welcome(db, channel, strangers, now), strict=True))
    for who in people:
        if who.address in met:
            continue
        mains_ = {known.get(one, (0, 0))[0] for one in (who.address, *who.aliases)}
        standing = standings.get(mains_.pop()) if len(mains_) == 1 else None
        is_whole = standing is not None and standing.conversation and (standing.name or not who.name)
        met[who.address] = standing if standing is not None and is_whole else meet(db, channel, who, now)
    return met


def _strangers(people: Sequence[Who], known: Container[tuple[str, str]]) -> list[Who]:
    """Return those of whom no address is known, nor is one of another among them."""
    named = Counter(one for who in people for one in {who.address, *who.aliases})
    return [who for who in people if all(one not in known and named[one] == 1 for one in (who.address, *who.aliases))]


def _welcome(db: Connection, channel: int, people: Sequence[Who], now: int) -> list[Standing]:
    """Make people known of whom nothing was, each with an open conversation."""
    met = _introduce(db, channel, people, now)
    more = [
        (alias, one.identity, one.contact)
        for who, one in zip(people, met, strict=True)
        for alias in dict.fromkeys(who.aliases)
        if alias != who.address
    ]
    addresses.add_all(db, channel, more, now)
    _open(db, met, now)
    return met


def introduce(db: Connection, channel: int, address: tuple[str, str], name: str, now: int) -> None:
    """Make an address known, and the contact behind it, before anything is said."""
    if not is_known(db, channel, address):
        _introduce(db, channel, [Who(address, name)], now)


def is_known(db: Connection, channel: int, address: tuple[str, str]) -> bool:
    """Tell whether an address was introduced on a channel."""
    row = db.execute("SELECT 1 FROM identities WHERE channel_id = ? AND kind = ? AND value = ?", (channel, *address))
    return row.fetchone() is not None


def _introduce(db: Connection, channel: int, people: Sequence[Who], now: int) -> list[Standing]:
    """Store the main address of people, and a contact for each."""
    into = "INSERT INTO contacts (name, fields, created_at, updated_at)"
    contacts = rows.insert(db, into, [(who.name, "{}", now, now) for who in people])
    mains = [(who.address, None, contact) for who, contact in zip(people, contacts, strict=True)]
    identities = addresses.add_all(db, channel, mains, now)
    return [
        Standing(channel, identity, *who.address, contact, who.name)
        for who, identity, contact in zip(people, identities, contacts, strict=True)
    ]


def _open(db: Connection, standings: Sequence[Standing], now: int) -> None:
    """Open a conversation for each."""
    into = (
        "INSERT INTO conversations (channel_id, contact_id, identity_id, opened, owner, note, tags, seq, "
        "opened_at, active_at)"
    )
    values = [(one.channel, one.contact, one.identity, 1, "bot", "", "[]", 0, now, now) for one in standings]
    for standing, conversation in zip(standings, rows.insert(db, into, values), strict=True):
        standing.conversation, standing.opened = conversation, 1


def find(db: Connection, conversation: int) -> Standing:
    """Return where a conversation stands, closed or not."""
    return Standing(*db.execute(_BY_ID, (conversation,)).fetchone())


def claim(db: Connection, conversation: int) -> Standing:
    """Return where a conversation stands. Until the transaction ends, no other process steps its person."""
    if db.dialect == "mysql":
        db.execute(_LOCK_BY_ID, (conversation,))
    return find(db, conversation)


def hold(db: Connection, identity: int) -> None:
    """Keep other processes from stepping a person until the transaction ends."""
    if db.dialect == "mysql":
        db.execute("SELECT id FROM identities WHERE id = ? FOR UPDATE", (identity,))


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose a conversation is: `bot`, `queue` (waiting in an area), `human` or `paused`."""

    owner: str
    area: str | None = None
    note: str = ""


BOT = Holder("bot")


def give(db: Connection, conversation: int, holder: Holder, now: int) -> None:
    """Give it to somebody."""
    db.execute(
        "UPDATE conversations SET owner = ?, area = ?, note = ?, active_at = ? WHERE id = ?",
        (holder.owner, holder.area, holder.note, now, conversation),
    )


def pause(db: Connection, identity: int, now: int) -> int:
    """Take the open conversation of a person from the bot. Returns its id, 0 where it is not the bot's."""
    hold(db, identity)
    row = db.execute(
        "SELECT id FROM conversations WHERE identity_id = ? AND opened = 1 AND owner = 'bot'", (identity,)
    ).fetchone()
    if row is None:
        return 0
    give(db, row[0], Holder("paused"), now)
    return int(row[0])


def label(db: Connection, conversation: int, tags: str) -> None:
    """Set its tags, a JSON list."""
    db.execute("UPDATE conversations SET tags = ? WHERE id = ?", (tags, conversation))


def close(db: Connection, conversation: int, reason: str, now: int) -> None:
    """Close it. A later message opens a new one."""
    db.execute(
        "UPDATE conversations SET opened = NULL, closed_at = ?, active_at = ?, reason = ? WHERE id = ? AND opened = 1",
        (now, now, reason, conversation),
    )


def keep(db: Connection, contact: int, fields: str, now: int) -> None:
    """Set what flows keep of a contact, a JSON object."""
    db.execute("UPDATE contacts SET fields = ?, updated_at = ? WHERE id = ?", (fields, now, contact))


def open_count(db: Connection) -> int:
    """Return how many conversations are open."""
    return int(db.execute("SELECT COUNT(*) FROM conversations WHERE opened = 1").fetchone()[0])
