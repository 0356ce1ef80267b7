"""Telling which option a message means."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cauce.engine.folding import fold, spoken_key
from cauce.engine.matching import Offer, Option
from cauce.model.message import Inbound

DESK = Offer(
    [
        Option("d:1", "Ventas y planes", words=("precio", "contratar")),
        Option("d:2", "Soporte técnico", words=("falla", "sin internet")),
        Option("d:3", "Hablar con una persona"),
        Option("d:4", "Volver", key="0"),
        Option("d:5", "👍"),
    ]
)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("2", 1),
        (" 2 ", 1),
        ("2.", 1),
        ("2)", 1),
        ("#2", 1),
        ("2️⃣", 1),
        ("２", 1),
        ("٢", 1),
        ("②", 1),
        ("opción 2", 1),
        ("Opcion dos", 1),
        ("la dos", 1),
        ("el 2 por favor", 1),
        ("quiero la segunda", 1),
        ("dos", 1),
        ("nº 2", 1),
        ("0", 3),
        ("cero", 3),
        ("4", 4),
        ("ventas y planes", 0),
        ("¡¡VENTAS   Y PLANES!!", 0),
        ("soporte tecnico", 1),
        ("SOPORTE TÉCNICO", 1),
        ("Sin Internet.", 1),
        ("precio", 0),
        ("👍", 4),
        ("👍️", 4),
        ("10", None),
        ("12", None),
        ("20", None),
        ("2 3", None),
        ("tengo 2 problemas", None),
        ("", None),
        ("?", None),
        ("veinte", None),
    ],
)
def test_what_is_certain(text: str, place: int | None) -> None:
    assert DESK.certain(Inbound(text)) == place


def test_numbers_in_english() -> None:
    desk = Offer([Option("1", "Sales"), Option("2", "Help")], "en")
    for text in ("two", "the second one", "option two please", "I want the 2"):
        assert desk.certain(Inbound(text)) == 1
    assert desk.certain(Inbound("dos")) is None
    assert spoken_key("number three", "pt") == "3"


def test_a_button_goes_before_the_text_that_it_carries() -> None:
    assert DESK.certain(Inbound("precio", choice="d:2")) == 1
    assert DESK.certain(Inbound("precio", choice="of another menu")) == 0
    assert DESK.certain(Inbound("x", choice="of another menu")) is None


@pytest.mark.parametrize(
    ("text", "places", "rule"),
    [
        ("quiero contratar un plan", (0,), "contained"),
        ("hay una falla con el precio", (0, 1), "contained"),
        ("soporte", (1,), "contained"),
        ("una persona", (2,), "contained"),
        ("con", (), "typo"),
        ("sopotre tecnico", (1,), "typo"),
        ("contratr", (0,), "typo"),
        ("falal", (1,), "typo"),
        ("vlver", (3,), "typo"),
        ("zzzzzz", (), "typo"),
        ("21", (), "typo"),
        ("precio2", (), "typo"),
    ],
)
def test_what_is_likely(text: str, places: tuple[int, ...], rule: str) -> None:
    assert DESK.likely(text) == (places, rule)


def test_slips_are_not_forgiven_where_two_options_are_as_near_or_nobody_wants_it() -> None:
    desk = Offer([Option("1", "casas"), Option("2", "cosas"), Option("3", "plan 12345")])
    assert desk.likely("cesas") == ((), "typo")
    assert desk.likely("plan 12346") == ((), "typo")
    assert desk.likely("caasas") == ((0,), "typo")
    assert desk.likely("caasas", fuzzy=False) == ((), "contained")


def test_written_keys_are_skipped_by_the_numbers() -> None:
    offer = Offer([Option("a", "A"), Option("b", "B", key="1"), Option("c", "C"), Option("d", "D", key="x")])
    assert offer.shown_keys == ("2", "1", "3", "x")


titles = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)


@settings(max_examples=200)
@given(st.lists(titles, min_size=1, max_size=14, unique_by=fold))
def test_every_option_can_be_reached_by_text_key_and_button(options: list[str]) -> None:
    offer = Offer([Option(f"m:{number}", title) for number, title in enumerate(options)])
    keys = {fold(key) for key in offer.shown_keys}
    for place, title in enumerate(options):
        assert offer.certain(Inbound("?", choice=f"m:{place}")) == place
        for written in ("{}", "{}.", "{})", "*{}*", "opción {}", "la {}"):
            assert offer.certain(Inbound(written.format(place + 1))) == place
        # An option whose whole text names another's number is picked by its own number only.
        if fold(title) not in keys and spoken_key(fold(title), "es") not in keys:
            assert offer.certain(Inbound(title)) == place
            assert offer.certain(Inbound(f" {title.upper()}  ")) in {place, offer.certain(Inbound(title.upper()))}


@given(st.integers(1, 9), st.integers(10, 99))
def test_a_longer_number_never_picks_a_shorter_one(count: int, typed: int) -> None:
    offer = Offer([Option(str(number), f"Opción {string.ascii_uppercase[number] * 3}") for number in range(count)])
    assert offer.certain(Inbound(str(typed))) is None
    assert offer.likely(str(typed)) == ((), "typo")


@settings(max_examples=500)
@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
