"""What is written into the database comes back as it was, and what is not fit to be kept is made so."""

from __future__ import annotations

import pytest

from cauce.delivery import codec
from cauce.engine.secrets import Secret, SecretText
from cauce.model.message import Choice, Inbound, Media, Outbound
from cauce.model.run import Answer, Invoke
from cauce.transport import Arrival

IMAGE = Media("image", "https://a.example/x.png", "id", "image/png", "x.png", 12)


@pytest.mark.parametrize("message", [Inbound(), Inbound("a", "choice", "c", IMAGE, {"lat": 1.5})])
def test_what_came_in_comes_back(message):
    assert codec.inbound(codec.dump(message)) == message


@pytest.mark.parametrize(
    "message", [Outbound(), Outbound("a", (Choice("1", "Uno", "1"),), "list", IMAGE, {"name": "t"})]
)
def test_what_goes_out_comes_back(message):
    assert codec.outbound(codec.dump(message)) == message


def test_calls_keep_their_secrets_as_references():
    params = {"url": SecretText(("https://a/?k=", Secret("andina"))), "json": {"$secret": "no", "x": [Secret("b")]}}
    call = Invoke("n", "http", 3, params)
    text = codec.dump_call(call)
    assert codec.load_call(text) == call


@pytest.mark.parametrize(
    ("value", "kept"),
    [({"a": [1]}, {"a": [1]}), (None, None), ({"x": object}, {"x": str(object)}), ("\ud800", "\ufffd")],
)
def test_answers_come_back_as_what_a_flow_can_hold(value, kept):
    found = codec.load_answer(codec.dump_answer(Answer(2, "p", value, {"kind": "k"})))
    assert found == Answer(2, "p", kept, {"kind": "k"})


def test_an_arrival_is_made_fit_to_keep():
    wild = Arrival(
        "x" * 500,
        ("visitor", "ñandú"),
        Inbound("a\0\ud800", "image", "c" * 5000, Media("image", "u\0", "i\0", "m", "n\0"), {"k": "\ud800"}),
        "  Ana\0 " + "x" * 999,
    )
    kept = codec.cleaned(wild)
    assert kept.provider_id.startswith("sha256-")
    assert len(kept.provider_id) <= 191
    assert kept.address[1].startswith("sha256-")
    assert kept.message.text == "a\ufffd"
    assert len(kept.message.choice) == 1024
    assert kept.message.media == Media("image", "u", "i", "m", "n")
    assert kept.message.data == {"k": "\ufffd"}
    assert kept.name.startswith("Ana x")
    assert len(kept.name) <= 256
    assert codec.cleaned(wild) == kept


@pytest.mark.parametrize(
    "arrival",
    [Arrival("", ("a", "b"), Inbound()), Arrival("x", ("", "b"), Inbound()), Arrival("x", ("a", ""), Inbound())],
)
def test_an_arrival_without_an_id_or_an_address_is_refused(arrival):
    with pytest.raises(ValueError, match="needs a provider_id and an address"):
        codec.cleaned(arrival)
