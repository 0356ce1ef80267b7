"""A test passes when the flow does exactly what it says, and tells what was otherwise when it does not."""

from __future__ import annotations

import pytest

ORDER = 'given http POST "https://shop.example/orders" 201 {"id": 7}\n'
MENU = "< What?\n  1. Buy\n  0. Leave\n"


def test_a_whole_conversation_with_a_real_sub_flow_passes(passes):
    assert (
        passes(
            ORDER
            + "> hi\n"
            + MENU
            + "> [Buy]\n< How many?\n> many\n< ...\n> 3\n< Order 7\n< Stars?\n= at rate.start/stars\n= flow rate\n> 4\n"
            "= at buy/wait\n@ 5s\n< Stars: 4\n= end\n= end reason=done\n= tag bought\n= contact.stars == 4\n"
            "= stars == 4 and what == 'Buy'\n= request.json.many == 3\n= request.headers.token == '<secret.shop>'\n"
            "= now.hour == 10\n= flow shop\n= not tag sold\n= not end reason=bye\n= not stars == 5\n"
        )
        is True
    )


def test_the_bot_may_speak_first_and_a_wildcard_stands_for_the_rest(passes):
    assert passes(MENU + "> 0\n< By...\n") is True
    assert passes("= at start\n< What? ...\n> 0\n< ...\n") is True


def test_what_the_bot_says_must_be_expected_to_the_letter(failure):
    wrong = failure("> hi\n< What?\n")
    assert (wrong.what, wrong.span.line, wrong.expected) == ("said", 3, "What?")
    assert wrong.received == "What?\n1. Buy\n0. Leave"
    assert wrong.node == "start/what"


def test_silence_and_more_than_expected_are_failures(failure):
    assert failure("> hi\n< What? ...\n< And?\n").what == "silent"
    extra = failure("> hi\n> 0\n")
    assert (extra.what, extra.received.split("\n")[0]) == ("extra", "What?")
    assert failure("> hi\n< ...\n> 0\n").what == "extra"


def test_a_button_must_be_on_the_screen(failure):
    missing = failure("> hi\n< ...\n> [Sell]\n")
    assert (missing.what, missing.expected, missing.received) == ("press", "[Sell]", "[1] Buy\n[0] Leave")


def test_nothing_outside_is_called_without_being_given(failure, passes):
    asked = failure("given at buy\n> hi\n< ...\n> 3\n")
    assert asked.what == "outside"
    assert asked.received == 'given http POST "https://shop.example/orders" 200 {}'
    assert passes('given at buy\ngiven http GET "..." 200\n> hi\n< ...\n> 3\n').what == "outside"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("given http error timeout", "No: timeout "),
        ("given http error broken", "No: broken "),
        ("given http 503", "No: status 503"),
        ("given http 201 {}", "Order "),
        ('given http returns {"id": 9}', "Order 9"),
        ('given http POST "https://shop.example/..." 200 {"id": 8}', "Order 8"),
    ],
)
def test_the_outside_answers_what_was_given(passes, line, said):
    more = "< Stars?\n" if said.startswith("Order") else ""
    assert passes(f"given at buy\n{line}\n> hi\n< ...\n> 3\n< {said}\n{more}") is True


def test_answers_are_used_up_in_their_order_and_the_last_one_stays(passes):
    turn = "> 1\n< How many?\n> 3\n"
    again = "> stop\n< Bye\n> hi\n" + MENU
    assert (
        passes(
            'given http 200 {"id": 1}\ngiven http 200 {"id": 2}\ngiven call rate returns 5\n> hi\n'
            + MENU
            + (turn + "< Order 1\n" + again)
            + (turn + "< Order 2\n" + again)
            + (turn + "< Order 2\n" + again)
        )
        is True
    )


def test_a_sub_flow_can_be_given_and_then_is_not_entered(passes):
    assert (
        passes("given at buy\ngiven call rate returns 5\n" + ORDER + "> hi\n< ...\n> 3\n< Order 7\n@ 5s\n< Stars: 5\n")
        is True
    )


def test_areas_open_and_close_and_give_back(passes):
    away = (
        'given at people\ngiven area desk closed hours "mornings"\n> help\n< Closed: mornings\n= closed desk\n= end\n'
    )
    assert passes(away) is True
    assert (
        passes(
            'given at people\n> help\n= redirect desk\n= redirect desk note="They said help"\n= redirect desk note="... help"\n'
            "= not redirect sales\n= not closed desk\n> anybody?\n@ done\n< Bye\n= not redirect desk\n"
        )
        is True
    )


def test_the_world_may_change_in_the_middle(passes):
    assert (
        passes(
            "> hi\n"
            + MENU
            + 'given area desk closed\ngiven contact.name = "Ana"\n> x\n< ...\n> y\n< ...\n> z\n< Closed: always\n= contact.name == "Ana"\n'
        )
        is True
    )


