"""`/api/conversations/{id}/messages`: what people and the team say to each other, what they think of it, and pass on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import msgspec

from cauce.api.telling import Desk, done, opened, seen_by_caller
from cauce.delivery import speech
from cauce.delivery.speech import Said
from cauce.delivery.team import Team
from cauce.delivery.wish import FILES, wish_of
from cauce.http import cursor
from cauce.http.cursor import PAGING, limit_of, page, page_of
from cauce.http.idempotency import key_of, print_of
from cauce.http.request import Request
from cauce.http.response import Json, Problem, Text
from cauce.http.schema import ID, MOMENT, Schema, choice, either, listed, or_null, parts, text, thing
from cauce.model.route import Route
from cauce.store import messages as rows
from cauce.store import reactions, speeches
from cauce.store.connection import Connection
from cauce.store.messages import Kept, Status
from cauce.store.reactions import Reaction
from cauce.store.speeches import Spoken

FLAG = {"type": "boolean"}
SIDE = choice(("in", "out"))
AUTHOR = choice(("contact", "bot", "human"))
STATUS = choice(tuple(one.name.lower() for one in Status))
USER = or_null(thing({"id": ID, "name": text(191)}))
REACTION = thing({"direction": SIDE, "emoji": text(64), "user": USER, "at": MOMENT, "status": STATUS})
MESSAGE = thing(
    {
        "id": ID,
        "direction": SIDE,
        "author": AUTHOR,
        "user": USER,
        "message_type": text(64),
        "text": {"type": "string"},
        "content": {"type": "object", "description": "What there is besides the text: choices, media, data"},
        "reply_to": or_null({**ID, "description": "The message that it answers, or reacts to"}),
        "forwarded": FLAG,
        "reactions": {"type": "array", "items": REACTION},
        "external_id": or_null(text(191)),
        "status": STATUS,
        "repeated": FLAG,
        "error": or_null(text(191)),
        "created_at": MOMENT,
        "sent_at": or_null(MOMENT),
        "delivered_at": or_null(MOMENT),
        "read_at": or_null(MOMENT),
    }
)
SAID = thing({"id": ID, "text": {"type": "string"}, "created_at": MOMENT})
WORDS, CAPTION, URL, KEY = text(16_384, 1), text(1024), text(2048, pattern="^https?://[!-~]+$"), text(1024, 1)
OURS = text(32, 32, pattern="^[0-9a-f]+$", description="A file that was uploaded, or that a message brought")
FILE = thing({}, {"url": URL, "id": KEY, "file": OURS, "mime": text(255), "name": text(255)})
CARD = thing({"name": text(200, 1), "phones": {**listed(text(40, 1), 5), "minItems": 1}})
OPTIONS = {**listed(text(200, 1), 30), "minItems": 1}
VARIABLE = text(64, 1, pattern="^[A-Za-z0-9_]+$")
PASSED_ON = thing({"items": {"type": "array", "items": thing({"conversation": ID, "id": ID})}, "created_at": MOMENT})


def degrees(most: int) -> Schema:
    """Return the schema of a latitude or a longitude."""
    return {"type": "number", "minimum": -most, "maximum": most}


PLACE = {"latitude": degrees(90), "longitude": degrees(180)}
PLACE_NAMES = {"name": text(200), "address": text(500)}


def filled(most: int) -> Schema:
    """Return the schema of what is filled into a template: a text that is not blank."""
    return text(most, 1, pattern=r"[^\s\x00-\x1f\x85]")


def template() -> Schema:
    """Return the schema of a template that the network approved, and of what is filled into it."""
    file = {**thing({"id": KEY}), **URL, "type": ["string", "object"]}
    files = {"image": file, "video": file, "document": file, "filename": text(200, 1)}
    header = thing({}, {"text": filled(60), "name": VARIABLE, **files, "location": thing(PLACE, PLACE_NAMES)})
    button = thing({}, {"payload": filled(256), "url": filled(2000)})
    button |= {"type": ["object", "null"], "minProperties": 1, "maxProperties": 1}
    listed_params = {"items": filled(1024), "maxItems": 100}
    named_params = {"propertyNames": VARIABLE, "additionalProperties": filled(1024), "maxProperties": 100}
    return thing(
        {
            "name": text(512, 1, pattern="^[a-z0-9_]+$"),
            "language": text(8, 2, pattern="^[a-z]{2,3}(_[A-Za-z]{2,4})?$"),
        },
        {
            "params": {"type": ["array", "object"], **listed_params, **named_params},
            "header": {**header, **filled(60), "type": ["string", "object"], "minProperties": 1},
            "buttons": {"type": "array", "items": button, "maxItems": 10},
        },
    )


def sayable(**more: Schema) -> dict[str, Any]:
    """Return the schema of what an operator may say, by its `message_type`. more: what each of them has to have besides."""

    def one(kind: str, needed: Mapping[str, Schema], may: Mapping[str, Schema] | None = None) -> dict[str, Any]:
        return thing({"message_type": choice((kind,)), **needed, **more}, {**(may or {}), "reply_to": ID})

    spoken = {"message_type": choice(("template",)), "template": template(), **more}
    return either(
        "message_type",
        thing({"text": WORDS, **more}, {"message_type": choice(("text",)), "reply_to": ID}),
        one("choices", {"text": WORDS, "choices": OPTIONS}),
        one("location", PLACE, PLACE_NAMES),
        one("contacts", {"contacts": {"type": "array", "items": CARD, "minItems": 1, "maxItems": 5}}),
        *(one(kind, {"media": FILE}, {"text": CAPTION}) for kind in FILES),
        # Networks show no quote above a template.
        thing(spoken, {"text": WORDS}),
    )


@dataclass(frozen=True, slots=True)
class About:
    """What is known of the messages of a page besides themselves, by their ids."""

    spoken: Mapping[int, Spoken]
    reactions: Mapping[int, Sequence[Reaction]]
    named: Mapping[str, int]


class Messages:
    """The handlers of these routes."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._database = desk.database
        self._team: Team = desk.team  # type: ignore[assignment]

    async def list(self, request: Request) -> dict[str, Any]:
        """List what was said."""
        seen = await opened(request, self._desk)
        newest = request.query.get("order", "newest") == "newest"
        scope, limit = f"messages:{seen.id}:{newest:d}", limit_of(request.query)
        [after] = cursor.read(scope, request.query, int) or (None,)
        job = partial(_listed, conversation=seen.id, after=after, limit=limit + 1, newest=newest)
        found, about = await self._database.read(job)
        return page(found, limit, scope, lambda one: (one.id,), lambda one: _told(one, about))

    async def say(self, request: Request) -> Json:
        """Say something to the person, which only whoever has the conversation may."""
        key, mark = asked_under(request)
        wish = wish_of(request.body, key, mark)
        seen = await seen_by_caller(request, self._desk)
        said = await self._team.say(request.caller, request.remote, seen, wish)
        return answered(said, {"id": said.message, "text": wish.text, "created_at": said.at})

    async def forward(self, request: Request) -> Json:
        """Pass something on to other conversations that one has."""
        key, mark = asked_under(request)
        message, targets = request.params["message"], request.body["conversations"]
        seen = await seen_by_caller(request, self._desk)
        said = await self._team.do(request.caller, request.remote, seen, speech.forward, message, targets, key, mark)
        items = [{"conversation": conversation, "id": row} for conversation, row in said.message] if said.fits else []
        return answered(said, {"items": items, "created_at": said.at})

    async def react(self, request: Request) -> Text:
        """React to something, or to it with another emoji."""
        return await self._react(request, request.body["emoji"])

    async def unreact(self, request: Request) -> Text:
        """Take one's reaction back."""
        return await self._react(request, "")

    async def _react(self, request: Request, emoji: str) -> Text:
        seen = await seen_by_caller(request, self._desk)
        await self._team.do(request.caller, request.remote, seen, speech.react, request.params["message"], emoji)
        return done()


