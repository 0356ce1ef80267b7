"""Script to text: how a transcript writes down what was said, for `--update` and for `/save`."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time
from typing import Any

from cauce.model.message import Outbound
from cauce.transcript.pattern import tidy
from cauce.transcript.script import (
    Bot,
    Claim,
    Elapse,
    Given,
    GivenAnswer,
    GivenArea,
    GivenCall,
    GivenChannel,
    GivenNow,
    GivenStart,
    GivenValue,
    HandBack,
    Person,
    Step,
    Test,
)

_READ_AS_MORE = re.compile(r"[\\(\[]")


def shown(message: Outbound) -> str:
    """Return a message as a transcript shows it: `(image) address`, the text, one numbered line per option."""
    lines = []
    if message.media:
        lines.append(f"({message.media.kind}) {message.media.url or message.media.name or message.media.id or ''}")
    elif message.template:
        lines.append(f"(template) {message.template.get('name', '')}")
    text = message.numbered() if message.choices else message.text
    if text:
        lines.append(text)
    return tidy("\n".join(lines))


def marked(mark: str, text: str, margin: str = "") -> list[str]:
    """Return the lines of a statement: the mark and the first line, the others indented below it."""
    first, *others = text.split("\n")
    head = f"{margin}{mark} {first}".rstrip()
    return [head, *(f"{margin}  {line}".rstrip() for line in others)]


def written(person: Person) -> str:
    """Return what stands after `>`."""
    if person.press is not None:
        return f"[{person.press}]"
    if person.kind != "text":
        head = f"({person.kind}) {person.attachment}".rstrip()
        return f"{head}\n{person.text}" if person.text else head
    return "\\" + person.text if _READ_AS_MORE.match(person.text) else person.text


def print_test(test: Test) -> str:
    """Return the text of a test, ending in a line break. Reading it gives an equal test."""
    lines = [f"test {quote(test.name)}"]
    for step in test.steps:
        lines.extend(print_step(step))
    return "\n".join(lines) + "\n"


def print_step(step: Step) -> list[str]:
    """Return the lines of a step."""
    match step:
        case Person():
            return marked(">", written(step))
        case Bot(pattern=pattern):
            return marked("<", tidy(pattern))
        case Elapse(text=text):
            return [f"@ {text}"]
        case HandBack():
            return ["@ done"]
        case Claim():
            return [_claim(step)]
    return [" ".join(("given", *_given(step)))]


def quote(value: Any) -> str:
    """Return a value as `given` lines write it: days and times bare, all else in JSON, letters as they are."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def _claim(claim: Claim) -> str:
    words = ["=", "not" if claim.negated else "", claim.word, claim.value]
    if claim.extra is not None:
        extra = f"note={quote(claim.extra)}" if claim.word == "redirect" else f"reason={_bare(claim.extra)}"
        words.append(extra)
    return " ".join(word for word in words if word)


def _bare(word: str) -> str:
    return word if re.fullmatch(r"\w+", word) else quote(word)


def _given(given: Given) -> tuple[str, ...]:
    words: tuple[str, ...] = ()
    match given:
        case GivenStart(label=label, flow=flow):
            words = ("at", label) if label else ("flow", flow) if flow else ("triggers",)
        case GivenArea():
            words = _area(given)
        case GivenNow(moment=moment):
            words = ("now", moment.isoformat(sep=" "))
        case GivenChannel(channel=channel):
            words = ("channel", channel)
        case GivenValue(path=path, value=value):
            words = (path, "=", quote(value))
        case GivenCall(flow=flow, value=value):
            words = ("call", flow, "returns", quote(value))
        case GivenAnswer():
            words = _answer(given)
    return words


def _area(given: GivenArea) -> tuple[str, ...]:
    words: tuple[str, ...] = ("area", given.area, "open" if given.open else "closed")
    if given.hours is not None:
        words += ("hours", quote(given.hours))
    return words if given.opens is None else (*words, "opens", quote(given.opens))


def _answer(given: GivenAnswer) -> tuple[str, ...]:
    words = [given.kind]
    if given.method:
        words.append(given.method)
    if given.url:
        words.append(quote(given.url))
    if given.status is not None:
        words.append(str(given.status))
    elif given.error is not None:
        words += ["error", given.error]
    elif given.port:
        words += ["port", given.port]
    else:
        return (*words, "returns", quote(given.value))
    return tuple(words) if given.value is None else (*words, quote(given.value))
