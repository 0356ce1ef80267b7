"""The addresses that the platform calls: the set-up of a webhook, and what it brings."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from cauce import Problem, Reply, Request, Route, Text
from cauce_plugins.transports.whatsapp_cloud.decode import News, Unreadable, decode
from cauce_plugins.transports.whatsapp_cloud.line import Line
from cauce_plugins.transports.whatsapp_cloud.signature import is_genuine, is_welcome

log = logging.getLogger("cauce.whatsapp_cloud")

BODY = 3 * 1024 * 1024
"""How large a body may be: as large as the platform makes them."""

TAKEN = Text("")
"""What every body is answered with that is genuine."""


def build(lines: Mapping[str, Line]) -> tuple[Route, ...]:
    """Return the routes over these numbers, which come and go."""
    door = Door(lines)
    shared, own = "/webhooks/whatsapp", "/webhooks/whatsapp/{channel}"
    return (
        Route("GET", shared, "public", door.set_up, summary="Set the webhook of an app up"),
        Route("POST", shared, "public", door.take, raw=True, limit=BODY, summary="What happened, at any number"),
        Route("GET", own, "public", door.set_up, summary="Set the webhook of a number up"),
        Route("POST", own, "public", door.take, raw=True, limit=BODY, summary="What happened, at a number's address"),
    )


@dataclass(frozen=True, slots=True)
class Door:
    """Where the platform comes in. Each body must be signed with the secret of the numbers it is for."""

    lines: Mapping[str, Line]

    def _at(self, request: Request) -> Collection[Line]:
        """Return the numbers of an address: all, or the one it names."""
        if "channel" not in request.params:
            return self.lines.values()
        found = self.lines.get(request.params["channel"])
        return [found] if found else []

    async def set_up(self, request: Request) -> Reply:
        """Answer the challenge, as it came, to whoever knows the word. Raises Problem `forbidden`."""
        query = request.query
        word, challenge = str(query.get("hub.verify_token", "")), str(query.get("hub.challenge", ""))
        known = [line for line in self._at(request) if is_welcome(line.number.verify_token, word)]
        if not known or query.get("hub.mode") != "subscribe":
            raise Problem("forbidden")
        return Text(challenge)

    async def take(self, request: Request) -> Reply:
        """Store what a body brings, then say so. Raises Problem `unauthenticated` for one that is not genuine."""
        signature = request.headers.get("X-Hub-Signature-256", "")
        secrets = {line.number.app_secret for line in self._at(request)}
        genuine = {secret for secret in secrets if is_genuine(secret, request.raw, signature)}
        if not genuine:
            raise Problem("unauthenticated")
        lines = [line for line in self.lines.values() if line.number.app_secret in genuine]
        own = [line for line in lines if line.name == request.params.get("channel")]
        try:
            changes = decode(request.raw)
        except Unreadable as error:
            # The platform would repeat for days what it is told is wrong; repeating does not mend it.
            await _set_aside(request.raw, str(error), own or _named_in(request.raw, lines))
            return TAKEN
        if not changes:
            log.info("ignored: a webhook with nothing in it")
        ours = {line.number.phone_number_id: line for line in lines}
        for news in _by_number(changes):
            if line := ours.get(news.number):
                await line.take(request.raw, news)
            elif not news.number and (news.arrivals or news.receipts or news.renames or news.odd):
                reason = "; ".join(["it names no number", *news.odd[:5]])
                await _set_aside(request.raw, reason, own or _named_in(request.raw, lines))
            else:
                _ignore(news)
        return TAKEN


def _named_in(raw: bytes, lines: Collection[Line]) -> Sequence[Line]:
    """Return the numbers that a body names somewhere."""
    return [line for line in lines if f'"{line.number.phone_number_id}"'.encode() in raw]


async def _set_aside(raw: bytes, reason: str, lines: Sequence[Line]) -> None:
    for line in lines[:1]:
        await line.park(raw, reason)
    if not lines:
        extra = {"bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}
        log.error("a signed webhook cannot be read, and names no number of ours: %s", reason, extra=extra)


def _ignore(news: News) -> None:
    known = {"number": news.number[:64], "messages": len(news.arrivals), "statuses": len(news.receipts)}
    told = "; ".join([*news.alerts, *news.notes, *news.odd])[:500]
    level = logging.WARNING if news.alerts else logging.INFO
    log.log(level, "ignored: no channel has this number", extra={**known, "notes": told})


def _by_number(changes: Sequence[News]) -> Sequence[News]:
    """Return what each number got, all of a number's together and in its order, so that it is stored at once."""
    if len(changes) < 2:
        return changes
    found: dict[str, News] = {}
    for news in changes:
        found.setdefault(news.number, News(news.number)).add(news)
    return list(found.values())
