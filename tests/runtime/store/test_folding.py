"""Folding: case and accents are nothing, words are cut alike wherever they stand, and what begins alike is spelled alike."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cauce.store.folding import LONGEST, Term, terms, tokens, words

TEXTS = st.text(max_size=60) | st.text("aeñÑÁ éz中文がむ한👍🏽\u200d\u0301\0\ud800.*+-\"'()<>~@_%", max_size=40)


def names(text):
    return {term.word for term in terms(text)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("¿Qué SEÑAL?", "que senal"), ("straße", "STRASSE"), ("ﬁn", "fin"), ("e\u0301", "é"), ("Ａ１", "a1"), ("١٢", "12"),
        ("İzmir", "izmir"), ("a_b", "a b"), ("hola👍", "hola 👍"), ("👍🏽", "👍 🏽"), ("ガ", "か\u3099".replace("か", "カ")),
    ],
)  # fmt: skip
def test_case_accents_and_forms_are_nothing(one, other):
    assert words(one) == words(other) != []


def test_letters_of_other_scripts_stay_apart():
    assert len({*words("a а α ا z0 zz z")}) == 7


@given(TEXTS)
@example("½ é")
def test_a_word_is_ascii_letters_and_digits_and_short(text):
    for word in words(text):
        assert re.fullmatch("[a-z0-9]+", word)
        assert len(word) <= LONGEST


@given(TEXTS)
@example("중\u0301 a\u0301")
def test_places_are_those_of_the_words(text):
    found = list(tokens(text))
    assert list(dict.fromkeys(one.word for one in found)) == words(text)
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        # What stands there is the word, and at the most the beginning of a pair.
        assert any(
            again.startswith(one.word) or one.word.startswith(again) for again in words(text[one.start : one.end])
        )


@given(TEXTS, TEXTS)
def test_a_text_has_every_word_that_was_copied_from_it(before, after):
    copied = "Hola, ¿cuánto cuesta 中文 👍?"
    whole = words(f"{before} {copied} {after}")
    assert all(any(term.fits(word) for word in whole) for term in terms(copied))


@given(st.text(st.characters(categories=["Ll", "Lu", "Nd"]), min_size=1, max_size=20), st.integers(1, 20))
def test_the_beginning_of_a_word_is_a_beginning_of_its_spelling(word, size):
    part = unicodedata.normalize("NFC", word)[:size]
    [*whole, last] = terms(part)
    if last.prefix:
        assert any(last.fits(one) for one in words(unicodedata.normalize("NFC", word)))
    assert all(not one.prefix or len(one.word) == 6 for one in whole)


def test_the_last_word_may_be_a_beginning():
    assert terms("Hola mun") == (Term("hola"), Term("mun", prefix=True))
    assert terms("hola hola") == (Term("hola"), Term("hola", prefix=True))
    assert terms(" ?! \ud800 ") == ()


def test_letters_without_spaces_are_found_in_pairs_and_alone():
    assert set(words("東京都")) >= names("東京") | names("京都")
    assert any(term.fits(word) for term in terms("京") for word in words("東京都"))
    assert any(term.fits(word) for term in terms("都") for word in words("東京都"))
    assert not names("都京") <= set(words("東京都"))
