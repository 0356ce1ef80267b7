"""The addresses of the console: its page for people who go there, and its files for good."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from cauce.console.built import Built, File
from cauce.http.request import Request
from cauce.http.response import Bytes, Problem
from cauce.model.route import Route

PLACES = ("login", "inbox", "users", "roles", "areas", "quick-replies", "tags", "channels", "audit", "me")
"""The first words of the console's addresses, as `web/src/app/places.ts` has them."""

FOR_GOOD = "public, max-age=31536000, immutable"
"""For files whose names change with what is in them."""
ASK_FIRST = "no-cache"
"""For the page: kept, and asked about each time."""

Handler = Callable[[Request], Awaitable[Bytes]]


def routes(built: Built) -> Iterable[Route]:
    """Yield the page at `/` and at every place of the console, and its files."""

    async def page(request: Request) -> Bytes:
        return _answer(built.page, request, ASK_FIRST)

    async def place(request: Request) -> Bytes:
        if not navigates(request):
            raise Problem("not_found")
        return _answer(built.page, request, ASK_FIRST)

    async def file(request: Request) -> Bytes:
        found = built.files.get(request.params["name"])
        if found is None:
            raise Problem("not_found")
        return _answer(found, request, FOR_GOOD)

    yield Route("GET", "/", "public", page, summary="The web console")
    yield Route("GET", "/console/{name}", "public", file, summary="A file of the web console")
    for name in PLACES:
        yield Route("GET", f"/{name}", "public", place, summary="The web console")
        yield Route("GET", f"/{name}/{{rest:.*}}", "public", place, summary="The web console")


def navigates(request: Request) -> bool:
    """Tell whether somebody goes to an address, and it is not a script, a picture or a program that asks for it."""
    mode = request.headers.get("Sec-Fetch-Mode")
    return mode == "navigate" if mode else "text/html" in request.headers.get("Accept", "")


def _answer(found: File, request: Request, kept: str) -> Bytes:
    encoding, data = found.best(request.headers.get("Accept-Encoding", ""))
    tag = f'"{found.tag}{encoding and "-"}{encoding}"'
    headers = {"Cache-Control": kept, "ETag": tag, "Vary": "Accept-Encoding"}
    if tag in {one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")}:
        return Bytes(b"", found.content_type, status=304, headers=headers)
    if encoding:
        headers["Content-Encoding"] = encoding
    return Bytes(data, found.content_type, headers=headers)
