"""Reading `given` lines: the world in which a test is played."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time

from cauce.model.diagnostic import Span
from cauce.model.expression import PATH
from cauce.transcript.cursor import Cursor, Misread, unknown
from cauce.transcript.script import (
    Given,
    GivenAnswer,
    GivenArea,
    GivenCall,
    GivenChannel,
    GivenNow,
    GivenStart,
    GivenValue,
)

_PATH = re.compile(PATH)
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")
_OUTCOMES = ("returns", "port", "error")


def read_given(cursor: Cursor, span: Span) -> Given:
    """Read what follows `given`. Raises Misread."""
    word = cursor.word()
    place, start, stop = cursor.here, cursor.mark, cursor.position
    if not word:
        raise cursor.wrong("E504", place, form='given area mesa closed hours "de 9 a 18 h"')
    if cursor.peek("="):
        return _value(cursor, span, word, place)
    if word in _FORMS:
        return _FORMS[word](cursor, span)
    if cursor.word() in _OUTCOMES:
        cursor.position = stop
        return _answer(cursor, span, word, place)
    cursor.mark, cursor.position = start, stop
    raise Misread(unknown("E503", word, cursor.here, (*_FORMS, *_OUTCOMES)))


def _named(cursor: Cursor, form: str) -> tuple[str, Span]:
    """Read a name that has to be there."""
    name = cursor.word()
    if not name:
        raise cursor.wrong("E504", cursor.rest_span, form=form)
    return name, cursor.here


def _value(cursor: Cursor, span: Span, path: str, place: Span) -> GivenValue:
    form = 'given contact.plan = "oro"'
    if not _PATH.fullmatch(path):
        raise cursor.wrong("E504", place, form=form)
    cursor.take("=")
    value = cursor.value(form)
    cursor.finish(form)
    return GivenValue(path, value, span=span, place=place)


def _at(cursor: Cursor, span: Span) -> GivenStart:
    label, place = _named(cursor, "given at soporte")
    cursor.finish("given at soporte")
    return GivenStart(label=label, span=span, place=place)


def _flow(cursor: Cursor, span: Span) -> GivenStart:
    name, place = _named(cursor, "given flow mesa_ayuda")
    cursor.finish("given flow mesa_ayuda")
    return GivenStart(flow=name, span=span, place=place)


def _triggers(cursor: Cursor, span: Span) -> GivenStart:
    place = cursor.here
    cursor.finish("given triggers")
    return GivenStart(triggers=True, span=span, place=place)


def _channel(cursor: Cursor, span: Span) -> GivenChannel:
    name, place = _named(cursor, "given channel whatsapp")
    cursor.finish("given channel whatsapp")
    return GivenChannel(name, span=span, place=place)


def _area(cursor: Cursor, span: Span) -> GivenArea:
    form = 'given area mesa closed hours "de 9 a 18 h" opens 9:00'
    area, place = _named(cursor, form)
    state, where = _named(cursor, form)
    if state not in {"open", "closed"}:
        raise cursor.wrong("E504", where, form=form)
    hours = opens = None
    while not cursor.done:
        word, where = _named(cursor, form)
        if word == "hours" and hours is None:
            hours = cursor.quoted(form)
        elif word == "opens" and opens is None and state == "closed":
            opens = _opening(cursor, form)
        else:
            raise cursor.wrong("E505", where, form=form, found=word)
    return GivenArea(area, state == "open", hours, opens, span=span, place=place)


def _opening(cursor: Cursor, form: str) -> datetime | time:
    cursor.skip()
    before = cursor.position
    value = cursor.value(form)
    if not isinstance(value, datetime | time):
        found = cursor.text[before : cursor.position]
        raise cursor.wrong("E505", cursor.span(before, cursor.position), form=form, found=found)
    return value


def _now(cursor: Cursor, span: Span) -> GivenNow:
    form = "given now 2026-03-02 21:00"
    where = cursor.rest_span
    written = cursor.text[cursor.position :].strip()
    try:
        value = cursor.value(form)
    except Misread:
        value = None
    if not isinstance(value, date):
        raise cursor.wrong("E510", where, found=written)
    cursor.finish(form)
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    return GivenNow(moment, span=span, place=where)


def _call(cursor: Cursor, span: Span) -> GivenCall:
    form = "given call encuesta returns 5"
    flow, place = _named(cursor, form)
    word, where = _named(cursor, form)
    if word != "returns":
        raise cursor.wrong("E504", where, form=form)
    value = cursor.value(form)
    cursor.finish(form)
    return GivenCall(flow, value, span=span, place=place)


def _http(cursor: Cursor, span: Span) -> GivenAnswer:
    form = 'given http POST "https://api.example/tickets" 201 {"id": 7}'
    place = cursor.here
    before = cursor.position
    method = cursor.word()
    if method.upper() in _METHODS:
        method = method.upper()
    else:
        method, cursor.position = "", before
    url = cursor.quoted(form) if cursor.peek('"') else ""
    before = cursor.position
    word = cursor.word()
    if word in _OUTCOMES:
        cursor.position = before
        return replace(_answer(cursor, span, "http", place), method=method, url=url)
    if not (word.isascii() and word.isdigit() and 100 <= int(word) <= 599):
        raise cursor.wrong("E504", cursor.here, form=form)
    value = None if cursor.done else cursor.value(form)
    cursor.finish(form)
    return GivenAnswer("http", method, url, int(word), value, span=span, place=place)


def _answer(cursor: Cursor, span: Span, kind: str, place: Span) -> GivenAnswer:
    outcome = cursor.word()
    form = {
        "returns": f'given {kind} returns {{"id": 7}}',
        "port": f"given {kind} port missing",
        "error": f"given {kind} error timeout",
    }[outcome]
    if outcome == "returns":
        answer = GivenAnswer(kind, value=cursor.value(form), span=span, place=place)
    else:
        name, _ = _named(cursor, form)
        value = None if cursor.done else cursor.value(form)
        port, error = (name, None) if outcome == "port" else ("error", name)
        answer = GivenAnswer(kind, value=value, port=port, error=error, span=span, place=place)
    cursor.finish(form)
    return answer


_FORMS: dict[str, Callable[[Cursor, Span], Given]] = {
    "at": _at,
    "flow": _flow,
    "triggers": _triggers,
    "area": _area,
    "now": _now,
    "channel": _channel,
    "http": _http,
    "call": _call,
}
