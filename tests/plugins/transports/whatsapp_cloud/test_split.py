"""Long texts are cut where people would, and nothing of them is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce_plugins.transports.whatsapp_cloud.split import split
from whatsapp_rig import channel, said

texts = st.text(st.sampled_from("ab .\n\u200d\ufe0f👍🏽🇦🇷é"), max_size=200)


@given(texts, st.integers(1, 60))
def test_no_piece_is_too_long_or_blank_and_no_sign_is_lost(text, limit):
    pieces = [*split(text, limit)]
    assert all(len(piece) <= limit and piece.strip() for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_the_cut_is_after_a_paragraph_a_line_a_sentence_or_a_word():
    assert [*split("uno dos\n\ntres\ncuatro", 12)] == ["uno dos", "tres\ncuatro"]
    assert [*split("uno dos tres\ncuatro", 14)] == ["uno dos tres", "cuatro"]
    assert [*split("Uno dos. Tres cuatro", 12)] == ["Uno dos.", "Tres cuatro"]
    assert [*split("unodostres cuatro", 12)] == ["unodostres", "cuatro"]
    assert [*split("unodostrescuatro", 12)] == ["unodostrescu", "atro"]
    assert [*split("corto", 12)] == ["corto"]
    assert [*split(" \n ", 1)] == []


@pytest.mark.parametrize("sign", ["👨‍👩‍👧‍👦", "👍🏽", "🇦🇷", "é", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "1️⃣"])
async def test_no_emoji_is_cut_in_two(transport, graph, sign):
    for shift in range(len(sign)):
        graph.calls.clear()
        await transport.send(channel(), said("a" * shift + sign * 5000, key=f"m{shift}"))
        assert "".join(graph.texts()) == "a" * shift + sign * 5000
        assert all(
            (len(text) - (shift if not place else 0)) % len(sign) == 0 for place, text in enumerate(graph.texts())
        )


async def test_a_text_of_nothing_but_joiners_is_cut_all_the_same(transport, graph):
    await transport.send(channel(), said("x" + "\u200d" * 5000))
    assert len(graph.calls) == 2
