"""What is asked for becomes what the channel can carry: its own way, written out, or refused."""

from __future__ import annotations

import json

import pytest

from cauce.access.errors import Invalid
from cauce.delivery.wish import QUOTED, Wish, compose, wish_of
from cauce.model.message import Capabilities, Media
from cauce.store.speeches import Quoted

PLAIN = Capabilities()
ABLE = Capabilities(buttons=2, button_text=5, rows=5, row_text=10, kinds=frozenset({"location"}), quotes=True)
PLACE = Wish(kind="location", data={"latitude": 1, "longitude": 2.5})


def about(text: str = "hola", external_id: str | None = "net-1", **body) -> Quoted:
    return Quoted(1, 1, 1, "in", "contact", external_id, json.dumps({"text": text, **body}))


@pytest.mark.parametrize(
    ("titles", "style"), [(("a", "b"), "buttons"), (("a", "b", "c"), "list"), (("largo " * 3, "b"), "text")]
)
def test_choices_are_shown_as_the_network_can(titles, style):
    assert compose(Wish("¿Qué?", options=titles), ABLE, None).style == style
    assert compose(Wish("¿Qué?", options=titles), PLAIN, None).style == "text"


def test_a_quote_goes_with_whatever_it_goes_with():
    assert compose(PLACE, ABLE, about()).quote == "net-1"
    shown = compose(PLACE, PLAIN, about())
    assert (shown.kind, shown.quote, shown.text) == ("text", None, "> hola\n\n1, 2.5")


def test_what_stands_above_an_answer_is_one_short_line():
    assert compose(Wish("sí"), PLAIN, about("a\nb ")).text == "> a b\n\nsí"
    assert compose(Wish("sí"), PLAIN, about("x" * 999)).text == f"> {'x' * QUOTED}…\n\nsí"
    assert compose(Wish("sí"), PLAIN, about("", media={"kind": "file", "name": "a.pdf"})).text == "> a.pdf\n\nsí"
    assert compose(Wish("sí"), PLAIN, about("")).text == "> …\n\nsí"
    # Its network does not know it yet, so that it cannot show it.
    assert compose(Wish("sí"), ABLE, about(external_id=None)).text == "> hola\n\nsí"


@pytest.mark.parametrize("wish", [Wish("x" * 11), Wish("¿Qué?", options=("abc", "def")), Wish(" "), Wish("\0")])
def test_what_is_too_long_or_says_nothing_is_refused(wish):
    with pytest.raises(Invalid):
        compose(wish, Capabilities(text=10), None)


def test_what_is_asked_for_is_cleaned():
    found = wish_of(
        {"message_type": "file", "media": {"url": "https://a.example/\ud800"}, "text": "mira", "reply_to": 3}
    )
    assert (found.media, found.text, found.reply_to) == (Media("file", "https://a.example/�"), "mira", 3)
    place = {"message_type": "location", "latitude": 1, "longitude": 2, "name": "a\0", "reply_to": 3, "at": 9}
    assert wish_of(place).data == {"latitude": 1, "longitude": 2, "name": "a"}
