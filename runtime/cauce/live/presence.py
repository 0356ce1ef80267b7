"""Presence: who looks at a conversation, and who types in it. It is in memory, and ends by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cauce.access.rooms import around
from cauce.live.envelope import News, conversation_of
from cauce.live.seats import Seat

LOOKS = 30_000
"""For how many milliseconds somebody looks who says so once."""
TYPES = 8_000
"""For how many milliseconds somebody types who says so once."""
NAME = "conversation:presence"

Tell = Callable[[list[str], str, Any, str | None], None]
"""Tells a body under a name to those in some rooms, but not to one of them."""


@dataclass(slots=True)
class Present:
    """Somebody at a conversation, until when, in milliseconds; 0 for not at all."""

    seat: Seat
    looks: int = 0
    types: int = 0


class Presence:
    """Whoever is at conversations, of those who are connected to this process."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._there: dict[int, dict[str, Present]] = {}
        self._rooms: dict[int, list[str]] = {}

    def at(self, conversation: int, now: int) -> list[dict[str, Any]]:
        """Return who is at a conversation, each user once."""
        users = {present.seat.who.user: present.seat for present in self._there.get(conversation, {}).values()}
        shown = [self._shown(conversation, seat, now) for seat in users.values()]
        return [one for one in shown if one["viewing"] or one["typing"]]

    def look(self, seat: Seat, conversation: int, place: tuple[str | None, int | None], now: int) -> None:
        """Say that somebody looks at a conversation, and at no other from now on."""
        self._leave(seat, now, but=conversation)
        present = self._present(seat, conversation, place)
        present.looks = now + LOOKS
        self._settle(conversation, present, now)

    def type(
        self, seat: Seat, conversation: int, place: tuple[str | None, int | None], now: int, on: bool  # noqa: FBT001 - as it is asked
    ) -> None:  # fmt: skip
        """Say that somebody types in a conversation, or no longer."""
        present = self._present(seat, conversation, place)
        present.types = now + TYPES if on else 0
        self._settle(conversation, present, now)

    def leave(self, seat: Seat, now: int) -> None:
        """Say that somebody is at no conversation any more."""
        self._leave(seat, now, but=0)

    def moved(self, news: News) -> None:
        """Take notice of where a conversation is now: only there is told who is at it."""
        conversation = conversation_of(news.event.stream)
        if news.brief is not None and conversation in self._rooms:
            self._rooms[conversation] = around(news.brief.area, news.brief.assignee)

    def expire(self, now: int) -> None:
        """Say who is there no longer, for want of a word."""
        for conversation, there in list(self._there.items()):
            for present in list(there.values()):
                before = (present.looks > 0, present.types > 0)
                present.looks = present.looks if present.looks > now else 0
                present.types = present.types if present.types > now else 0
                if before != (present.looks > 0, present.types > 0):
                    self._settle(conversation, present, now)

    def _present(self, seat: Seat, conversation: int, place: tuple[str | None, int | None]) -> Present:
        self._rooms[conversation] = around(*place)
        return self._there.setdefault(conversation, {}).setdefault(seat.sid, Present(seat))

    def _leave(self, seat: Seat, now: int, but: int) -> None:
        for conversation, there in list(self._there.items()):
            if conversation != but and (present := there.get(seat.sid)):
                present.looks = present.types = 0
                self._settle(conversation, present, now)

    def _settle(self, conversation: int, present: Present, now: int) -> None:
        """Say how somebody is there now, and forget whoever is not any more."""
        there = self._there[conversation]
        if not present.looks and not present.types:
            del there[present.seat.sid]
        self._say(conversation, present.seat, now)
        if not there:
            del self._there[conversation], self._rooms[conversation]

    def _say(self, conversation: int, seat: Seat, now: int) -> None:
        self._tell(self._rooms[conversation], NAME, self._shown(conversation, seat, now), seat.sid)

    def _shown(self, conversation: int, seat: Seat, now: int) -> dict[str, Any]:
        """Return what is told of a user at a conversation, by all their connections together."""
        there = self._there.get(conversation, {}).values()
        same = [present for present in there if present.seat.who.user == seat.who.user]
        looks = max((present.looks for present in same), default=0)
        types = max((present.types for present in same), default=0)
        return {
            "conversation": conversation,
            "user": seat.who.user,
            "name": seat.who.name or seat.who.username,
            "viewing": looks > now,
            "typing": types > now,
            "until": max(looks, types, now),
        }
