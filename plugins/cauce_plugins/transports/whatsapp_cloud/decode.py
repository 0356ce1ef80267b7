"""A webhook's body, decoded: what arrived at which number, how far our messages got, and what is only noted.

Nothing in here raises for what a body holds: an element that makes no sense is told of, and its neighbours are read.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cauce import Arrival, Inbound, Receipt
from cauce_plugins.transports.whatsapp_cloud import kinds, quick
from cauce_plugins.transports.whatsapp_cloud.identity import Address, Who, changed, renamed, who
from cauce_plugins.transports.whatsapp_cloud.reading import filled, kept, loaded, moment, part, parts, text
from cauce_plugins.transports.whatsapp_cloud.receipts import receipt

log = logging.getLogger("cauce.whatsapp_cloud")

ALERTS = frozenset(
    {
        "account_alerts",
        "account_review_update",
        "account_update",
        "business_capability_update",
        "message_template_quality_update",
        "message_template_status_update",
        "phone_number_name_update",
        "phone_number_quality_update",
        "security",
        "template_category_update",
    }
)
"""The fields that tell of the health of an account or of its templates: somebody should look."""


class Unreadable(ValueError):
    """A body that is no webhook."""


@dataclass(slots=True)
class News:
    """What one change brought to one number. `number` is its id, "" where the change names none.

    renames: who is known under another address from now on, the old one first. notes: a few words on each thing that has no
    place in a conversation: an error, a field we do not know. alerts: those that somebody should look at. odd: what should
    have been somebody's message and could not be read: the body is to be set aside.
    """

    number: str
    arrivals: list[Arrival] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    renames: list[tuple[Address, Address]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)

    def add(self, other: News) -> None:
        """Add what another change brought to the same number."""
        self.arrivals += other.arrivals
        self.receipts += other.receipts
        self.renames += other.renames
        self.notes += other.notes
        self.alerts += other.alerts
        self.odd += other.odd


def decode(raw: bytes) -> Sequence[News]:
    """Return what a body brings, change by change, in its order. Raises Unreadable."""
    found = quick.read(raw)
    return carefully(raw) if found is None else [News(*one) for one in found]


def carefully(raw: bytes) -> Sequence[News]:
    """Return the same, of any body."""
    try:
        body = loaded(raw)
    except ValueError:
        raise Unreadable("it is no JSON") from None
    if not isinstance(body, dict) or not isinstance(body.get("entry"), list):
        raise Unreadable("it has no entries")
    return [*_changes(body["entry"])]


def _changes(entries: Sequence[Any]) -> Iterator[News]:
    for entry in entries:
        changes = entry.get("changes") if isinstance(entry, dict) else None
        if not isinstance(changes, list):
            yield News("", odd=["an entry without changes"])
            continue
        for change in changes:
            found = isinstance(change, dict)
            yield _change(change) if found else News("", odd=["a change that is no object"])


def _change(change: Mapping[str, Any]) -> News:
    value, name = part(change, "value"), text(change, "field")[:64]
    news = News(text(part(value, "metadata"), "phone_number_id"))
    if name == "messages":
        people = _people(value)
        _each(value, "messages", news, lambda one: _message(one, people, news))
        _each(value, "statuses", news, lambda one: _status(one, news))
    elif name == "smb_message_echoes":
        people = _people(value)
        _each(value, "message_echoes", news, lambda one: _echo(one, people, news))
    elif name == "user_id_update":
        _each(value, "user_id_update", news, lambda one: _renamed(one, news))
    else:
        event = text(value, "event")[:64]
        told = news.alerts if name in ALERTS else news.notes
        told.append(f"the field {name or 'without a name'} {event}".strip())
    news.notes += [f"the error {_problem(error)}" for error in parts(value, "errors")]
    if not (news.arrivals or news.receipts or news.renames or news.notes or news.alerts or news.odd):
        news.notes.append(f"the field {name} with nothing in it")
    return news


def _each(value: Mapping[str, Any], name: str, news: News, read: Callable[[Mapping[str, Any]], None]) -> None:
    """Read the elements of a list one by one. Whatever one of them does, the others are read."""
    found = value.get(name)
    if found is None:
        return
    if not isinstance(found, list):
        news.odd.append(f"{name} is no list")
        return
    for one in found:
        if not isinstance(one, dict):
            news.odd.append(f"an element of {name} is no object")
            continue
        try:
            read(one)
        except Exception as error:
            # A bug of ours: it is told with its place, and the body is set aside for when it is mended.
            log.exception("an element of %s could not be read", name)
            news.odd.append(f"an element of {name} could not be read: {type(error).__name__}")


def _message(message: Mapping[str, Any], people: Mapping[str, Mapping[str, Any]], news: News) -> None:
    sender, contact = _party(message, "from", people)
    arrival = _arrival(message, sender, contact, news)
    if arrival is not None:
        news.arrivals.append(arrival)
        news.renames += changed(message, sender)


def _echo(message: Mapping[str, Any], people: Mapping[str, Mapping[str, Any]], news: News) -> None:
    """Read what one of us said on the phone that shares the number: to whom it went is whose conversation it is."""
    arrival = _arrival(message, *_party(message, "to", people), news)
    if arrival is not None:
        news.arrivals.append(replace(arrival, quiet=True, author="human"))


def _party(
    message: Mapping[str, Any], side: str, people: Mapping[str, Mapping[str, Any]]
) -> tuple[Who, Mapping[str, Any]]:
    """Return who a message is `from`, or `to`, and the contact that tells of them."""
    number, user_id = text(message, side), text(message, f"{side}_user_id")
    contact = people.get(user_id) or people.get(number) or {}
    return who(number or text(contact, "wa_id"), user_id or text(contact, "user_id")), contact


def _arrival(message: Mapping[str, Any], person: Who, contact: Mapping[str, Any], news: News) -> Arrival | None:
    group = text(message, "group_id")
    address = ("group", group) if group else person.address
    if not address[1]:
        news.odd.append(f"a message of the type {text(message, 'type')[:64]} with nobody at the other end")
        return None
    found = kinds.read(message)
    data = {
        **filled(
            at=moment(message, "timestamp") or None,
            user_id=dict([person.address, *person.aliases]).get("bsuid"),
            username=text(part(contact, "profile"), "username").removeprefix("@"),
            author=person.address[1] if group else "",
        ),
        **found.data,
    }
    return Arrival(
        text(message, "id") or _made_id(message),
        address,
        Inbound(found.text, found.kind, found.choice, found.media, data),
        "" if group else text(part(contact, "profile"), "name"),
        quiet=bool(group) or kinds.is_quiet(message),
        aliases=() if group else person.aliases,
    )


def _made_id(message: Mapping[str, Any]) -> str:
    """Return an id for a message that came without one: the same message has the same."""
    return "made-" + hashlib.sha256(json.dumps(kept(message), sort_keys=True).encode()).hexdigest()


def _people(value: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """Return the contacts of a change by their number and by their id; their order says nothing."""
    return {
        key: contact
        for contact in parts(value, "contacts")
        for key in (text(contact, "user_id"), text(contact, "wa_id"))
        if key
    }


def _renamed(update: Mapping[str, Any], news: News) -> None:
    found = [*renamed(update)]
    if not found:
        news.odd.append("a change of an id that does not say from which to which")
    news.renames += found


def _status(status: Mapping[str, Any], news: News) -> None:
    found = receipt(status)
    if found is None:
        news.notes.append(f"the status {text(status, 'status')[:64] or 'without a name'}")
    else:
        news.receipts.append(found)


def _problem(error: Mapping[str, Any]) -> str:
    return f"{text(error, 'code')[:16]} {text(error, 'title')[:200]}".strip()
