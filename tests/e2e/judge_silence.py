"""What the oracle knows of silences: who was reminded, once in each, and closed at its end, and nobody before it was time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from e2e.daybook import Daybook, Step

Wrong = tuple[str, str]
BREAKS = frozenset(
    f"conversation.{kind}" for kind in ("assigned", "opened", "queued", "reopened", "returned", "taken", "transferred")
)
REMINDED = "auto_close.reminded"


@dataclass
class Silence:
    """How long nothing was said in a conversation, and how often whoever is there was reminded."""

    since: int
    reminded: int = 0


def silences(book: Daybook) -> Iterator[Wrong]:
    """Each reminder and each close is once in a silence, in that order, after its time; and is brought just as often."""
    current: dict[int, Silence] = {}
    reminded, closed = Counter[str](), Counter[str]()
    least = min(book.reminders.values(), default=0)
    for step in book.steps:
        one = current.setdefault(step.conversation, Silence(step.at))
        if step.type in BREAKS or (step.type == "message.new" and step.data.get("plugin") != "auto_close"):
            current[step.conversation] = Silence(step.at)
        elif step.type == REMINDED:
            one.reminded += 1
            reminded[book.talks[step.conversation].person] += 1
            if one.reminded > 1:
                yield "doubled", f"{step.conversation} was reminded {one.reminded} times in one silence"
            if step.at - one.since < least:
                yield "early", f"{step.conversation} was reminded after {step.at - one.since} ms"
        elif step.type == "conversation.closed" and _by_itself(step):
            closed[book.talks[step.conversation].person] += 1
            if one.reminded != 1:
                yield "early", f"{step.conversation} was closed after {one.reminded} reminders"
    yield from _brought(book, reminded, closed)


def _by_itself(step: Step) -> bool:
    return str(step.data.get("reason", "")).startswith("auto_close")


def _brought(book: Daybook, reminded: Counter[str], closed: Counter[str]) -> Iterator[Wrong]:
    for person in book.lines:
        texts = Counter(text for _, text in book.brought.get(person, ()))
        for what, wanted, times in (
            ("reminded", reminded[person], sum(texts[text] for text in book.reminders)),
            ("bid farewell", closed[person], texts[book.farewell]),
        ):
            if times != wanted:
                yield ("lost" if times < wanted else "doubled"), f"{person} was {what} {times} times, and not {wanted}"
