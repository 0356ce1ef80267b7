"""Two machines that answer each other are noticed; people, however quick, are not taken for machines."""

from __future__ import annotations

import random
from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce.delivery import loop_guard
from cauce.delivery.loop_guard import LoopGuard
from cauce.engine.folding import fold
from cauce.settings_file import LoopGuardPart


@pytest.fixture(autouse=True)
def database_kind():
    """There is no database in here: once is enough."""
    return "none"


START = 1_760_000_000_000


class Talk:
    """One person's conversation, second by second."""

    def __init__(self, guard: LoopGuard | None = None, who: int = 1) -> None:
        self.guard = LoopGuard() if guard is None else guard
        self.who = who
        self.now = START
        self.reasons: list[str] = []

    def hear(self, text: str, after: float = 0.0) -> None:
        self.now += int(after * 1000)
        self.reasons.append(self.guard.heard(self.who, text, self.now))

    def say(self, text: str, after: float = 0.0) -> None:
        self.now += int(after * 1000)
        self.reasons.append(self.guard.said(self.who, text, self.now))

    @property
    def alarms(self) -> list[str]:
        return [reason for reason in self.reasons if reason]


def test_twenty_equal_texts_are_borne_and_the_next_pauses():
    talk = Talk()
    for _ in range(20):
        talk.hear("Hola", 14)
    assert talk.alarms == []
    talk.hear("¡HOLA!", 1)
    assert talk.alarms == ["same_text"]


def test_what_the_bot_says_over_and_over_counts_too():
    talk = Talk()
    for number in range(21):
        talk.hear(f"mensaje {number}", 8)
        talk.say("No te entendí.")
    assert talk.alarms == ["same_text"]
    assert talk.reasons[-1] == "same_text"


def test_what_comes_and_what_goes_are_not_one_text():
    talk = Talk()
    for _ in range(20):
        talk.hear("ok", 10)
        talk.say("ok", 3)
    assert talk.alarms == []


def test_equal_texts_over_a_longer_time_are_nothing():
    talk = Talk()
    for _ in range(200):
        talk.hear("1", 15.1)
    assert talk.alarms == []


def test_messages_without_a_text_are_not_compared():
    talk = Talk()
    for _ in range(100):
        talk.hear("", 0.2)
        talk.hear("  ", 0.2)
    assert talk.alarms == []


def test_two_machines_that_never_repeat_themselves_are_known_by_their_speed():
    talk = Talk()
    pause = random.Random(5)
    for number in range(200):
        # One answer in ten is delayed on its way.
        talk.hear(f"respuesta {number}", 4.0 if pause.random() < 0.1 else pause.uniform(0.2, 1.5))
        talk.say(f"pregunta {number}", 0.1)
        if talk.alarms:
            break
    assert talk.alarms == ["too_quick"]
    assert 40 <= number <= 90


def test_somebody_who_types_quickly_in_many_lines_is_a_person():
    talk = Talk()
    pause = random.Random(7)
    for number in range(300):
        talk.hear(f"línea {number}", pause.uniform(0.8, 4.5))
        if number % 3 == 0:
            talk.say(f"respuesta {number}", 0.2)
    assert talk.alarms == []


def test_a_burst_of_lines_before_we_answer_is_one_answer():
    talk = Talk()
    for number in range(30):
        talk.say(f"pregunta {number}", 3)
        for part in range(10):
            talk.hear(f"línea {number} {part}", 0.3)
    assert talk.alarms == []


def test_somebody_who_knows_the_menu_by_heart_may_go_round_it():
    talk = Talk()
    for _ in range(12):
        talk.say("Menú: 1. Saldo 2. Volver")
        talk.hear("1", 1.2)
        talk.say("Tu saldo es 3.500. 2. Volver", 0.1)
        talk.hear("2", 1.4)
    assert talk.alarms == []