def asked_under(request: Request) -> tuple[str, str]:
    """Return the key that something is asked for under, and what tells it from another wish; "" for none."""
    key = key_of(request)
    return key, print_of(request) if key else ""


def answered(said: Said, shown: Mapping[str, Any], **headers: str) -> Json:
    """Return the answer to what was said, now or before. Raises Problem `key_reused` where that was another wish."""
    if not said.fits:
        raise Problem("key_reused")
    return Json(shown, status=201, headers={**headers, **({"Idempotent-Replayed": "true"} if said.replayed else {})})


def _listed(
    db: Connection, conversation: int, after: int | None, limit: int, *, newest: bool
) -> tuple[list[Kept], About]:
    found = rows.page(db, conversation, after, limit, newest=newest)
    ours = [one.id for one in found]
    names = {name for one in found if (name := _answers(msgspec.json.decode(one.body)))}
    named = speeches.all_named(db, conversation, sorted(names))
    return found, About(speeches.of(db, ours), reactions.of(db, ours), named)


def _answers(body: Mapping[str, Any]) -> str:
    """Return the network's id of what a message answers, or reacts to, "" where it does neither."""
    data = body.get("data") or {}
    about = data.get("of") or data.get("reply_to") or body.get("quote")
    if body.get("kind") == "reaction":
        about = data.get("message")
    return about if isinstance(about, str) else ""


