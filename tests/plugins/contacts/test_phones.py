"""Telephones, in every way in which they are written."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cauce_plugins.contacts import phones
from cauce_plugins.contacts.phones import NoPhone, Phone


@pytest.mark.parametrize(
    ("written", "country", "e164"),
    [
        ("0981 123456", "PY", "+595981123456"), ("(021) 444-555", "PY", "+59521444555"), ("595900000001", "PY", "+595900000001"),
        ("981123456", "PY", "+595981123456"), ("00595981123456", "PY", "+595981123456"), ("+549351555111", "PY", "+549351555111"),
        ("549351555111", "PY", "+549351555111"), ("0351 15 5551234", "AR", "+5493515551234"), ("5493533473732", "PY", "+5493533473732"),
        ("5493533473732@c.us", "PY", "+5493533473732"), ("595981123456:12@s.whatsapp.net", "PY", "+595981123456"),
        ("+５９５ ９８１ １２３４５６", "PY", "+595981123456"), ("٠٩٨١١٢٣٤٥٦", "PY", "+595981123456"), ("tel:+595-981-123456", "PY", "+595981123456"),
        ("'+595981123456", "PY", "+595981123456"), ("+1 (212) 555-2368", "PY", "+12125552368"), (" 0981123456 ", "PY", "+595981123456"),
    ],
)  # fmt: skip
def test_every_form_is_the_same_number(written, country, e164):
    assert phones.read(written, country) == Phone(e164)


@pytest.mark.parametrize("written", ["+595 981 123 456 ext. 12", "0981123456 x12", "+595981123456;ext=12"])
def test_an_extension_is_told_apart(written):
    assert phones.read(written, "PY") == Phone("+595981123456", "12")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "hola",
        "123",
        "+",
        "1203630240@g.us",
        "595981123456-1600000000@g.us",
        "12345678901234@lid",
        "ana@example.org",
        "9" * 30,
        "0" * 999,
    ],
)
def test_what_is_no_persons_number_is_refused_in_words(written):
    with pytest.raises(NoPhone) as refused:
        phones.read(written, "PY")
    assert refused.value.say("es") != refused.value.say("en")


def test_networks_write_some_mobiles_in_two_ways():
    assert set(phones.forms("+5493515551234")) == {"+5493515551234", "+543515551234"}
    assert set(phones.forms("+525512345678")) == {"+525512345678", "+5215512345678"}
    assert list(phones.forms("+595981123456")) == ["+595981123456"]


def test_a_country_is_one_that_numbers_are_known_of():
    assert phones.is_country("PY")
    assert not phones.is_country("XX")


@settings(deadline=None)
@given(
    st.text(max_size=80) | st.from_regex(r"[+0-9() .@a-z-]{0,40}", fullmatch=True),
    st.sampled_from(["PY", "AR", "US", "MX"]),
)
def test_whatever_is_written_is_a_number_or_none(written, country):
    with contextlib.suppress(NoPhone):
        found = phones.read(written, country)
        assert found.e164.isascii()
        assert 5 <= len(found.e164) <= 18
        assert phones.read(found.e164, "PY").e164 == found.e164
        for form in phones.forms(found.e164):
            assert found.e164 in phones.forms(form)
