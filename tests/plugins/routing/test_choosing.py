"""Who is chosen: the strategies, and the steps around any of them."""

from __future__ import annotations

from cauce import Strategy
from cauce_plugins.routing.choosing import Limits, Member, Wait, choose, plan, state
from cauce_plugins.routing.strategies import LEAST_LOADED, ROUND_ROBIN

MINUTE = 60_000
NOW = 100 * MINUTE
ANA, LUIS, EVA = (Member(n, name, seen=NOW) for n, name in ((1, "Ana"), (2, "Luis"), (3, "Eva")))
ANYBODY = Limits()
SKILLED = Limits(skills=frozenset({"inglés"}), skill_wait=5 * MINUTE)


def like(one, **more):
    from dataclasses import replace

    return replace(one, **more)


def wait(number=1, **more):
    return Wait(number, "Ventas", number, more.pop("since", NOW), **more)


def chosen(team, limits=ANYBODY, strategy=LEAST_LOADED, **more):
    return choose(wait(**more), team, limits, strategy, NOW)


def test_whoever_has_the_fewest_is_chosen():
    assert chosen([like(ANA, load=2), like(LUIS, load=1), like(EVA, load=3)]).user == 2


def test_among_equals_whoever_was_given_one_the_longest_ago_is():
    assert chosen([like(ANA, last=9), like(LUIS, last=4), like(EVA, last=7)]).user == 2


def test_by_turns_it_does_not_matter_how_many_one_has():
    assert chosen([like(ANA, load=8, last=1), like(LUIS, last=4)], strategy=ROUND_ROBIN).user == 1


def test_by_turns_everybody_has_one_before_anybody_has_two():
    found = plan([wait(n) for n in range(1, 7)], [ANA, LUIS, EVA], Limits(), ROUND_ROBIN, NOW)
    users = [choice.user for _, choice, _ in found]
    assert sorted(users[:3]) == sorted(users[3:]) == [1, 2, 3]


def test_why_somebody_is_given_nothing():
    limits = Limits(most=2, vanish=5 * MINUTE)
    for more, why in (
        ({}, ""),
        ({"able": False}, "unable"),
        ({"presence": "away"}, "away"),
        ({"presence": "offline"}, "offline"),
        ({"seen": None}, "unseen"),
        ({"seen": NOW - 6 * MINUTE}, "vanished"),
        ({"load": 5, "capacity": 5}, "full"),
        ({"load": 4, "capacity": 5, "here": 2}, "full_here"),
        ({"load": 9, "capacity": 0}, ""),
    ):
        assert state(like(ANA, **more), limits, NOW) == why


def test_signs_of_life_do_not_matter_where_that_is_switched_off():
    assert state(like(ANA, seen=None), Limits(), NOW) == ""


def test_a_person_comes_back_to_whoever_had_them():
    found = chosen([ANA, like(LUIS, load=3)], before=2)
    assert (found.user, found.by) == (2, "sticky")


def test_but_not_to_somebody_who_is_away_or_full():
    assert chosen([ANA, like(LUIS, presence="away")], before=2).user == 1
    assert chosen([ANA, like(LUIS, load=1, capacity=1)], before=2).user == 1


def test_a_tag_that_takes_a_skill_goes_to_somebody_who_has_it():
    found = chosen([ANA, like(LUIS, load=4, skills=frozenset({"inglés"}))], SKILLED, tags=frozenset({"inglés", "otra"}))
    assert (found.user, found.by, found.asked) == (2, "skills", {"inglés"})
    assert found.states[1] == "unskilled"


def test_a_skill_goes_before_whoever_had_the_person():
    team = [ANA, like(LUIS, skills=frozenset({"inglés"}))]
    assert chosen(team, SKILLED, tags=frozenset({"inglés"}), before=1).user == 2


def test_a_tag_that_takes_no_skill_here_does_not_matter():
    assert chosen([ANA], SKILLED, tags=frozenset({"alemán"})).user == 1


def test_it_waits_a_while_for_a_skill_that_somebody_has_who_is_not_free():
    team, tags = [ANA, like(LUIS, presence="away", skills=frozenset({"inglés"}))], frozenset({"inglés"})
    found = chosen(team, SKILLED, tags=tags)
    assert (found.user, found.by) == (None, "skill")
    assert chosen(team, SKILLED, tags=tags, since=NOW - 5 * MINUTE).user == 1


def test_it_does_not_wait_for_a_skill_that_nobody_has():
    assert chosen([ANA], SKILLED, tags=frozenset({"inglés"})).user == 1


def test_one_that_waits_for_a_skill_keeps_nobody_behind_it_waiting():
    team = [ANA, like(LUIS, presence="away", skills=frozenset({"inglés"}))]
    found = plan([wait(1, tags=frozenset({"inglés"})), wait(2)], team, SKILLED, LEAST_LOADED, NOW)
    assert [choice.user for _, choice, _ in found] == [None, 1]


def test_nobody_is_given_more_than_they_have_room_for():
    team = [like(ANA, load=1, capacity=2), like(LUIS, load=0, capacity=1)]
    found = plan([wait(n) for n in range(1, 6)], team, Limits(), LEAST_LOADED, NOW)
    assert [choice.user for _, choice, _ in found] == [2, 1, None, None, None]


def test_who_supervises_is_given_only_what_was_escalated():
    team = [like(ANA, presence="away"), like(EVA, leads=True, inside=False)]
    assert chosen(team).user is None
    assert chosen(team, raised=True).user == 3


def test_what_goes_in_circles_is_for_who_supervises_alone():
    team = [ANA, like(EVA, leads=True, inside=False)]
    found = chosen(team, held=True)
    assert (found.user, found.states[1]) == (3, "held")
    assert chosen([ANA, like(EVA, leads=True, inside=False, presence="away")], held=True).user is None


def test_where_nobody_supervises_it_goes_to_the_area_all_the_same():
    assert chosen([ANA], held=True).user == 1


def test_a_strategy_that_fails_or_names_a_stranger_leaves_nobody_waiting(caplog):
    def broken(waiting, candidates):
        raise ZeroDivisionError

    for choose_ in (broken, lambda waiting, candidates: None, lambda waiting, candidates: like(candidates[0], user=99)):
        assert chosen([ANA], strategy=Strategy("x.y", {"es": "x"}, choose_)).user == 1
    assert "a strategy failed" in caplog.text


def test_a_strategy_is_told_who_waits_and_who_could_have_it():
    told = []

    def last(waiting, candidates):
        told.append((waiting.area, waiting.tags, [one.user for one in candidates]))
        return candidates[-1]

    team = [ANA, like(LUIS, presence="away"), EVA]
    assert chosen(team, strategy=Strategy("x.last", {"es": "x"}, last), tags=frozenset({"vip"})).user == 3
    assert told == [("Ventas", {"vip"}, [1, 3])]
