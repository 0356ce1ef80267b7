"""What an HTTP route is: data that give the address, the checks, the permission and the documentation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cauce.model.node_kind import Words


@dataclass(frozen=True, slots=True)
class Route:
    """One method on one path.

    permission: who may call it: `public` for anyone, `login` for whoever is logged in, else the name of a permission.
        A route without one stops the process at start.
    params: the JSON Schema of the parts of the path. One that does not fit is 404; a whole number has one spelling only.
    query / body / answer: JSON Schemas; None where there is none. A body is decoded and checked before the handler
        runs, unless `raw` is set: then the handler gets the bytes as they came; or `stream`: then it reads them itself from
        `Request.chunks` as they come, and nothing holds all of them. Below `/api` nothing else may be sent.
    handler: `async handler(request) -> answer`, where request is a `cauce.http.request.Request` and the answer a
        dict (JSON) or one of the objects of `cauce.http.response`.
    limit: how many bytes a body may have, after decompression; more is 413. seconds: how long one that is read as it
        comes may take, and no piece of it longer than `cauce.http.decode.BODY_SECONDS`; more is 408.
    cors: whether pages of other sites may call it from a browser, always without cookies.
    status: that of its answer where all goes well. problems: the codes that it may answer with beside those of every
        route like it.
    conditional: whether it takes `If-Match`. idempotent: whether it sees to the `Idempotency-Key` itself; any other POST
        that is not public is done once for a key without its doing. told_once: whether what it answers is a secret, which
        is not kept to be told again.
    """

    method: str
    path: str
    permission: str
    handler: Callable[..., Awaitable[Any]]
    params: Mapping[str, Any] | None = None
    query: Mapping[str, Any] | None = None
    body: Mapping[str, Any] | None = None
    answer: Mapping[str, Any] | None = None
    raw: bool = False
    stream: bool = False
    seconds: float = 300.0
    summary: str | Words = ""
    limit: int = 65536
    cors: bool = False
    status: int = 200
    problems: Sequence[str] = ()
    idempotent: bool = False
    conditional: bool = False
    told_once: bool = False
