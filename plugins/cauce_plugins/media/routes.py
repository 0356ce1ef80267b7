"""The addresses of files as data, and their handlers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from cauce import Host, Json, Problem, Reply, Request, Route, Text
from cauce.desk import Denied
from cauce_plugins.media import links, records, uploads
from cauce_plugins.media.depot import depot_of, discard
from cauce_plugins.media.kinds import KINDS
from cauce_plugins.media.records import Bytes, Shown, Wanted
from cauce_plugins.media.refusal import REASONS, NotTaken
from cauce_plugins.media.serving import content, serve, thumbnail
from cauce_plugins.media.uploads import Upload

Schema = Mapping[str, Any]

READ, WRITE, MANAGE = "conversations.read", "conversations.write", "media.manage"
MOST = 100
LARGEST = 100 * 1024 * 1024
"""The most that the settings can allow for one file."""

ID: Schema = {"type": "string", "pattern": "^[0-9a-f]{32}$", "minLength": 32, "maxLength": 32}
ROW: Schema = {"type": "integer", "minimum": 1, "maximum": 2**53 - 1}
TEXT: Schema = {"type": "string", "maxLength": 191}
NUMBER: Schema = {"type": ["integer", "null"], "minimum": 0}


def _thing(needed: Mapping[str, Schema], may: Mapping[str, Schema] | None = None) -> dict[str, Any]:
    properties = {**needed, **(may or {})}
    return {"type": "object", "required": list(needed), "properties": properties, "additionalProperties": False}


FILE = _thing(
    {
        "id": ID,
        "state": {"type": "string", "enum": ["pending", "storing", "stored", "refused", "gone"]},
        "reason": {"type": ["string", "null"], "description": "Why it is refused or gone"},
        "direction": {"type": "string", "enum": ["in", "out"]},
        "kind": {"type": "string"},
        "mime": {"type": "string", "description": "By its content"},
        "name": {"type": "string"},
        "size": {**NUMBER, "description": "Bytes"},
        "width": NUMBER,
        "height": NUMBER,
        "duration": {**NUMBER, "description": "Milliseconds"},
        "thumbnail": {"type": "boolean"},
        "conversation": {
            **NUMBER,
            "description": "Where it was said, as far as one sees it; null of what was not sent yet",
        },
        "message": NUMBER,
        "created_at": NUMBER,
        "stored_at": NUMBER,
        "expires_at": {**NUMBER, "description": "When it is deleted; null for never"},
        "url": {"type": "string"},
    }
)
LIST = _thing({"items": {"type": "array", "items": FILE}, "next": {"type": ["string", "null"]}})
PAGING: Mapping[str, Schema] = {
    "cursor": {
        "type": "string",
        "pattern": "^[1-9][0-9]{0,15}$",
        "description": "Where the page before ended: its `next`",
    },
    "limit": {"type": "integer", "minimum": 1, "maximum": MOST, "default": 50},
    "kind": {"type": "string", "enum": list(KINDS)},
}


async def upload(request: Request) -> Json:
    """Keep what comes."""
    host, query = _host(request), request.query
    declared = request.headers.get("Content-Type", "")[:191].encode("ascii", "replace").decode()
    wanted = Upload(request.caller.user, query.get("name", ""), declared, query.get("voice", False))
    try:
        file = await uploads.take(host, wanted, request.chunks)
    except NotTaken as error:
        raise refused(error, request.language) from None
    found = await host.read(partial(records.find_seen, who=request.caller, file=file))
    if found is None:
        raise Problem("not_found")
    return Json(_shown(host, found), status=201)


def refused(error: NotTaken, lang: str) -> Problem:
    """Return the problem that tells why a file is not taken."""
    words = REASONS[error.reason]
    if error.reason == "large":
        return Problem("too_large", words[lang], headers={"Connection": "close"})
    return Problem("invalid", errors=[{"at": "/", "problem": words, "code": error.reason}])


async def show(request: Request) -> Reply:
    """Show a file, where a browser may, else have it kept."""
    return await _serve(request, keep=False)


async def download(request: Request) -> Reply:
    """Have a file kept."""
    return await _serve(request, keep=True)


async def _serve(request: Request, *, keep: bool) -> Reply:
    found = await _seen(request)
    return await serve(request, depot_of(_host(request)), content(found.file, keep=keep))


async def small(request: Request) -> Reply:
    """Show a file small."""
    depot = depot_of(_host(request))
    return await serve(request, depot, await thumbnail(depot, (await _seen(request)).file))


async def info(request: Request) -> dict[str, Any]:
    """Tell what is known of a file."""
    return _shown(_host(request), await _seen(request))


async def signed(request: Request) -> Reply:
    """Show a file to whoever has an address that we signed."""
    host, parts = _host(request), request.params
    if not await links.holds(host, parts["file"], parts["until"], parts["signature"]):
        raise Problem("not_found")
    found = await host.read(partial(records.find, file=parts["file"]))
    if found is None:
        raise Problem("not_found")
    # It is shown in pages of other sites: the chat of a visitor.
    return await serve(
        request, depot_of(host), content(found, keep=False), {"Cross-Origin-Resource-Policy": "cross-origin"}
    )


async def listed(request: Request) -> dict[str, Any]:
    """List the files that one sees."""
    host, query = _host(request), request.query
    limit, before = query.get("limit", 50), query.get("cursor")
    wanted = Wanted(
        query.get("conversation"), request.params.get("channel") or query.get("channel"), query.get("kind"),
        int(before) if before else None, limit + 1,
    )  # fmt: skip
    found = await host.read(partial(records.page, who=request.caller, wanted=wanted))
    more = str(found[limit - 1][0]) if len(found) > limit else None
    return {"items": [_shown(host, one) for _, one in found[:limit]], "next": more}


async def delete(request: Request) -> Text:
    """Delete the bytes of a file: one's own upload that was not sent yet, or any, by whoever may."""
    host, found = _host(request), await _seen(request)
    file = found.file
    if found.use is not None and not request.caller.may(MANAGE):
        raise Denied(
            {"es": "Ya se envió: solo lo borra quien dirige.", "en": "It was said: only who leads deletes it."}
        )
    if file.state in {"pending", "storing"}:
        raise Problem("conflict", "it is still on its way")
    await discard(host, Bytes(file.row, file.store, file.key, file.thumbnail), "gone", "deleted")
    await host.act(lambda acts: acts.record("media.deleted", f"media:{file.id}"), request.caller, request.remote)
    return Text("", status=204)


