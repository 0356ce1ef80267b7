"""Why: as data that are kept, and as a sentence in Spanish and in English."""

from __future__ import annotations

import json

import pytest

from cauce_plugins.routing.choosing import Limits, Member, Wait, choose
from cauce_plugins.routing.explaining import SHOWN, of_choice, say, span
from cauce_plugins.routing.strategies import LEAST_LOADED

NOW = 10_000_000
TITLES = {LEAST_LOADED.name: LEAST_LOADED.title}
ANA = Member(1, "Ana", seen=NOW - 10_000, load=2, capacity=5)
LUIS = Member(2, "Luis", presence="away")


def why(team, **more):
    wait = Wait(7, "Ventas", 7, NOW - 65_000, **more)
    choice = choose(wait, team, Limits(vanish=300_000, skills=frozenset({"inglés"})), LEAST_LOADED, NOW)
    return of_choice(wait, choice, team, LEAST_LOADED.name, NOW)


def test_a_decision_says_how_everybody_was():
    found = why([ANA, LUIS])
    assert (
        say(found, "es", TITLES) == "Ana: la persona con menos conversaciones (Ana: 2 de 5, hace 10 s; Luis: ausente)."
    )
    assert say(found, "en", TITLES) == "Ana: whoever has the fewest (Ana: 2 of 5, last seen 10 s ago; Luis: away)."


def test_it_is_data_that_json_keeps():
    found = why([ANA, LUIS])
    assert json.loads(json.dumps(found)) == found
    assert (found["user"], found["waited"], found["by"]) == (1, 65_000, "strategy")


def test_whoever_had_the_person_before_is_said():
    assert say(why([ANA, LUIS], before=1), "es", TITLES).startswith("Ana, que ya atendió a esta persona (")


def test_a_skill_is_named():
    from dataclasses import replace

    knows = replace(ANA, skills=frozenset({"inglés"}))
    told = say(why([knows, LUIS], tags=frozenset({"inglés"})), "es", TITLES)
    assert told.startswith("Ana, que sabe de inglés: la persona con menos conversaciones (")


def test_that_nobody_is_free_is_said_with_why_of_each():
    team = [LUIS, Member(3, "Eva", seen=NOW - 400_000), Member(4, "Raúl", seen=NOW, load=3, capacity=3)]
    assert say(why(team), "es", TITLES) == (
        "Espera: no hay nadie libre (Luis: ausente; Eva: sin señales hace 6 min; Raúl: 3 de 3, no puede con más)."
    )


def test_a_large_team_is_not_told_whole_and_whoever_was_chosen_is_there():
    team = [Member(n, f"P{n}", presence="away") for n in range(1, 60)] + [ANA.__class__(99, "Zoe", seen=NOW)]
    found = why(team)
    assert len(found["team"]) == SHOWN
    assert found["team"][0]["name"] == "Zoe"
    assert say(found, "en", TITLES).endswith("; and 30 more).")


def test_a_strategy_that_is_gone_is_told_by_its_name():
    assert "x.gone" in say({**why([ANA]), "strategy": "x.gone"}, "es", {})


@pytest.mark.parametrize("by", ["moved", "raised", "circled", "returned", "closed", "manual"])
def test_what_else_is_decided_is_told_in_both_languages(by):
    told = {
        "by": by,
        "area": "Ventas",
        "to": "Soporte",
        "role": "SUPERVISOR",
        "hops": 6,
        "waited": 600_000,
        "name": "Ana",
    }
    for lang in ("es", "en"):
        sentence = say(told, lang, {})
        assert sentence.endswith(".")
        assert "{" not in sentence


def test_how_long_is_told_in_one_unit():
    assert [span(ms, "es") for ms in (900, 119_000, 120_000, 7_200_000, 172_800_000)] == [
        "0 s",
        "119 s",
        "2 min",
        "2 h",
        "2 días",
    ]