def _told(one: Kept, about: About) -> dict[str, Any]:
    body: Mapping[str, Any] = msgspec.json.decode(one.body)
    spoken = about.spoken.get(one.id)
    content = {name: value for name, value in body.items() if value and name not in {"text", "kind"}}
    data = body.get("data") or {}
    return {
        **asdict(one, dict_factory=lambda found: {name: value for name, value in found if name != "body"}),
        "status": Status(one.status).name.lower(),
        "user": {"id": spoken.user, "name": spoken.name} if spoken else None,
        "message_type": kind_of(body),
        "text": body.get("text", ""),
        "content": content,
        "reply_to": (spoken and spoken.reply_to) or about.named.get(_answers(body)),
        "forwarded": bool(spoken and spoken.forwarded) or bool(data.get("forwarded")),
        "reactions": [_reaction(found) for found in about.reactions.get(one.id, ())],
    }


def kind_of(body: Mapping[str, Any]) -> str:
    """Return what sort of message one is: of what goes out by what it holds, as in what is asked for."""
    kind, data = str(body.get("kind", "text")), body.get("data") or {}
    if kind == "unknown" and data.get("type") == "reaction":
        return "reaction"
    if kind != "text":
        return kind
    return str(media["kind"]) if (media := body.get("media")) else "choices" if body.get("choices") else kind


def _reaction(one: Reaction) -> dict[str, Any]:
    return {
        "direction": one.direction,
        "emoji": one.emoji,
        "user": {"id": one.user, "name": one.name} if one.user else None,
        "at": one.at,
        "status": Status(one.status or 0).name.lower(),
    }


def routes(desk: Desk) -> Iterable[Route]:
    """Yield the routes."""
    found = Messages(desk)
    root = "/api/conversations/{id}/messages"
    one, which, both = f"{root}/{{message}}", parts(id=ID), parts(id=ID, message=ID)
    refusals = ("conflict", "window_closed")
    yield Route(
        "GET", root, "conversations.read", found.list, params=which,
        query=thing({}, {**PAGING, "order": {**choice(("newest", "oldest")), "default": "newest"}}), answer=page_of(MESSAGE),
        summary={"es": "Lo que se dijo, lo último primero", "en": "What was said, the last first"},
    )  # fmt: skip
    yield Route(
        "POST", root, "conversations.write", found.say, params=which,
        body=sayable(), answer=SAID, status=201, problems=refusals, idempotent=True,
        summary={"es": "Decir algo, lo que solo puede quien la tiene", "en": "Say something, which only whoever has it may"},
    )  # fmt: skip
    yield Route(
        "POST", f"{one}/forward", "conversations.write", found.forward, params=both,
        body=thing({"conversations": {**listed(ID, 20), "minItems": 1}}), answer=PASSED_ON, status=201, problems=refusals,
        idempotent=True,
        summary={"es": "Reenviar un mensaje a otras que uno tiene", "en": "Pass a message on to others that one has"},
    )  # fmt: skip
    yield Route(
        "PUT", f"{one}/reaction", "conversations.write", found.react, params=both,
        body=thing({"emoji": text(64, 1)}), status=204, problems=refusals,
        summary={"es": "Reaccionar a un mensaje", "en": "React to a message"},
    )  # fmt: skip
    yield Route(
        "DELETE", f"{one}/reaction", "conversations.write", found.unreact, params=both, status=204, problems=refusals,
        summary={"es": "Quitar la reacción", "en": "Take the reaction back"},
    )  # fmt: skip
