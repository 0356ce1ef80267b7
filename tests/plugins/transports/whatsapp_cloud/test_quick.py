"""What is read in one go is what would have been read with care, and the ordinary is read in one go."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce_plugins.transports.whatsapp_cloud import quick
from cauce_plugins.transports.whatsapp_cloud.decode import News, Unreadable, carefully, decode
from whatsapp_rig import EXAMPLES, places

PLAIN = {
    "batch-two-messages",
    "text",
    "bsuid-text",
    "status-sent",
    "status-sent-with-conversation",
    "status-delivered",
    "status-read",
    "status-played",
}

WORDS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "",
            "\0",
            "hola\0",
            "\0\0",
            "@",
            "@ana",
            "a\u0301",
            "\U0001f600",
            "\u2028",
            "x" * 600,
            "549351",
            "54" + "1" * 30,
        ]
    ),
)
IDS = st.one_of(WORDS, st.sampled_from(["wamid.1", "wamid.2", "AR.7", "AR.8"]))
NUMBERS = st.one_of(
    st.sampled_from(["5493513000001", "543513000001", "56912345678", "AR.7", ""]),
    IDS,
    st.from_regex(r"\A[0-9]{1,22}\Z"),
)
TIMES = st.one_of(
    st.from_regex(r"\A[0-9]{1,16}\Z"), st.sampled_from(["0", "", "1795190400", "1795190400123", "٣", "-1", "1e3"])
)
STRANGE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    WORDS,
    st.just([]),
    st.just({}),
    st.just([{}]),
    st.just("\ud800"),
)


def a(required, optional=None):
    return st.fixed_dictionaries(required, optional=optional or {})


CONTACTS = st.lists(
    a({}, {"profile": a({}, {"name": WORDS, "username": WORDS}), "wa_id": NUMBERS, "user_id": IDS}), max_size=3
)
TEXTS = a(
    {"id": IDS, "timestamp": TIMES, "type": st.just("text"), "text": a({"body": WORDS})},
    {"from": NUMBERS, "from_user_id": IDS},
)
STATUSES = a(
    {
        "id": IDS,
        "status": st.sampled_from(["sent", "delivered", "read", "played", "failed", "warned"]),
        "timestamp": TIMES,
    },
    {
        "recipient_id": NUMBERS,
        "recipient_user_id": IDS,
        "biz_opaque_callback_data": WORDS,
        "conversation": a({"id": WORDS, "origin": a({"type": WORDS})}, {"expiration_timestamp": TIMES}),
        "pricing": a({}, {"billable": st.booleans(), "pricing_model": WORDS, "category": WORDS, "type": WORDS}),
    },
)
VALUES = a(
    {"metadata": a({"phone_number_id": NUMBERS}, {"display_phone_number": NUMBERS})},
    {"contacts": CONTACTS, "messages": st.lists(TEXTS, max_size=3), "statuses": st.lists(STATUSES, max_size=3)},
)
BODIES = a(
    {
        "entry": st.lists(
            a({"changes": st.lists(a({"value": VALUES, "field": st.just("messages")}), max_size=2)}), max_size=2
        )
    },
    {"object": WORDS},
)


def read(raw):
    """Return what is read in one go, as `decode` would return it."""
    found = quick.read(raw)
    return None if found is None else [News(*one) for one in found]


def care(raw):
    """Return what is read with care, as its text, for what is not equal to itself is compared too."""
    try:
        return repr(carefully(raw))
    except Unreadable:
        return "unreadable"


def agrees(raw):
    """Tell whether a body is read in one go; if it is, it is read the same."""
    found = read(raw)
    if found is not None:
        assert repr(found) == care(raw), raw
    return found is not None


def plain(name):
    return json.dumps(json.loads((EXAMPLES / f"{name}.json").read_bytes())).encode()


@pytest.mark.parametrize("name", sorted(path.stem for path in EXAMPLES.glob("*.json")))
def test_of_what_was_recorded_the_ordinary_is_read_in_one_go_and_the_same(name):
    assert agrees(plain(name)) == (name in PLAIN)


@given(BODIES, st.booleans())
def test_whatever_texts_and_statuses_hold_both_ways_read_the_same(body, escaped):
    agrees(json.dumps(body, ensure_ascii=escaped).encode("utf-8", "surrogatepass"))


@given(BODIES.filter(lambda body: len(places(body)) > 3), st.data())
def test_with_something_strange_in_it_both_ways_read_the_same(body, data):
    here, key = data.draw(st.sampled_from(places(body)))
    change = data.draw(st.sampled_from(["replace", "add", "drop"]))
    if change == "replace" or isinstance(here, list):
        here[key] = data.draw(STRANGE)
    elif change == "add":
        here[
            data.draw(
                st.sampled_from(
                    ["context", "errors", "group_id", "referral", "type", "recipient_type", "id", "from", ""]
                )
            )
        ] = data.draw(STRANGE)
    else:
        del here[key]
    agrees(json.dumps(body, ensure_ascii=data.draw(st.booleans())).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_whatever_befalls_the_bytes_both_ways_read_the_same(name):
    dice, raw, taken = random.Random(name), plain(name), 0
    scraps = [
        b"",
        b"{",
        b"}",
        b"[",
        b'"',
        b"\\",
        b"\\u0000",
        b"\\ud83d",
        b"\\ude00",
        b"\xff",
        b"\xc3\xa1",
        b"\xed\xa0\x80",
        b"1",
        b" ",
        b",",
        b"\n",
    ]
    for _ in range(3000):
        mutant = bytearray(raw)
        for _ in range(dice.randrange(1, 3)):
            place = dice.randrange(len(mutant))
            mutant[place : place + dice.randrange(3)] = dice.choice(scraps)
        taken += agrees(bytes(mutant))
    assert taken > 150


def test_a_mark_at_the_beginning_is_read_with_care():
    raw = b"\xef\xbb\xbf" + plain("text")
    assert quick.read(raw) is None
    assert decode(raw) == decode(plain("text"))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_what_is_not_utf_8_is_not_read(encoding):
    raw = plain("text").decode().encode(encoding)
    with pytest.raises(Unreadable, match="no JSON"):
        decode(raw)
    with pytest.raises(Unreadable, match="no JSON"):
        carefully(raw)


def test_half_of_a_sign_in_bytes_is_not_utf_8_but_written_out_it_is_read():
    body = json.loads(plain("text"))
    body["entry"][0]["changes"][0]["value"]["messages"][0]["text"]["body"] = "hola \ud800"
    [news] = decode(json.dumps(body).encode())
    assert news.arrivals[0].message.text == "hola \ufffd"
    with pytest.raises(Unreadable, match="no JSON"):
        decode(json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"body": "Buenas', '"body": "x", "body": "Buenas'),
        ('"type": "text"', '"type": "image", "type": "text"'),
        ('"messages": [', '"messages": [], "messages": ['),
        ('"field": "messages"', '"\\u0066ield": "messages"'),
    ],
)
def test_of_a_name_given_twice_or_escaped_both_take_the_same(old, new):
    raw = plain("text").decode()
    assert old in raw
    agrees(raw.replace(old, new).encode())


def test_several_entries_and_changes_keep_their_order():
    text, status = json.loads(plain("text")), json.loads(plain("status-read"))
    whole = {
        "object": "x",
        "entry": [
            {"id": "1", "changes": [*text["entry"][0]["changes"], *status["entry"][0]["changes"]]},
            *text["entry"],
        ],
    }
    raw = json.dumps(whole).encode()
    assert agrees(raw)
    assert [(len(news.arrivals), len(news.receipts)) for news in decode(raw)] == [(1, 0), (0, 1), (1, 0)]


@pytest.mark.parametrize(
    ("where", "value"),
    [(("id",), ""), (("text", "body"), ""), (("text", "body"), "\0"), (("from",), "\0"), (("id",), "\0")],
)
def test_what_lacks_something_is_read_with_care(where, value):
    body = json.loads(plain("text"))
    inner = body["entry"][0]["changes"][0]["value"]
    if where == ("from",):
        inner["contacts"] = []
        del inner["messages"][0]["from_user_id"]
    here = inner["messages"][0]
    for key in where[:-1]:
        here = here[key]
    here[where[-1]] = value
    raw = json.dumps(body).encode()
    assert quick.read(raw) is None
    assert decode(raw) == carefully(raw)
