"""Places, cards and reactions: what the platform takes, and what is refused before it leaves."""

from __future__ import annotations

import pytest

from cauce.model.message import Outbound
from cauce.transport import Refused
from cauce_plugins.transports.whatsapp_cloud.compose import compose


def parts(kind, data, text="", **more):
    return compose(Outbound(text, kind=kind, data=data, **more), "Ver")


def test_a_place_has_coordinates_and_perhaps_a_name():
    assert parts("location", {"latitude": -31.65, "longitude": 180}) == [
        {"type": "location", "location": {"latitude": -31.65, "longitude": 180}}
    ]
    [place] = parts("location", {"latitude": 0, "longitude": 0.5, "name": " Plaza ", "address": "Av. 1", "url": "x"})
    assert place["location"] == {"latitude": 0, "longitude": 0.5, "name": "Plaza", "address": "Av. 1"}


@pytest.mark.parametrize(
    "latitude", [None, "1", True, 90.01, -91, float("nan"), float("inf"), [1], pytest.param(10**400, id="endless")]
)
def test_a_place_off_the_earth_is_refused(latitude):
    with pytest.raises(Refused, match="coordinates"):
        parts("location", {"latitude": latitude, "longitude": 1})


def test_words_go_after_a_place_or_cards():
    found = parts("location", {"latitude": 1, "longitude": 2}, "Acá estamos")
    assert [part["type"] for part in found] == ["location", "text"]
    assert found[1]["text"] == {"body": "Acá estamos"}


def test_cards_go_five_a_message_with_the_parts_of_a_name_that_are_wanted():
    cards = [{"name": f"Delia {n}", "phones": ["+54 9 351", 911, ""]} for n in range(12)]
    found = parts("contacts", {"contacts": cards})
    assert [len(part["contacts"]) for part in found] == [5, 5, 2]
    assert found[0]["contacts"][0] == {
        "name": {"formatted_name": "Delia 0", "first_name": "Delia 0"},
        "phones": [{"phone": "+54 9 351"}, {"phone": "911"}],
    }


@pytest.mark.parametrize(
    "cards",
    [
        None,
        "no",
        [],
        [7],
        [{"phones": ["1"]}],
        [{"name": " ", "phones": ["1"]}],
        [{"name": "a"}],
        [{"name": "a", "phones": "123"}],
        [{"name": "a", "phones": [None, " "]}],
        [{"name": "a", "phones": ["1"]}, {"name": "b", "phones": []}],
        [{"name": "a", "phones": ["1"]}] * 51,
    ],
)
def test_cards_without_a_name_or_a_phone_are_refused(cards):
    with pytest.raises(Refused):
        parts("contacts", {"contacts": cards})


def test_a_reaction_is_to_a_message_and_can_be_taken_back():
    body = {"type": "reaction", "reaction": {"message_id": "wamid.7", "emoji": "👍🏽"}}
    assert parts("reaction", {"message": "wamid.7", "emoji": "👍🏽"}, "ignored", quote="wamid.1") == [body]
    assert parts("reaction", {"message": "wamid.7"})[0]["reaction"]["emoji"] == ""


@pytest.mark.parametrize(
    "data", [{}, {"message": ""}, {"message": 7}, {"message": "w", "emoji": 7}, {"message": "w", "emoji": "x" * 65}]
)
def test_a_reaction_to_nothing_is_refused(data):
    with pytest.raises(Refused):
        parts("reaction", data)


def test_no_other_kind_is_sent():
    with pytest.raises(Refused, match="hologram"):
        parts("hologram", {})


def test_only_the_first_part_quotes():
    found = compose(Outbound("x " * 3000, quote="wamid.1"), "Ver")
    assert [part.get("context") for part in found] == [{"message_id": "wamid.1"}, None]
