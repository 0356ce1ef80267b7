"""`/api/routing`: the rules, skills, queues and decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from cauce import Acts, Host, Request, Route
from cauce.desk import READ_ALL, Invalid, Unknown, see
from cauce.sql import Connection
from cauce_plugins.routing import asking, crew, decisions, queues, rules, shapes
from cauce_plugins.routing.asking import Asked
from cauce_plugins.routing.changing import refuse_useless
from cauce_plugins.routing.hearing import LOOK
from cauce_plugins.routing.permissions import MANAGE, READ
from cauce_plugins.routing.rules import MINUTE

DECISIONS, FIRST = 50, 20
"""How many decisions of a conversation are shown, and how many of each queue."""


async def list_rules(request: Request) -> dict[str, Any]:
    """Show the rule of every area."""
    host: Host = request.plugin

    def job(db: Connection) -> dict[str, Any]:
        said, areas = rules.every(db), db.execute("SELECT id, name FROM areas ORDER BY name").fetchall()
        return {"items": [_rule(area, name, said.get(name, {}), host) for area, name in areas]}

    return await host.read(job)


async def show_rule(request: Request) -> dict[str, Any]:
    """Show the rule of an area."""
    host: Host = request.plugin

    def job(db: Connection) -> dict[str, Any]:
        name = _area(db, request.params["id"])
        return _rule(request.params["id"], name, rules.said_of(db, name), host)

    return await host.read(job)


async def set_rule(request: Request) -> dict[str, Any]:
    """Set the rule of an area: what is not said is as the settings say."""
    host, area, said = request.plugin, request.params["id"], request.body

    def work(acts: Acts) -> dict[str, Any]:
        name = _area(acts.db, area)
        refuse_useless(acts.db, name, said, host.strategies)
        rules.save(acts.db, name, said, acts.now)
        acts.record("routing.rule", f"area:{area}", said)
        return _rule(area, name, said, host)

    made = await host.act(work, request.caller, request.remote)
    host.nudge(LOOK)
    return dict(made)


async def show_skills(request: Request) -> dict[str, Any]:
    """Show what somebody is good at."""

    def job(db: Connection) -> dict[str, Any]:
        _refuse_nobody(db, request.params["id"])
        return {"skills": crew.skills_of(db, request.params["id"])}

    return dict(await request.plugin.read(job))


async def set_skills(request: Request) -> dict[str, Any]:
    """Say what somebody is good at."""
    user, skills = request.params["id"], sorted(request.body["skills"])

    def work(acts: Acts) -> dict[str, Any]:
        _refuse_nobody(acts.db, user)
        crew.set_skills(acts.db, user, skills, acts.now)
        acts.record("routing.skills", f"user:{user}", {"skills": skills})
        return {"skills": skills}

    made = await request.plugin.act(work, request.caller, request.remote)
    request.plugin.nudge(LOOK)
    return dict(made)


async def list_decisions(request: Request) -> dict[str, Any]:
    """Show what was decided about a conversation that one sees, the last first."""
    host, one = request.plugin, request.params["id"]

    def job(db: Connection) -> list[dict[str, Any]]:
        see(db, request.caller, one)
        return decisions.of(db, one, DECISIONS)

    found = await host.read(job)
    return {"items": [{**each, "text": asking.shown(each["why"], request.language, host)} for each in found]}


async def show_queues(request: Request) -> dict[str, Any]:
    """Show who waits, by area, of the areas that one sees."""
    host, who = request.plugin, request.caller

    def job(db: Connection) -> list[dict[str, Any]]:
        seen = [row for row in queues.waiting(db) if who.may(READ_ALL) or row[0] in who.areas]
        return [_queue(db, host, *row) for row in seen]

    return {"items": await host.read(job)}


async def explain(request: Request) -> dict[str, Any]:
    """Say whom a conversation would be given to now, and why."""
    host, body = request.plugin, request.body
    if ("conversation" in body) == ("area" in body):
        raise Invalid(
            "area", "Di una conversación o un área, y solo una.", "Name a conversation or an area, and only one."
        )
    asked = Asked(body.get("conversation", 0), body.get("area", ""), frozenset(body.get("tags", ())))
    found = await host.read(lambda db: asking.answer(db, host, request.caller, asked))
    return {**found, "text": asking.shown(found["why"], request.language, host)}


def _area(db: Connection, area: int) -> str:
    row = db.execute("SELECT name FROM areas WHERE id = ?", (area,)).fetchone()
    if row is None:
        raise Unknown
    return str(row[0])


def _refuse_nobody(db: Connection, user: int) -> None:
    if db.execute("SELECT 1 FROM users WHERE id = ?", (user,)).fetchone() is None:
        raise Unknown


def _rule(area: int, name: str, said: dict[str, Any], host: Host) -> dict[str, Any]:
    holds = asdict(rules.made(name, said, host.settings))
    del holds["area"]
    return {"id": area, "area": name, "said": said, "holds": {**holds, "skills": sorted(holds["skills"])}}


def _queue(db: Connection, host: Host, area: str, number: int, since: int) -> dict[str, Any]:
    now = host.clock.now()
    first = [
        {
            "conversation": one.wait.conversation, "since": one.wait.since, "waited": max(0, now - one.wait.since),
            "escalated": one.wait.raised, "held": one.wait.held,
        }
        for one in queues.following(db, area, queues.FIRST, FIRST)
    ]  # fmt: skip
    online = crew.online(db, area, host.settings["vanish_minutes"] * MINUTE, now)
    return {
        "area": area, "waiting": number, "since": since, "waited": max(0, now - since),
        "open": host.opening(db, area).open, "online": online, "first": first,
    }  # fmt: skip


def routes() -> Iterable[Route]:
    """Yield the routes."""
    rule, skilled = "/api/routing/areas/{id}", "/api/routing/users/{id}/skills"
    yield Route(
        "GET", "/api/routing/areas", READ, list_rules,
        answer=shapes.listed(shapes.RULE), summary={"es": "Las reglas de reparto de las áreas", "en": "The rules of the areas"},
    )  # fmt: skip
    yield Route(
        "GET", rule, READ, show_rule,
        params=shapes.WHICH, answer=shapes.RULE, summary={"es": "La regla de reparto de un área", "en": "The rule of an area"},
    )  # fmt: skip
    yield Route(
        "PUT", rule, MANAGE, set_rule,
        params=shapes.WHICH, body=shapes.thing({}, shapes.SAID), answer=shapes.RULE,
        summary={"es": "Fijar la regla de reparto de un área", "en": "Set the rule of an area"},
    )  # fmt: skip
    yield Route(
        "GET", skilled, READ, show_skills,
        params=shapes.WHICH, answer=shapes.SKILLED, summary={"es": "De qué sabe alguien", "en": "What somebody is good at"},
    )  # fmt: skip
    yield Route(
        "PUT", skilled, MANAGE, set_skills,
        params=shapes.WHICH, body=shapes.SKILLED, answer=shapes.SKILLED,
        summary={"es": "Decir de qué sabe alguien", "en": "Say what somebody is good at"},
    )  # fmt: skip
    yield Route(
        "GET", "/api/routing/conversations/{id}/decisions", READ, list_decisions,
        params=shapes.WHICH, answer=shapes.listed(shapes.DECISION),
        summary={"es": "Qué se decidió de una conversación, y por qué", "en": "What was decided about a conversation, and why"},
    )  # fmt: skip
    yield Route(
        "GET", "/api/routing/queue", READ, show_queues,
        answer=shapes.listed(shapes.QUEUE), summary={"es": "Quién espera, por área", "en": "Who waits, by area"},
    )  # fmt: skip
    yield Route(
        "POST", "/api/routing/explain", READ, explain,
        body=shapes.ASKED, answer=shapes.EXPLAINED, idempotent=True, problems=("not_found",),
        summary={"es": "A quién se daría ahora, y por qué", "en": "Whom it would be given to now, and why"},
    )  # fmt: skip