def test_time_passes_only_when_told_and_all_timers_on_the_way_go_off(passes):
    assert (
        passes("given now 2026-01-01 09:00\n> hi\n< ...\n@ 59m\n= at start\n= now.minute == 59\n@ 1d\n< Bye\n= end\n")
        is True
    )
    assert passes("> hi\n< ...\n@ 59m\n> x\n< ...\n@ 59m\n= at start\n@ 2m\n< Bye\n") is True


def test_after_the_end_a_trigger_begins_again_and_anything_else_meets_nobody(passes, failure):
    assert passes("> hi\n< ...\n> 0\n< Bye\n> hi\n< What? ...\n") is True
    assert failure("> hi\n< ...\n> 0\n< Bye\n> what?\n").what == "nobody"
    assert failure("given triggers\n> what?\n").what == "nobody"
    assert passes("given triggers\n> HI!\n< What? ...\n") is True


def test_another_flow_can_be_named(passes):
    assert passes("given flow rate\n< Stars?\n> 3\n= end\n", name="stars") is True


@pytest.mark.parametrize(
    ("claim", "received"),
    [
        ("at buy", "at start/what"),
        ("at shop.buy/many", "at start/what"),
        ("not at start", "at start/what"),
        ("end", "at start/what"),
        ("redirect desk", ""),
        ("closed desk", ""),
        ("tag bought", ""),
        ("flow rate", "flow shop"),
        ("what == 'Buy'", "what = null"),
        ("1 > 2", ""),
        ("len(contact.stars) == answer", "contact.stars = null\nanswer = null"),
        ("now.hour == 3", "now.hour = 10"),
        ("what + 1 == 2", "E404"),
        ("contact.name != what", "contact.name = null\nwhat = null"),
    ],
)
def test_a_claim_that_is_not_true_tells_what_was(failure, claim, received):
    wrong = failure(f"> hi\n< ...\n= {claim}\n")
    assert (wrong.what, wrong.expected, wrong.received[: len(received) or None]) == ("claim", f"= {claim}", received)


def test_claims_after_the_end(failure):
    assert failure("> hi\n< ...\n> 0\n< Bye\n= at start\n").received == ""
    assert failure("> hi\n< ...\n> 0\n< Bye\n= end reason=done\n").received == "end reason=bye"


def test_what_went_wrong_in_the_flow_itself_is_told(failure):
    broken = {"flows/shop.flow": 'flow shop\n\nstart:\n  say "{1 / 0}"\n'}
    wrong = failure("> hi\n< Hello\n", files=broken)
    assert [event.data["code"] for event in wrong.events] == ["E405"]


def test_a_flow_that_waits_in_a_circle_does_not_hang(play):
    circle = {"flows/shop.flow": "flow shop\n\nstart:\n  wait 1s\n  -> start\n"}
    report = play('test "x"\n> hi\n@ 52w\n', files=circle)
    assert len(report.outcomes) == 1
    assert report.seconds < 10


def test_media_places_and_people_arrive_as_a_transport_would_hand_them_over(passes):
    ask = {
        "flows/shop.flow": 'flow shop\n  lang = en\n\nstart:\n  ask "?" as a type=image\n  ask "?" as b type=location\n'
        '  ask "?" as c\n  end "{a.url} {b.latitude} {c}"\n'
    }
    assert (
        passes(
            "> hi\n< ?\n> (image) photos/a.jpg\n  me\n< ?\n> (location) -33.45, -70.66\n< ?\n> (contact) Ana\n  hers\n< photos/a.jpg -33.45 hers\n",
            files=ask,
        )
        is True
    )
    assert passes("> hi\n< ?\n> (image) a.jpg\n< ?\n> (location) here\n< ...\n", files=ask) is True


def test_the_channel_decides_how_a_menu_is_shown(passes):
    many = {"flows/shop.flow": 'flow shop\n  lang = en\n\nstart:\n  menu "?" \n    - "A"\n    - "B"\n'}
    assert passes("given channel text\n> hi\n< ?\n  1. A\n  2. B\n> 1\n= end\n", files=many) is True


def test_facts_and_configuration_can_be_given(passes):
    from cauce.hookspecs import hookimpl
    from cauce.model.vocabulary import Fact

    class Weather:
        @staticmethod
        @hookimpl
        def register_facts():
            return [Fact("weather.rain", {"es": "Lluvia", "en": "Rain"}, "boolean", lambda scene: True)]

    flow = {"flows/shop.flow": 'flow shop\n\nstart:\n  if weather.rain\n    end "wet {config.city}"\n  end "dry"\n'}
    assert passes("> hi\n< wet\n", files=flow, plugins=[Weather]) is True
    assert passes("given weather.rain = false\n> hi\n< dry\n", files=flow, plugins=[Weather]) is True
    assert passes('given config.city = "Lima"\n> hi\n< wet Lima\n', files=flow, plugins=[Weather]) is True