async def _seen(request: Request) -> Shown:
    """Return the file that a request is about. Raises Problem for one that the caller does not see."""
    found = await _host(request).read(partial(records.find_seen, who=request.caller, file=request.params["file"]))
    if found is None:
        raise Problem("not_found")
    return found


def _host(request: Request) -> Host:
    host: Host = request.plugin
    return host


def _shown(host: Host, found: Shown) -> dict[str, Any]:
    file, settings = found.file, depot_of(host).settings
    kept = settings.retention.get(file.kind, 0) if found.use else settings.unsent
    facts = ("id", "state", "reason", "direction", "kind", "mime", "name", "size", "width", "height", "duration")
    return {
        **{name: getattr(file, name) for name in facts},
        "thumbnail": file.thumbnail is not None and file.state == "stored",
        "conversation": found.use.conversation if found.use else None,
        "message": found.use.message if found.use else None,
        "created_at": file.created_at,
        "stored_at": file.stored_at,
        "expires_at": file.stored_at + kept if file.stored_at and kept and file.state == "stored" else None,
        "url": f"/api/media/{file.id}",
    }


def routes() -> Iterable[Route]:
    """Yield the routes."""
    one, which = "/api/media/{file}", _thing({"file": ID})
    bytes_problems = ("no_such_range",)
    yield Route(
        "GET", "/api/media", READ, listed, query=_thing({}, {**PAGING, "conversation": ROW, "channel": TEXT}), answer=LIST,
        summary={"es": "Los archivos que uno ve, lo último primero", "en": "The files that one sees, the last first"},
    )  # fmt: skip
    yield Route(
        "POST", "/api/media", WRITE, upload, query=_thing({}, {"name": TEXT, "voice": {"type": "boolean"}}), answer=FILE,
        status=201, stream=True, limit=LARGEST,
        summary={"es": "Subir un archivo para enviarlo", "en": "Upload a file to be sent"},
    )  # fmt: skip
    yield Route(
        "GET", "/api/media/session/{channel}", READ, listed, params=_thing({"channel": {**TEXT, "minLength": 1}}),
        query=_thing({}, PAGING), answer=LIST, summary={"es": "Los archivos de un canal", "en": "The files of a channel"},
    )  # fmt: skip
    yield Route(
        "GET", one, READ, show, params=which, problems=bytes_problems,
        summary={"es": "El archivo, a la vista si se puede", "en": "The file, shown where it may be"},
    )  # fmt: skip
    yield Route(
        "GET", f"{one}/download", READ, download, params=which, problems=bytes_problems,
        summary={"es": "El archivo, para guardarlo", "en": "The file, to be kept"},
    )  # fmt: skip
    yield Route(
        "GET", f"{one}/thumbnail", READ, small, params=which, problems=bytes_problems,
        summary={"es": "El archivo, en pequeño", "en": "The file, small"},
    )  # fmt: skip
    yield Route(
        "GET", f"{one}/info", READ, info, params=which, answer=FILE,
        summary={"es": "Lo que se sabe de un archivo", "en": "What is known of a file"},
    )  # fmt: skip
    yield Route(
        "DELETE", one, WRITE, delete, params=which, status=204, problems=("conflict",),
        summary={"es": "Borrar un archivo", "en": "Delete a file"},
    )  # fmt: skip
    signature = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    yield Route(
        "GET", f"{links.ROOT}/{{file}}/{{until}}/{{signature}}", "public", signed,
        params=_thing({"file": ID, "until": ROW, "signature": signature}),
        summary={"es": "Un archivo, por una dirección firmada", "en": "A file, by a signed address"},
    )  # fmt: skip
