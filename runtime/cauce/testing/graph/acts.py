"""What people do: write, press, choose, send files and places, react; and what else happens at a number."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cauce.testing.graph.envelope import Number, change, written
from cauce.testing.graph.files import Files
from cauce.testing.graph.people import People

PERSON = "5493533473732"


class Acts(ABC):
    """Each returns the status that the webhook was answered with, 0 where there was no answer.

    person: the number of somebody, or the id (BSUID) of one who shows no number. more: other parts of the message.
    """

    url: str
    people: People
    files: Files

    @abstractmethod
    async def arrive(self, message: Mapping[str, Any], person: str = PERSON, number: Number | None = None) -> int:
        """Let a message of any type arrive."""

    @abstractmethod
    async def tell(self, value: Mapping[str, Any], field_name: str = "messages", number: Number | None = None) -> int:
        """Post what happened at a number."""

    @abstractmethod
    async def post(self, raw: bytes, signature: str | None = None, number: Number | None = None) -> int:
        """Post a body once."""

    @abstractmethod
    def new_id(self, person: str) -> str:
        """Return an id for a message."""

    @abstractmethod
    def hear(self, address: str, number: Number | None = None) -> None:
        """Open the window of a person."""

    @abstractmethod
    def stamp(self) -> str:
        """Return the time as webhooks write it."""

    @abstractmethod
    def first(self) -> Number:
        """Return the number where things happen unless another one is named."""

    async def say(self, text: str, person: str = PERSON, **more: Any) -> int:
        """Let a person write."""
        return await self.arrive({"type": "text", "text": {"body": text}, **more}, person)

    async def press(self, key: str, title: str, person: str = PERSON, **more: Any) -> int:
        """Let a person press a button of a message."""
        reply = {"type": "button_reply", "button_reply": {"id": key, "title": title}}
        return await self.arrive({"type": "interactive", "interactive": reply, **more}, person)

    async def choose(self, key: str, title: str, person: str = PERSON, **more: Any) -> int:
        """Let a person choose a row of a list."""
        reply = {"type": "list_reply", "list_reply": {"id": key, "title": title}}
        return await self.arrive({"type": "interactive", "interactive": reply, **more}, person)

    async def answer_template(self, payload: str, text: str, person: str = PERSON, **more: Any) -> int:
        """Let a person press a quick reply of a template."""
        return await self.arrive({"type": "button", "button": {"payload": payload, "text": text}, **more}, person)

    async def send_file(self, kind: str, mime: str, data: bytes, person: str = PERSON, **more: Any) -> int:
        """Let a person send an `image`, `audio`, `video`, `document` or `sticker`. more: `caption`, `filename`, `voice`..."""
        return await self.arrive({"type": kind, kind: {**self.file(mime, data), **more}}, person)

    def file(self, mime: str, data: bytes) -> dict[str, Any]:
        """Keep a file of a person, and return what a webhook says of it."""
        return self.files.part(self.files.keep(mime, data), self.url)

    async def locate(self, latitude: float, longitude: float, person: str = PERSON, **more: Any) -> int:
        """Let a person send a place. more: its `name`, `address`."""
        place = {"latitude": latitude, "longitude": longitude, **more}
        return await self.arrive({"type": "location", "location": place}, person)

    async def share_contact(self, name: str, phone: str, person: str = PERSON) -> int:
        """Let a person send somebody's card."""
        card = {"name": {"formatted_name": name, "first_name": name}, "phones": [{"phone": phone, "type": "CELL"}]}
        return await self.arrive({"type": "contacts", "contacts": [card]}, person)

    async def react(self, message_id: str, emoji: str, person: str = PERSON) -> int:
        """Let a person react to a message; with "" the reaction is taken back."""
        reaction = {"message_id": message_id, **({"emoji": emoji} if emoji else {})}
        return await self.arrive({"type": "reaction", "reaction": reaction}, person)

    async def say_in_group(self, text: str, group: str, person: str = PERSON) -> int:
        """Let a person write in a group."""
        return await self.arrive({"type": "text", "text": {"body": text}, "group_id": group}, person)

    async def echo(self, text: str, person: str = PERSON) -> int:
        """Let one of us write to a person on the phone that shares the number."""
        number, found = self.first(), self.people.find(person)
        to = {**({"to": found.number} if found.number else {}), "to_user_id": found.user_id}
        message = {"from": number.display, **to, "id": self.new_id(person), "timestamp": self.stamp()}
        whole = {**message, "type": "text", "text": {"body": text}}
        return await self.tell({"contacts": [found.contact()], "message_echoes": [whole]}, "smb_message_echoes")

    async def change_id(self, person: str, user_id: str) -> int:
        """Give a person another id, and tell of it."""
        old, new = self.people.find(person), self.people.rename(person, user_id)
        about = {"user_id": {"previous": old.user_id, "current": new.user_id}, "timestamp": self.stamp()}
        shown = {"wa_id": new.number} if new.number else {}
        update = {**shown, "detail": f"User id for {new.name} has been updated.", **about}
        contact = {key: value for key, value in new.contact().items() if key != "user_id"}
        return await self.tell({"contacts": [contact], "user_id_update": [update]}, "user_id_update")

    async def change_number(self, person: str, to: str) -> int:
        """Give a person another number, and so another id, and tell of it."""
        old, new = self.people.find(person), self.people.rename(person, number=to)
        words = f"User {old.name} changed from {old.number} to {to}"
        system = {"body": words, "wa_id": to, "user_id": new.user_id, "type": "user_changed_number"}
        known = {**old.sender(), "id": self.new_id(to), "timestamp": self.stamp()}
        return await self.tell({"messages": [{**known, "type": "system", "system": system}]})

    async def inject(self, example: Path | str | Mapping[str, Any], *, as_is: bool = False) -> int:
        """Post an example of a webhook, a file or a body. Unless `as_is`, what it says happens at the first number."""
        body = example if isinstance(example, Mapping) else _read(example)
        if not as_is:
            body = self._moved(body)
        for message in (one for entry in body["entry"] for part in entry["changes"] for one in _messages(part)):
            self.hear(str(message.get("from") or message.get("from_user_id") or PERSON))
        return await self.post(written(body))

    def _moved(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the same body at the first number."""
        number = self.first()
        entries: Sequence[Mapping[str, Any]] = body["entry"]
        moved = [
            {**entry, "id": number.account, "changes": [_at(number, one) for one in entry["changes"]]}
            for entry in entries
        ]
        return {**body, "entry": moved}


def _read(path: Path | str) -> Mapping[str, Any]:
    body: Mapping[str, Any] = json.loads(Path(path).read_text("utf-8"))
    return body


def _messages(part: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = part["value"].get("messages", ())
    return found


def _at(number: Number, one: Mapping[str, Any]) -> Mapping[str, Any]:
    value = one["value"]
    return change(number, {**value, "metadata": number.metadata()}, one["field"]) if "metadata" in value else one
