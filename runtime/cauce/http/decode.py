"""The one layer that reads requests: bodies, JSON, queries. No handler decodes anything itself."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, NoReturn

from cauce.http.response import Complaint, Problem
from cauce.http.schema import MOST, closed, counts, meant
from cauce.schemas import complaint
from cauce.text import DEPTH, clean, clean_value

if TYPE_CHECKING:
    from aiohttp import web

_WHOLE = re.compile(r"-?[0-9]{1,19}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_WHOLE = re.compile(r"0|[1-9][0-9]{0,18}")
_MISSING = {"es": "falta", "en": "it is missing"}
_STRANGE = {"es": "no hay tal campo", "en": "there is no such field"}
_TWICE = {"es": "está dos veces", "en": "it is given twice"}
_CLOSE = {"Connection": "close"}
BODY_SECONDS = 10.0
"""How long a body may take to arrive, and the next piece of one that is read as it comes."""
PIECE = 64 * 1024
"""How many bytes of a body are handed over at a time at most."""


async def read_body(request: web.BaseRequest, limit: int) -> bytes:
    """Return the whole body, decompressed. Raises Problem `too_large`, `too_slow` or `bad_compression`."""
    if (request.content_length or 0) > limit:
        raise Problem("too_large", f"at most {limit} bytes")
    content = request.content
    with _body_problems():
        if content.is_eof() and content.total_bytes <= limit and content.exception() is None:
            # It came together with its headers, as nearly all do: nothing to wait for.
            return content.read_nowait()
        async with asyncio.timeout(BODY_SECONDS):
            return await _collect(content.iter_any(), limit)


async def stream_body(request: web.BaseRequest, limit: int, seconds: float) -> AsyncIterator[bytes]:
    """Yield the body as it comes, decompressed. Raises what `read_body` does, wherever in the body that shows."""
    if (request.content_length or 0) > limit:
        raise Problem("too_large", f"at most {limit} bytes", headers=_CLOSE)
    left, deadline = limit, asyncio.get_running_loop().time() + seconds
    while True:
        with _body_problems():
            async with asyncio.timeout_at(min(deadline, asyncio.get_running_loop().time() + BODY_SECONDS)):
                chunk = await request.content.read(PIECE)
        if not chunk:
            return
        left -= len(chunk)
        if left < 0:
            raise Problem("too_large", f"at most {limit} bytes", headers=_CLOSE)
        yield chunk


@contextmanager
def _body_problems() -> Iterator[None]:
    """Tell what goes wrong while a body is read as a problem."""
    from aiohttp.http_exceptions import HttpProcessingError
    from aiohttp.web import RequestPayloadError

    try:
        yield
    except TimeoutError:
        raise Problem("too_slow", headers=_CLOSE) from None
    except (HttpProcessingError, RequestPayloadError) as error:
        code = "bad_compression" if "encoding" in str(error).lower() else "bad_request"
        raise Problem(code, headers=_CLOSE) from None


async def _collect(chunks: Any, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise Problem("too_large", f"at most {limit} bytes", headers=_CLOSE)
        parts.append(chunk)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def read_json(raw: bytes) -> Any:
    """Return the value of a JSON text, its strings cleaned. Raises Problem `bad_encoding` or `bad_json`.

    Refused: what is not UTF-8, NaN and Infinity, numbers out of range, nesting past 64 levels.
    """
    import msgspec

    # What the quick parser would let pass takes the long way: NUL, halves of surrogate pairs, deep nesting.
    if b"\\u" not in raw and raw.count(b"{") + raw.count(b"[") <= DEPTH:
        try:
            return msgspec.json.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            pass
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem("bad_encoding", f"byte {error.start}") from None
    try:
        value = json.loads(text, parse_constant=_refuse_constant, parse_float=_float)
        return clean_value(value)
    except json.JSONDecodeError as error:
        raise Problem("bad_json", f"line {error.lineno}, column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise Problem("bad_json", "nested too deeply") from None
    except ValueError as error:
        raise Problem("bad_json", str(error)) from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _float(text: str) -> float:
    number = float(text)
    if number - number != 0:
        raise ValueError("a number is out of range")
    return number


class Checker:
    """A JSON Schema, closed to what it does not speak of, and compiled when it is first needed."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.schema = closed(schema)
        self._counts = counts(schema)
        self._validator: Any = None

    def check(self, value: Any) -> None:
        """Raise Problem `invalid`, naming up to ten places, where the value does not fit."""
        if self._fits(value):
            return
        found = islice(self._complaints(value), 10)
        raise Problem("invalid", errors=[shown for error in found for shown in _shown(error)][:10])

    def _complaints(self, value: Any) -> Iterable[Any]:
        """Return what does not fit, of several things by the one that the value says that it is."""
        if "discriminator" not in self.schema:
            return self._validator.iter_errors(value)  # type: ignore[no-any-return]
        import jsonschema_rs

        return jsonschema_rs.validator_for(dict(meant(self.schema, value))).iter_errors(value)

    def find(self, value: Any) -> None:
        """Raise Problem `not_found` where the value does not fit: of an address that cannot lead anywhere."""
        if not self._fits(value):
            raise Problem("not_found")

    def whole(self, value: Any) -> Any:
        """Return the value with 1.0 written 1, where whole numbers are asked for: to JSON Schema they are the same."""
        return _whole(value) if self._counts else value

    def _fits(self, value: Any) -> bool:
        if self._validator is None:
            import jsonschema_rs

            self._validator = jsonschema_rs.validator_for(self.schema)
        return bool(self._validator.is_valid(value))


