"""Why somebody was given a conversation, or nobody was: kept as data, told as a sentence in Spanish or English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cauce import Words
from cauce_plugins.routing.choosing import Choice, Member, Wait

SHOWN = 30
"""How many of a team an explanation names."""

_FIRST: Mapping[str, Words] = {
    "sticky": {"es": "{who}, que ya atendió a esta persona", "en": "{who}, who had this person before"},
    "skills": {"es": "{who}, que sabe de {asked}: {strategy}", "en": "{who}, who knows about {asked}: {strategy}"},
    "strategy": {"es": "{who}: {strategy}", "en": "{who}: {strategy}"},
    "busy": {"es": "Espera: no hay nadie libre", "en": "It waits: nobody is free"},
    "skill": {"es": "Espera a alguien que sepa de {asked}", "en": "It waits for somebody who knows about {asked}"},
    "closed": {"es": "Espera: el área está cerrada", "en": "It waits: the area is closed"},
    "manual": {"es": "Espera: el área no se reparte sola", "en": "It waits: the area is not given out by itself"},
    "moved": {
        "es": "Esperó {waited} y pasó de {area} a {to}",
        "en": "It waited for {waited} and went from {area} to {to}",
    },
    "raised": {
        "es": "Esperó {waited}: va primero, y puede tomarla quien supervisa ({role})",
        "en": "It waited for {waited}: it goes first, and whoever supervises ({role}) may be given it",
    },
    "circled": {
        "es": "Fue {hops} veces de un área a otra sin respuesta de una persona: queda para quien supervisa ({role})",
        "en": "It went from area to area {hops} times without an answer of a person: it is for whoever supervises ({role})",
    },
    "returned": {
        "es": "{who} se fue hace {waited} sin haberla tocado: vuelve a la cola",
        "en": "{who} left {waited} ago and had not touched it: it goes back",
    },
}
_STATES: Mapping[str, Words] = {
    "away": {"es": "ausente", "en": "away"},
    "offline": {"es": "fuera de línea", "en": "offline"},
    "unseen": {"es": "no ha entrado", "en": "has not come in"},
    "vanished": {"es": "sin señales hace {seen}", "en": "no sign of life for {seen}"},
    "full": {"es": "no puede con más", "en": "has no room"},
    "full_here": {"es": "no puede con más de esta área", "en": "has no room for more of this area"},
    "unskilled": {"es": "no sabe del tema", "en": "lacks the skill"},
    "unable": {"es": "su rol no puede responder", "en": "their role may not answer"},
    "held": {"es": "no supervisa", "en": "does not supervise"},
}
_LOAD = {"es": "{load} de {capacity}", "en": "{load} of {capacity}"}
_SEEN = {"es": "hace {seen}", "en": "last seen {seen} ago"}
_MORE = {"es": "y {0} más", "en": "and {0} more"}


def of_choice(wait: Wait, choice: Choice, team: Sequence[Member], strategy: str, now: int) -> dict[str, Any]:
    """Return why a choice was made, as data that JSON can hold."""
    inside = [one for one in team if choice.states[one.user] != "outside"]
    # Whoever was chosen first, then who could have been: what is left out is what matters least.
    order = sorted(inside, key=lambda one: (one.user != choice.user, choice.states[one.user] != "", one.user))
    return {
        "by": choice.by,
        "strategy": strategy,
        "area": wait.area,
        "user": choice.user,
        "waited": max(0, now - wait.since),
        "asked": sorted(choice.asked),
        "team": [_told(one, choice.states[one.user], now) for one in order[:SHOWN]],
        "more": max(0, len(inside) - SHOWN),
    }


def _told(member: Member, state: str, now: int) -> dict[str, Any]:
    seen = None if member.seen is None else max(0, now - member.seen)
    return {
        "user": member.user,
        "name": member.name,
        "load": member.load,
        "capacity": member.capacity,
        "seen": seen,
        "state": state,
    }


def say(why: Mapping[str, Any], lang: str, titles: Mapping[str, Words]) -> str:
    """Return an explanation as a sentence. titles: of the strategies, by name."""
    lang = lang if lang in {"es", "en"} else "en"
    team = why.get("team", [])
    title = titles.get(why.get("strategy", ""), {}).get(lang) or why.get("strategy", "")
    words = _FIRST[why["by"]][lang].format(
        who=_name(why), asked=", ".join(why.get("asked", [])), strategy=title[:1].lower() + title[1:],
        waited=span(why.get("waited", 0), lang), area=why.get("area", ""), to=why.get("to", ""),
        role=why.get("role", ""), hops=why.get("hops", 0),
    )  # fmt: skip
    told = [_member(one, lang) for one in team]
    if more := why.get("more"):
        told.append(_MORE[lang].format(more))
    return f"{words} ({'; '.join(told)})." if told else f"{words}."


def _name(why: Mapping[str, Any]) -> str:
    names = {one["user"]: str(one["name"]) for one in why.get("team", [])}
    return names.get(why.get("user"), str(why.get("name", "")))


def _member(one: Mapping[str, Any], lang: str) -> str:
    """Return how one of a team was: `Ana: 2 de 5, hace 10 s`."""
    seen = None if one["seen"] is None else span(one["seen"], lang)
    load = _LOAD[lang].format(load=one["load"], capacity=one["capacity"]) if one["capacity"] else str(one["load"])
    if one["state"] == "":
        told = [load] if seen is None else [load, _SEEN[lang].format(seen=seen)]
    elif one["state"] in {"full", "full_here", "unskilled"}:
        told = [load, _STATES[one["state"]][lang]]
    else:
        told = [_STATES[one["state"]][lang].format(seen=seen)]
    return f"{one['name']}: {', '.join(told)}"


def span(milliseconds: int, lang: str) -> str:
    """Return how long something lasted, in one unit: `10 s`, `4 min`, `3 h`, `2 días`."""
    seconds = milliseconds // 1000
    if seconds < 120:
        return f"{seconds} s"
    if seconds < 7200:
        return f"{seconds // 60} min"
    if seconds < 172_800:
        return f"{seconds // 3600} h"
    return f"{seconds // 86_400} {'días' if lang == 'es' else 'days'}"
