"""Each type of answer takes what its examples show and refuses the rest."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce.answers import TYPES, register_answer_types
from cauce.answers.numerals import read_number
from cauce.answers.rut import check_digit
from cauce.engine.state import decode, encode
from cauce.engine.values import weigh
from cauce.model.message import Inbound, Media

BY_NAME = {type_.name: type_ for type_ in TYPES}
FILES = {"image", "audio", "video", "file"}


def parse(name: str, text: str | Inbound, **options: Any) -> Any:
    return BY_NAME[name].parse(Inbound(text) if isinstance(text, str) else text, options)


@pytest.mark.parametrize(("name", "text"), [(one.name, text) for one in TYPES for text in one.examples])
def test_examples_hold_and_can_be_kept(name: str, text: str) -> None:
    value = parse(name, text)
    weigh(value)
    assert decode(encode(value)) == value


@pytest.mark.parametrize(("name", "text"), [(one.name, text) for one in TYPES for text in one.wrong])
def test_wrong_examples_are_refused(name: str, text: str) -> None:
    with pytest.raises(ValueError):
        parse(name, text)


def test_every_type_says_what_it_wants_in_both_languages() -> None:
    assert register_answer_types() is TYPES
    for one in TYPES:
        assert one.wrong
        assert one.examples or one.name in FILES
        assert {"es", "en"} <= one.retry.keys()
        assert {"es", "en"} <= one.title.keys()


@given(st.sampled_from(sorted(BY_NAME)), st.text(max_size=40))
def test_no_text_gets_more_than_a_value_error_out_of_a_type(name: str, text: str) -> None:
    with suppress(ValueError):
        weigh(parse(name, text))


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("text", "  Ana  ", "Ana"),
        ("number", "3,5", 3.5),
        ("number", "1.500", 1500),
        ("number", "1,500", 1500),
        ("number", "1.234,56", 1234.56),
        ("number", "1,234.56", 1234.56),
        ("number", "1'234'567", 1234567),
        ("number", "-4", -4),
        ("number", "+4", 4),
        ("number", "2.0", 2),
        ("number", "$ 2.000", 2000),
        ("number", "15 %", 15),
        ("number", "0.500", 0.5),
        ("number", "１２", 12),
        ("integer", "1.500", 1500),
        ("digits", "00 12-3", "00123"),
        ("digits", "٣", "3"),
        ("dni", "12.345.678", "12345678"),
        ("dni", "1 234 567", "1234567"),
        ("rut", "11.111.111-1", "11111111-1"),
        ("rut", "11.111.111-k", None),
        ("email", "Ana@Correo.CL", "Ana@correo.cl"),
        ("email", "mailto:a@b.cl", "a@b.cl"),
        ("date", "2/3/26", date(2026, 3, 2)),
        ("date", "2.3.85", date(1985, 3, 2)),
        ("date", "2 de marzo del 2026", date(2026, 3, 2)),
        ("date", "2nd of March 2026", date(2026, 3, 2)),
        ("date", "Mar 2, 2026", date(2026, 3, 2)),
        ("date", "1 setiembre 2026", date(2026, 9, 1)),
        ("date", "1 foo 2026", None),
        ("time", "9 pm", time(21)),
        ("time", "12 am", time(0)),
        ("time", "12 p. m.", time(12)),
        ("time", "21.05", time(21, 5)),
        ("time", "8 hrs", time(8)),
        ("phone", "+56 9 1234 5678", "+56912345678"),
        ("url", "www.andina.example/a", "https://www.andina.example/a"),
        ("yes_no", "SÍ", True),
        ("yes_no", "no, gracias", False),
        ("location", "-33.4, -70.6", {"latitude": -33.4, "longitude": -70.6}),
    ],
)
def test_what_answers_are_kept_as(name: str, text: str, value: Any) -> None:
    if value is None:
        with pytest.raises(ValueError):
            parse(name, text)
    else:
        assert parse(name, text) == value


@pytest.mark.parametrize(
    ("name", "good", "bad", "options"),
    [
        ("text", "abc", "ab", {"min": 3}),
        ("text", "abc", "abcd", {"max": 3}),
        ("number", "3", "2,9", {"min": 3}),
        ("integer", "3", "4", {"max": 3}),
        ("digits", "1234", "123", {"min": 4, "max": 4}),
        ("date", "2/3/2026", "1/3/2026", {"min": date(2026, 3, 2)}),
        ("time", "9:00", "9:01", {"max": time(9)}),
        ("phone", "9 1234 5678", "12", {"country": "CL"}),
    ],
)
def test_options_bound_the_answers(name: str, good: str, bad: str, options: dict[str, Any]) -> None:
    parse(name, good, **options)
    with pytest.raises(ValueError):
        parse(name, bad, **options)


def test_files_are_taken_by_their_kind() -> None:
    def sent(kind: str, **more: Any) -> Inbound:
        return Inbound("mira", kind, media=Media(kind, "https://a.example/x", **more))

    for kind in ("image", "audio", "video"):
        kept = parse(kind, sent(kind, mime="a/b", size=3))
        assert kept == {"kind": kind, "url": "https://a.example/x", "mime": "a/b", "size": 3, "caption": "mira"}
        with pytest.raises(ValueError):
            parse(kind, sent("file"))
    for kind in ("image", "audio", "video", "file", "sticker"):
        assert parse("file", sent(kind, id="1"))["id"] == "1"
    with pytest.raises(ValueError):
        parse("text", Inbound("", "image", media=Media("image")))


def test_places_are_taken_as_they_were_shared() -> None:
    shared = Inbound("", "location", data={"latitude": -33.4, "longitude": -70.6, "name": "Casa", "address": 3})
    assert parse("location", shared) == {"latitude": -33.4, "longitude": -70.6, "name": "Casa"}
    for data in ({}, {"latitude": 91, "longitude": 0}, {"latitude": "1", "longitude": "2"}):
        with pytest.raises(ValueError):
            parse("location", Inbound("", "location", data=data))


@given(st.integers(-(10**14), 10**14))
def test_numbers_are_read_however_they_are_grouped(number: int) -> None:
    assert read_number(str(number)) == number
    assert read_number(f"{number:,}") == number
    assert read_number(f"{number:,}".replace(",", ".")) == number
    assert read_number(f"{number:,}.25") == (
        number + 0.25 if number >= 0 and not str(number).startswith("-") else number - 0.25
    )


@given(st.integers(1_000_000, 99_999_999))
def test_only_the_right_check_digit_holds(body: int) -> None:
    right = check_digit(str(body))
    for digit in "0123456789K":
        if digit == right:
            assert parse("rut", f"{body}-{digit.lower()}") == f"{body}-{right}"
        else:
            with pytest.raises(ValueError):
                parse("rut", f"{body}{digit}")
