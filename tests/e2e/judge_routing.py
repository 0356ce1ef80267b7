"""What the oracle knows of who has what: followed through the log, step by step, beside what Cauce says of each step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from e2e.daybook import Daybook, Decision, Mate, Step

Wrong = tuple[str, str]
Owned = tuple[str, str | None, int | None]
BOT: Owned = ("bot", None, None)


@dataclass
class Floor:
    """How it stands after some steps: who has each conversation that is open, and how everybody is there."""

    owned: dict[int, Owned] = field(default_factory=dict)
    presence: dict[int, str] = field(default_factory=dict)

    @property
    def loads(self) -> Counter[int]:
        """How many conversations everybody has."""
        return Counter(user for owner, _, user in self.owned.values() if owner == "human" and user is not None)

    def after(self, step: Step) -> None:
        """Take a step."""
        if step.type == "user.presence":
            self.presence[step.data["user"]] = step.data["presence"]
        elif step.type == "conversation.closed":
            self.owned.pop(step.conversation, None)
        elif (to := step.data.get("to")) and step.type.startswith("conversation."):
            self.owned[step.conversation] = _owned(to)
        elif step.type == "conversation.queued":
            self.owned[step.conversation] = ("queue", step.data["area"], None)
        elif step.type in {"conversation.opened", "conversation.returned"}:
            self.owned[step.conversation] = BOT


def _owned(told: Mapping[str, Any]) -> Owned:
    return told["owner"], told["area"], told["assignee"]


def owned(book: Daybook) -> Iterator[Wrong]:
    """Each conversation has one owner at any moment: each step begins where the one before ended, and the last one holds."""
    floor, ended = Floor(), Counter[int]()
    for step in book.steps:
        before = floor.owned.get(step.conversation, BOT)
        told = step.data.get("from") if step.type.startswith("conversation.") else None
        if told and _owned(told) != before:
            yield "owner", f"{step.type} of {step.conversation} begins with {_owned(told)}, and it was {before}"
        if step.type == "conversation.closed":
            ended[step.conversation] += 1
        floor.after(step)
    for one, times in ended.items():
        if times > 1:
            yield "doubled", f"conversation {one} was closed {times} times"
    for talk in book.talks.values():
        held = floor.owned.get(talk.id, BOT)
        if talk.opened and held != (talk.owner, talk.area, talk.assignee):
            yield "owner", f"{talk.id} is {talk.owner}'s in {talk.area} ({talk.assignee}), and the log says {held}"
        if talk.opened == (ended[talk.id] > 0):
            yield "owner", f"{talk.id} is {'open' if talk.opened else 'closed'}, and the log says otherwise"


def routed(book: Daybook) -> Iterator[Wrong]:
    """Whoever routing gave something was free, there, and of the area, which was open; and why is told as it was."""
    floor, used = Floor(), set[int]()
    for step in book.steps:
        if step.type == "conversation.queued":
            yield from _attended(book, step.conversation, _area(step), step.at)
        if step.type == "conversation.assigned" and "decision" in step.data:
            used.add(step.data["decision"])
            yield from _given(book, floor, step)
        floor.after(step)
    for decision in book.decisions.values():
        if decision.kind == "given" and decision.id not in used:
            yield "explained", f"decision {decision.id} of {decision.conversation} gave nothing to anybody"


def _area(step: Step) -> str:
    return str(step.data["to"]["area"] if "to" in step.data else step.data["area"])


def _attended(book: Daybook, conversation: int, area: str, at: int) -> Iterator[Wrong]:
    if at < book.since[area]:
        yield "closed", f"{conversation} was handed over {book.since[area] - at} ms before {area} attends"


def _given(book: Daybook, floor: Floor, step: Step) -> Iterator[Wrong]:
    to, what = step.data["to"], f"{step.conversation}, given to {step.data['to']['assignee']}"
    mate = book.team.get(to["assignee"])
    if mate is None or (to["area"] not in mate.areas and not mate.leads):
        yield "misrouted", f"{what}: not one of {to['area']}"
        return
    if floor.presence.get(mate.id) != "available":
        yield "misrouted", f"{what}: who was {floor.presence.get(mate.id)}"
    load = floor.loads[mate.id]
    if load >= mate.room:
        yield "capacity", f"{what}: who had {load} of {mate.room}"
    yield from _attended(book, step.conversation, to["area"], step.at)
    decision = book.decisions.get(step.data["decision"])
    if decision is None:
        yield "explained", f"{what}: nothing says why"
    else:
        yield from _explained(decision, mate, step, load, what)


def _explained(decision: Decision, mate: Mate, step: Step, load: int, what: str) -> Iterator[Wrong]:
    chosen = [one for one in decision.why["team"] if one["user"] == mate.id]
    if (decision.conversation, decision.area, decision.user) != (step.conversation, step.data["to"]["area"], mate.id):
        yield "explained", f"{what}: decision {decision.id} is of something else"
    elif [(one["state"], one["load"], one["capacity"]) for one in chosen] != [("", load, mate.room)]:
        yield "explained", f"{what}: decision {decision.id} says {chosen}, and they had {load} of {mate.room}"
    if mate.leads and decision.why.get("by") != "strategy":
        yield "explained", f"{what}: {decision.why.get('by')}"
