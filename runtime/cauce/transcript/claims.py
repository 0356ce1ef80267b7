"""Reading `=` lines: what must be true."""

from __future__ import annotations

import re

from cauce.model.diagnostic import Span
from cauce.transcript.cursor import Cursor
from cauce.transcript.script import Claim

_FORMS = {
    "at": "= at soporte/rut",
    "redirect": "= redirect mesa",
    "closed": "= closed mesa",
    "end": "= end reason=inactivo",
    "tag": "= tag recado",
    "flow": "= flow mesa_ayuda",
}
_EXTRAS = {"redirect": "note", "end": "reason"}
# `= end == 3` compares a variable that happens to be called like a claim.
_OPERATOR = re.compile(r"==|!=|<=|>=|[-<>+*/%.(\[]|(?:and|or|in|not)\b")


def read_claim(cursor: Cursor, span: Span) -> Claim:
    """Read what follows `=`. Raises Misread."""
    cursor.skip()
    whole = cursor.text[cursor.position :].rstrip()
    place = cursor.span(cursor.position, cursor.position + len(whole))
    if not whole:
        raise cursor.wrong("E504", place, form=_FORMS["at"])
    start = cursor.position
    word = cursor.word()
    negated = word == "not"
    if negated:
        word = cursor.word()
    cursor.skip()
    if word not in _FORMS or _OPERATOR.match(cursor.text, cursor.position):
        cursor.position = start
        return Claim("", whole, span=span, place=place)
    return _known(cursor, span, word, negated=negated)


def _known(cursor: Cursor, span: Span, word: str, *, negated: bool) -> Claim:
    form = _FORMS[word]
    value, place = "", cursor.here
    if word != "end":
        value = cursor.word()
        place = cursor.here
        if not value:
            raise cursor.wrong("E504", cursor.rest_span, form=form)
    extra = _extra(cursor, word, form)
    cursor.finish(form)
    return Claim(word, value, extra, negated, span=span, place=place)


def _extra(cursor: Cursor, word: str, form: str) -> str | None:
    """Read `reason=...` or `note="..."` where the claim may have it."""
    name = _EXTRAS.get(word)
    if name is None or cursor.done:
        return None
    before = cursor.position
    if cursor.word() != name or not cursor.take("="):
        cursor.position = before
        cursor.finish(form)
    if cursor.peek('"'):
        return cursor.quoted(form)
    bare = cursor.word()
    if not bare:
        raise cursor.wrong("E504", cursor.rest_span, form=form)
    return bare