def _whole(value: Any) -> Any:
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) <= MOST else value
    if isinstance(value, dict):
        return {name: _whole(part) for name, part in value.items()}
    return [_whole(part) for part in value] if isinstance(value, list) else value


def _shown(error: Any) -> Iterable[Complaint]:
    """Return what is wrong, each at the field that it is about: also one that is missing, or that nobody knows."""
    path = [str(part) for part in error.instance_path]
    facts = dict(error.kind.as_dict())
    code = str(error.kind.name)
    names = [facts["property"]] if code == "required" else facts.get("unexpected", [])[:10]
    if not names:
        problem = {lang: clean(said, 300) for lang, said in complaint(error).items()}
        return [{"at": _pointer(path), "problem": problem, "code": code}]
    said = _MISSING if code == "required" else _STRANGE
    return [{"at": _pointer([*path, str(name)]), "problem": said, "code": code} for name in names]


def _pointer(path: Iterable[str]) -> str:
    return "/" + "/".join(clean(part, 80) for part in path)


def read_typed_json(raw: bytes, content_type: str) -> Any:
    """Return the JSON of a body that says that it is one. Raises Problem `not_json`, `bad_json` or `bad_encoding`."""
    if content_type != "application/json":
        raise Problem("not_json", f"it says {clean(content_type, 80)!r}")
    return read_json(raw)


def read_query(pairs: Iterable[tuple[str, str]], schema: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the query as a dict, with the types of its schema. Raises Problem `invalid` for a name given twice."""
    kinds = {name: spec.get("type") for name, spec in (schema or {}).get("properties", {}).items()}
    query: dict[str, Any] = {}
    for written, text in pairs:
        name = clean(written, 200)
        if kinds.get(name) == "array":
            query.setdefault(name, []).append(clean(text))
        elif name in query:
            raise Problem("invalid", errors=[{"at": f"/{name[:80]}", "problem": _TWICE}])
        else:
            query[name] = _typed(clean(text), kinds.get(name))
    return query


def read_parts(parts: Mapping[str, str], schema: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the parts of a path, with the types of their schema. Raises Problem `not_found` for another spelling.

    What is not written as it would be stored is not found, and a whole number has one spelling: `007` is not 7.
    """
    kinds = {name: spec.get("type") for name, spec in (schema or {}).get("properties", {}).items()}
    return {name: _part(text, kinds.get(name)) for name, text in parts.items()}


def _part(text: str, kind: object) -> Any:
    if clean(text, 2048) != text:
        raise Problem("not_found")
    if kind != "integer":
        return text
    if not _WHOLE.fullmatch(text):
        raise Problem("not_found")
    return int(text)


def _typed(text: str, kind: object) -> Any:
    if kind == "boolean" and text in {"true", "false"}:
        return text == "true"
    if kind == "integer" and _WHOLE.fullmatch(text):
        return int(text)
    if kind == "number" and _NUMBER.fullmatch(text):
        return float(text)
    return text
