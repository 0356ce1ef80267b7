"""The fold of events: what each amounts to, given how the conversation stood. Pure, and the only place that knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cauce_plugins.dashboard.ledger import Page
from cauce_plugins.dashboard.talk import Heard, Talk
from cauce_plugins.dashboard.walk import follow

Rule = Callable[[Talk, Heard, Page], None]


def fold(talk: Talk, heard: Heard, page: Page) -> None:
    """Count an event, and let the conversation stand as it does after it. Events of a stream come in its order."""
    if not talk.seq:
        page.count(talk.opened_at, "", "opened")
    follow(talk, heard, page)
    rule = _RULES.get(heard.type)
    if rule is not None:
        rule(talk, heard, page)
    talk.seq = heard.seq


def _message(talk: Talk, heard: Heard, page: Page) -> None:
    if heard.author == "contact":
        talk.received += 1
        page.count(heard.at, talk.area, "received")
    elif heard.author == "bot":
        talk.said_bot += 1
        page.count(heard.at, talk.area, "said_bot")
    else:
        _spoken(talk, heard, page)


def _spoken(talk: Talk, heard: Heard, page: Page) -> None:
    """Count what a person of the team said: the first one answers."""
    talk.said_human += 1
    page.count(heard.at, talk.area, "said_human")
    page.deed(heard.at, talk.area, heard.user, "said")
    if talk.answered:
        return
    talk.answered = True
    took = max(0, heard.at - (talk.asked_at or talk.cycle_at))
    page.span(heard.at, talk.area, "response", took)
    page.deed(heard.at, talk.area, heard.user, "responses")
    page.deed(heard.at, talk.area, heard.user, "response_ms", took)


def _queued(talk: Talk, heard: Heard, page: Page) -> None:
    _pass_on(talk, heard, page, _to(heard, {"owner": "queue", "area": heard.data.get("area")}))
    _ask_for_people(talk, heard, page)


def _given(talk: Talk, heard: Heard, page: Page) -> None:
    if talk.opened and talk.owner == "queue":
        page.span(heard.at, talk.area, "wait", heard.at - talk.since)
    _pass_on(talk, heard, page, _to(heard, {"owner": "human", "area": talk.area}))
    _ask_for_people(talk, heard, page)


def _transferred(talk: Talk, heard: Heard, page: Page) -> None:
    page.count(heard.at, talk.area, "transferred")
    page.deed(heard.at, talk.area, talk.user, "transferred")
    _given(talk, heard, page)


def _ask_for_people(talk: Talk, heard: Heard, page: Page) -> None:
    """Count who has it now: the queue of an area, or a person."""
    talk.asked_at = talk.asked_at or heard.at
    page.count(heard.at, talk.area, "queued" if talk.owner == "queue" else "taken")
    if talk.owner == "human":
        page.deed(heard.at, talk.area, talk.user, "taken")


def _returned(talk: Talk, heard: Heard, page: Page) -> None:
    page.count(heard.at, talk.area, "returned")
    _pass_on(talk, heard, page, _to(heard, {"owner": "bot"}))


def _paused(talk: Talk, heard: Heard, page: Page) -> None:
    _pass_on(talk, heard, page, _to(heard, {"owner": "paused"}))


def _closed(talk: Talk, heard: Heard, page: Page) -> None:
    if not talk.opened:
        return
    _end_stay(talk, heard.at, page)
    talk.opened, talk.closed_at = False, heard.at
    page.count(heard.at, talk.area, "closed")
    if talk.owner in {"bot", "queue"}:
        page.count(heard.at, talk.area, f"closed_{talk.owner}")
    took = max(0, heard.at - talk.cycle_at)
    page.span(heard.at, talk.area, "resolution", took)
    closer = int(heard.data.get("who") or 0)
    page.deed(heard.at, talk.area, closer, "closed")
    page.deed(heard.at, talk.area, closer, "resolution_ms", took)


def _reopened(talk: Talk, heard: Heard, page: Page) -> None:
    _pass_on(talk, heard, page, _to(heard, {"owner": "human", "area": talk.area}))
    talk.opened, talk.cycle_at, talk.closed_at = True, heard.at, 0
    page.count(heard.at, talk.area, "reopened")


def _to(heard: Heard, otherwise: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return whose it is now: what the event says, or what events of its type that do not say it mean."""
    told = heard.data.get("to")
    return told if isinstance(told, Mapping) else otherwise


def _pass_on(talk: Talk, heard: Heard, page: Page, to: Mapping[str, Any]) -> None:
    if talk.opened:
        _end_stay(talk, heard.at, page)
    talk.since = heard.at
    talk.owner = str(to.get("owner") or "bot")
    talk.area = str(to.get("area") or "")
    talk.user = int(to.get("assignee") or 0)


def _end_stay(talk: Talk, at: int, page: Page) -> None:
    """Count the time that whoever had it had it."""
    took = max(0, at - talk.since)
    page.count(at, talk.area, f"{talk.owner}_ms", took)
    if talk.owner == "human":
        page.deed(at, talk.area, talk.user, "human_ms", took)


_RULES: Mapping[str, Rule] = {
    "message.new": _message,
    "conversation.queued": _queued,
    "conversation.taken": _given,
    "conversation.assigned": _given,
    "conversation.transferred": _transferred,
    "conversation.returned": _returned,
    "conversation.paused": _paused,
    "conversation.closed": _closed,
    "conversation.reopened": _reopened,
}

HEARD = (*_RULES, "run.started", "run.ended", "run.error", "run.walked")
"""The types of events that change a figure by themselves."""