def test_a_long_silence_ends_a_row_of_quick_answers():
    talk = Talk()
    for number in range(39):
        talk.say(f"p{number}")
        talk.hear(f"r{number}", 1)
    talk.say("adiós")
    talk.hear("hola", 400)
    for number in range(39):
        talk.say(f"otra p{number}")
        talk.hear(f"otra r{number}", 1)
    assert talk.alarms == []


def test_after_the_alarm_and_when_it_is_told_to_it_begins_anew():
    talk = Talk(LoopGuard(LoopGuardPart(same_texts=2)))
    for _ in range(6):
        talk.hear("eco", 1)
    assert talk.reasons == ["", "", "same_text"] * 2
    talk.hear("eco")
    talk.hear("eco")
    talk.guard.forget(1)
    talk.guard.forget(99)
    talk.hear("eco")
    assert talk.reasons[-1] == ""


def test_persons_are_counted_apart():
    guard = LoopGuard(LoopGuardPart(same_texts=5))
    talks = [Talk(guard, who) for who in range(50)]
    for _ in range(5):
        for talk in talks:
            talk.hear("hola", 1)
    assert not any(talk.alarms for talk in talks)


def test_each_rule_can_be_switched_off():
    off = Talk(LoopGuard(LoopGuardPart(same_texts=0, quick_rounds=0)))
    for _ in range(500):
        off.hear("hola", 0.1)
        off.say("hola", 0.1)
    assert off.alarms == []
    quick = Talk(LoopGuard(LoopGuardPart(same_texts=0, quick_rounds=3)))
    for _ in range(4):
        quick.hear("hola", 0.1)
        quick.say("hola", 0.1)
    assert quick.alarms == ["too_quick"]


def test_a_clock_that_is_set_back_or_forth_pauses_nobody():
    talk = Talk(LoopGuard(LoopGuardPart(same_texts=5)))
    for _ in range(5):
        talk.hear("hola", 1)
    talk.hear("hola", -3600)
    for _ in range(4):
        talk.hear("hola", 1)
    assert talk.alarms == []
    talk.hear("hola", 7200)
    assert talk.alarms == []


def test_no_more_persons_are_remembered_than_talk(monkeypatch):
    guard = LoopGuard()
    for who in range(5000):
        guard.heard(who, "hola", START + who * 1000)
    assert guard.persons == 301
    monkeypatch.setattr(loop_guard, "PERSONS", 100)
    for who in range(500):
        guard.heard(who, "hola", START + 5_000_000)
    assert guard.persons == 100


def test_no_more_messages_of_a_person_are_remembered_than_are_needed(monkeypatch):
    guard = LoopGuard()
    for number in range(5000):
        guard.heard(1, f"texto {number}", START + number)
    talk = guard._talks[1]
    assert len(talk.said) == loop_guard.REMEMBERED
    assert len(talk.counts) == loop_guard.REMEMBERED


@pytest.mark.parametrize("text", ["x" * 10_000_000, "\ud800", "\x00", "👍", "ñ" * 600])
def test_any_text_is_compared(text):
    talk = Talk(LoopGuard(LoopGuardPart(same_texts=1)))
    talk.hear(text)
    talk.hear(text)
    assert talk.alarms == ["same_text"]


@given(
    st.integers(1, 6),
    st.lists(
        st.tuples(st.integers(1, 3), st.sampled_from(["in", "out"]), st.sampled_from(["a", "A!", "b", ""]),
                  st.integers(0, 40_000)),
        max_size=120,
    ),
)  # fmt: skip
def test_it_agrees_with_counting_everything(limit, messages):
    guard = LoopGuard(LoopGuardPart(same_texts=limit, within_minutes=1, quick_rounds=0))
    now, seen = START, {}
    for who, way, text, pause in messages:
        now += pause
        past = seen.setdefault(who, deque())
        folded = fold(text)
        count = sum(1 for at, *rest in past if at > now - 60_000 and rest == [way, folded]) + 1
        past.append((now, way, folded))
        expected = bool(folded) and count > limit
        told = (guard.heard if way == "in" else guard.said)(who, text, now)
        assert told == ("same_text" if expected else "")
        if expected:
            past.clear()
