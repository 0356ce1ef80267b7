"""Keeping what contacts are found by in step with what flows and networks make of them, and linking those who are one person.

Of two contacts that a network knows by one telephone, the one that made itself known becomes part of the one that was there.
A number that somebody only typed links nobody: anybody can type any number.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from cauce import Acts, Happened, Host, desk
from cauce import sql as rows
from cauce.sql import Connection
from cauce_plugins.contacts import cards, merging, names
from cauce_plugins.contacts.cards import Contact

HEARD = ("message.new", "conversation.opened", "conversation.closed")
"""Whatever a flow keeps of somebody, it does so in answer to what they say."""
PIECE = 100
"""How many contacts are looked at in one transaction."""


async def hear(host: Host, happened: Sequence[Happened]) -> None:
    """Look again at the contacts of the conversations in which something happened."""
    talks = sorted({one.conversation for one in happened if one.conversation is not None})
    for start in range(0, len(talks), PIECE):
        stale = await host.read(partial(stale_of, conversations=talks[start : start + PIECE]))
        if stale:
            await host.act(partial(refresh, contacts=stale))


async def catch_up(host: Host) -> None:
    """Make the cards of contacts that have none: those who were there before this plugin was."""
    while ids := await host.read(_without_card):
        await host.act(partial(refresh, contacts=ids))


def _without_card(db: Connection) -> list[int]:
    sql = (
        "SELECT k.id FROM contacts k LEFT JOIN contact_cards p ON p.contact_id = k.id WHERE p.contact_id IS NULL "
        "ORDER BY k.id LIMIT ?"
    )
    return [row[0] for row in db.execute(sql, (PIECE,))]


def stale_of(db: Connection, conversations: Sequence[int]) -> list[int]:
    """Return the contacts of conversations whose cards do not say what they are."""
    ids: set[int] = set()
    for part in rows.parts(db, conversations):
        sql = f"SELECT contact_id FROM conversations WHERE id IN ({rows.marks(part)})"  # noqa: S608 - ours
        ids.update(row[0] for row in db.execute(sql, part))
    found = cards.get_all(db, sorted(ids))
    numbers = cards.numbers_of(db, list(found))
    return [one.id for one in found.values() if _is_stale(one, numbers.get(one.id, []))]


def _is_stale(one: Contact, numbers: Sequence[str]) -> bool:
    return cards.digest_of(one) != one.digest or bool(numbers and not one.phone)


def refresh(acts: Acts, contacts: Sequence[int]) -> None:
    """Make cards anew, and link contacts that a network knows by a number which another one has."""
    db = acts.db
    for number in contacts:
        desk.hold_contact(db, number)
    found = cards.get_all(db, contacts)
    numbers = cards.numbers_of(db, list(found))
    for one in found.values():
        _refresh(acts, one, numbers.get(one.id, []))


def _refresh(acts: Acts, one: Contact, numbers: Sequence[str]) -> None:
    db = acts.db
    renamed = _name(one)
    if not one.phone or (one.phone not in numbers and one.fields.get("phone") != one.phone):
        one.phone = ""
    known = cards.having_phones(db, [*numbers, one.phone] if one.phone else numbers)
    others = sorted({other for other in known.values() if other != one.id})
    if not one.phone:
        one.phone = next((number for number in numbers if number not in known or known[number] == one.id), "")
    if renamed:
        cards.save(db, one, acts.now)
    else:
        cards.put_all(db, [one])
    if others and numbers:
        _link(acts, one, others[0])


def _link(acts: Acts, one: Contact, other: int) -> None:
    """Let one who made themselves known be part of the contact that has their number, where the team said nothing of them."""
    if one.source in {names.MANUAL, names.IMPORTED} or one.creator is not None:
        return
    desk.hold_contact(acts.db, other)
    found = cards.get_all(acts.db, [other]).get(other)
    if found is not None:
        merging.unite(acts, found, one, merging.BY_NUMBER)


def _name(one: Contact) -> bool:
    """Take up what the person told a flow they are called, where nobody knows better; say what a name's source is."""
    told = names.tidy(one.fields.get("name"))
    if told and names.is_better(names.TOLD, one.source):
        is_new = one.name != told
        one.name, one.source = told, names.TOLD
        return is_new
    if one.name and not one.source:
        one.source = names.PROFILE
    return False
