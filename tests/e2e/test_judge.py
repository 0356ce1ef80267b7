"""The oracle of the day itself: it finds nothing in sound books, and each kind of wrong in doctored ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from e2e.daybook import Daybook, Decision, Mate, Message, Person, Seen, Step, Talk
from e2e.judge import judged

ANA, LEO, SARA = (
    Mate(1, "ana", frozenset({"ventas"}), 1),
    Mate(2, "leo", frozenset({"legal"}), 2),
    Mate(3, "sara", frozenset(), 5, leads=True),
)
HER, HIM = "549001", "549002"
"""One is answered by Ana and sends a picture; the other waits until Legal opens, falls silent and is closed."""
HELLO, CLOSED, STILL, BYE = "¿Ventas o legal?", "Legal está cerrado.", "¿Sigues ahí?", "Cerramos."


def to(owner: str, area: str | None = None, user: int | None = None) -> dict[str, Any]:
    return {"owner": owner, "area": area, "assignee": user}


def given(conversation: int, mate: Mate, area: str, at: int, number: int) -> Step:
    data = {"from": to("queue", area), "to": to("human", area, mate.id), "decision": number}
    return Step(conversation, "conversation.assigned", data, at)


def why(mate: Mate, load: int = 0) -> dict[str, Any]:
    return {"by": "strategy", "team": [{"user": mate.id, "state": "", "load": load, "capacity": mate.room}]}


def sound() -> Daybook:
    """Return the books of a small day on which everything went well."""
    lines = {
        HER: [("contact", "hola"), ("bot", HELLO), ("contact", "ventas"), ("human", "diez pesos"), ("contact", "")],
        HIM: [("contact", "hola"), ("bot", HELLO), ("contact", "legal"), ("bot", CLOSED), ("human", "¿seguimos?"), ("bot", BYE)],
    }  # fmt: skip
    messages, brought, acked = [], {}, {}
    for conversation, (person, line) in enumerate(lines.items(), 1):
        said = [*line[:5], ("bot", STILL), *line[5:]] if person == HIM else line
        first = len(messages)
        messages += [
            Message(first + place, conversation, person, author, f"in{first + place}" if author == "contact" else None, text)
            for place, (author, text) in enumerate(said)
        ]  # fmt: skip
        mine = messages[first:]
        brought[person] = [(f"m{one.id}", one.text) for one in mine if one.author != "contact"]
        acked[person] = [one.provider_id for one in mine if one.provider_id]
    steps = [
        Step(0, "user.presence", {"user": 1, "presence": "available"}, 1), Step(0, "user.presence", {"user": 2, "presence": "available"}, 1),
        Step(1, "message.new", {}, 10), Step(1, "conversation.queued", {"area": "ventas"}, 11), given(1, ANA, "ventas", 12, 7),
        Step(1, "message.new", {}, 13), Step(1, "conversation.closed", {"who": 1, "reason": "resuelto"}, 20),
        Step(2, "message.new", {}, 15), Step(2, "conversation.queued", {"area": "legal"}, 100), given(2, LEO, "legal", 101, 8),
        Step(2, "message.new", {}, 110), Step(2, "message.new", {"plugin": "auto_close"}, 120),
        Step(2, "auto_close.reminded", {"step": 1}, 120), Step(2, "message.new", {"plugin": "auto_close"}, 130),
        Step(2, "conversation.closed", {"reason": "auto_close: human"}, 130),
    ]  # fmt: skip
    return Daybook(
        acked=acked, lines=lines, brought=brought, messages=messages, steps=steps,
        talks={1: Talk(1, HER, 11, False, "human", "ventas", 1), 2: Talk(2, HIM, 12, False, "human", "legal", 2)},
        decisions={7: Decision(7, 1, "given", "ventas", 1, why(ANA)), 8: Decision(8, 2, "given", "legal", 2, why(LEO))},
        team={one.id: one for one in (ANA, LEO, SARA)}, since={"ventas": 0, "legal": 100},
        closed_to={HIM: "legal"}, courtesies={"legal": CLOSED}, reminders={STILL: 10}, farewell=BYE,
        stored=[("f1", 1, "aa", "stored")], files=[("f1", 1, "aa", "aa")], refused=[404],
        imports=[([("Her", "create"), ("Him", "create")], [("Her", "create"), ("Him", "create")])],
        people=[Person(11, "Her", f"+{HER}", None), Person(12, "Him", f"+{HIM}", "ventas")],
        wanted={f"+{HER}": "Her", f"+{HIM}": "Him"},
        seen=[
            Seen(ANA, [(1, "ventas", 1)], frozenset({11, 12}), frozenset({"f1"})),
            Seen(LEO, [(2, "legal", None)], frozenset({12}), frozenset()),
            Seen(SARA, [(1, "ventas", 1), (2, "legal", 2)], frozenset({11, 12}), frozenset({"f1"})),
        ],
        figures={"opened": (2, 2)},
    )  # fmt: skip


Doctor = Callable[[Daybook], Any]


def _without(book: Daybook, person: str, text: str) -> None:
    book.brought = {**book.brought, person: [one for one in book.brought[person] if one[1] != text]}


def _twice(book: Daybook, person: str, text: str) -> None:
    again = [one for one in book.brought[person] if one[1] == text]
    book.brought = {**book.brought, person: [*book.brought[person], *again]}


def _step(book: Daybook, place: int, **changed: Any) -> None:
    book.steps = [replace(one, **changed) if at == place else one for at, one in enumerate(book.steps)]


def _insert(book: Daybook, place: int, *steps: Step) -> None:
    book.steps = [*book.steps[:place], *steps, *book.steps[place:]]


def _set(name: str, change: Callable[[Any], Any]) -> Doctor:
    return lambda book: setattr(book, name, change(getattr(book, name)))


def _full(book: Daybook) -> None:
    """Give Ana a second conversation while she has room for one."""
    book.talks = {**book.talks, 3: Talk(3, HER, 11, False, "human", "ventas", 1)}
    book.decisions = {**book.decisions, 9: Decision(9, 3, "given", "ventas", 1, why(ANA, 1))}
    _insert(book, 5, Step(3, "conversation.queued", {"area": "ventas"}, 12), given(3, ANA, "ventas", 12, 9))
    book.steps = [*book.steps, Step(3, "conversation.closed", {"reason": "resuelto"}, 140)]


WRONGS: dict[str, tuple[str, Doctor]] = {
    "a message that was acknowledged is not stored": ("lost", _set("messages", lambda rows: rows[1:])),
    "a message is stored twice": ("doubled", _set("messages", lambda rows: [*rows, replace(rows[0], id=99)])),
    "something is stored that nobody wrote": ("doubled", _set("messages", lambda rows: [*rows, replace(rows[0], id=99, provider_id="in99")])),
    "somebody was not told what they had to be": ("lost", lambda book: _without(book, HER, "diez pesos")),
    "somebody was told something twice": ("doubled", lambda book: _twice(book, HER, "diez pesos")),
    "the network brought something twice that nobody knows of": ("doubled", _set("copies", lambda _: ["m3"])),
    "somebody was told something who never wrote": ("misrouted", _set("brought", lambda told: {**told, "549009": [("m50", "hola")]})),
    "the courtesy was not said": ("courtesy", lambda book: _without(book, HIM, CLOSED)),
    "the courtesy was said again": ("courtesy", lambda book: _twice(book, HIM, CLOSED)),
    "the courtesy was said where it is open": ("courtesy", _set("closed_to", lambda _: {})),
    "it was given to somebody of another area": ("misrouted", lambda book: _step(book, 4, data=given(1, LEO, "ventas", 12, 7).data)),
    "it was given to somebody who is away": ("misrouted", lambda book: _step(book, 0, data={"user": 1, "presence": "away"})),
    "it was given to somebody who had no room": ("capacity", _full),
    "it was handed over while the area was closed": ("closed", lambda book: _step(book, 8, at=99)),
    "it was given while the area was closed": ("closed", lambda book: _step(book, 9, at=99)),
    "nothing says why it was given": ("explained", _set("decisions", lambda known: {8: known[8]})),
    "it says otherwise why it was given": ("explained", _set("decisions", lambda known: {**known, 7: replace(known[7], why=why(ANA, 3))})),
    "it says why something was given that was not": ("explained", _set("decisions", lambda known: {**known, 9: replace(known[8], id=9)})),
    "two had it at once": ("owner", lambda book: _insert(book, 6, Step(1, "conversation.taken", {"from": to("queue", "ventas"), "to": to("human", "ventas", 3)}, 14))),
    "the log says that somebody else has it": ("owner", _set("talks", lambda known: {**known, 1: replace(known[1], opened=True)})),
    "it was closed twice": ("doubled", lambda book: _insert(book, 7, book.steps[6])),
    "it is still open": ("ended", _set("talks", lambda known: {**known, 1: replace(known[1], opened=True)})),
    "somebody was reminded twice in one silence": ("doubled", lambda book: _insert(book, 13, book.steps[12])),
    "somebody was reminded too early": ("early", lambda book: _step(book, 12, at=115)),
    "somebody was closed without a reminder": ("early", _set("steps", lambda steps: [*steps[:12], *steps[13:]])),
    "a reminder did not arrive": ("lost", lambda book: _without(book, HIM, STILL)),
    "a last word came twice": ("doubled", lambda book: _twice(book, HIM, BYE)),
    "a row of a file is missing": ("import", _set("imports", lambda known: [(known[0][0], known[0][1][:1])])),
    "a row of a file became something else": ("import", _set("imports", lambda known: [(known[0][0], [("Her", "skip"), *known[0][1][1:]])])),
    "somebody is known twice": ("contact", _set("people", lambda known: [*known, replace(known[0], id=13)])),
    "somebody is called otherwise": ("contact", _set("people", lambda known: [replace(known[0], name="X"), known[1]])),
    "a conversation is somebody else's": ("contact", _set("talks", lambda known: {**known, 1: replace(known[1], contact=12)})),
    "a file is stored with other bytes": ("file", _set("stored", lambda _: [("f1", 1, "bb", "stored")])),
    "a file is stored twice": ("file", _set("stored", lambda known: known * 2)),
    "a file came out as something else": ("file", _set("files", lambda _: [("f1", 1, "aa", "bb")])),
    "a stranger was given a file": ("seen", _set("refused", lambda _: [404, 200])),
    "somebody was shown a conversation of another area": ("seen", _set("seen", lambda all_: [replace(all_[0], talks=[(2, "legal", 2)]), *all_[1:]])),
    "somebody was told more of what was taken from them": ("seen", _set("seen", lambda all_: [replace(all_[0], before=[{"id": 1, "name": "x"}]), *all_[1:]])),
    "somebody was shown a contact of another area": ("seen", _set("seen", lambda all_: [all_[0], replace(all_[1], people=frozenset({11, 12})), all_[2]])),
    "somebody was shown a file of another area": ("seen", _set("seen", lambda all_: [all_[0], replace(all_[1], files=frozenset({"f1"})), all_[2]])),
    "somebody was not shown what is theirs": ("hidden", _set("seen", lambda all_: [replace(all_[0], files=frozenset()), *all_[1:]])),
    "a figure is wrong": ("figure", _set("figures", lambda _: {"opened": (3, 2)})),
    "the database is broken": ("damaged", _set("damage", lambda _: ["page 3"])),
}  # fmt: skip


def test_sound_books_are_sound():
    assert judged(sound()) == []


@pytest.mark.parametrize("what", WRONGS)
def test_the_oracle_notices_that(what):
    kind, doctor = WRONGS[what]
    book = sound()
    doctor(book)
    assert kind in {name for name, _ in judged(book)}
