"""Whatever is sent, the fake answers as the platform would: what is wrong is a complaint, never a failure of its own."""

from __future__ import annotations

import copy

from hypothesis import given, settings
from hypothesis import strategies as st

from cauce.testing.graph import Call, Template
from cauce.testing.graph.rules import complaint
from cauce.testing.graph.templates import check, shown
from cauce.testing.graph.troubles import Trouble

AROUND = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": "5493533473732", "recipient": "AR.1"}
BODIES = [
    {"type": "text", "text": {"body": "hola", "preview_url": True}, "context": {"message_id": "wamid.1"}},
    {"type": "image", "image": {"link": "https://a.example/b.png", "caption": "x"}},
    {"type": "location", "location": {"latitude": 1.5, "longitude": "2"}},
    {"type": "contacts", "contacts": [{"name": {"formatted_name": "Ana", "first_name": "Ana"}}]},
    {"type": "reaction", "reaction": {"message_id": "wamid.1", "emoji": "x"}},
    {
        "type": "interactive",
        "interactive": {
            "type": "button",
            "header": {"type": "image", "image": {"id": "1"}},
            "body": {"text": "x"},
            "footer": {"text": "y"},
            "action": {"buttons": [{"type": "reply", "reply": {"id": "1", "title": "Uno"}}]},
        },
    },
    {
        "type": "interactive",
        "interactive": {
            "type": "list",
            "body": {"text": "x"},
            "action": {"button": "Ver", "sections": [{"title": "A", "rows": [{"id": "1", "title": "Uno"}]}]},
        },
    },
    {
        "type": "template",
        "template": {
            "name": "aviso",
            "language": {"code": "es"},
            "components": [
                {"type": "body", "parameters": [{"type": "text", "text": "Ana"}]},
                {"type": "button", "sub_type": "quick_reply", "index": "0"},
            ],
        },
    },
]
APPROVED = (Template("aviso", "es", "Hola {{1}}", buttons=1), Template("foto", "es", "x", header="image"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just(10**400) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def places(value, path=()):
    """Yield the path of every part."""
    yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in parts:
        yield from places(one, (*path, key))


@st.composite
def mutants(draw):
    body = copy.deepcopy({**AROUND, **draw(st.sampled_from(BODIES))})
    for _ in range(draw(st.integers(0, 2))):
        *way, last = draw(st.sampled_from([path for path in places(body) if path]))
        found = body
        for key in way:
            found = found[key]
        if draw(st.booleans()):
            found[last] = draw(JSON)
        else:
            del found[last]
    return body


@settings(max_examples=400)
@given(mutants())
def test_no_body_makes_it_stumble(body):
    found = complaint(body)
    assert found is None or isinstance(found, Trouble)
    assert isinstance(Call(body).text, str)
    if found is None and body.get("type") == "template":
        wrong = check(body["template"], APPROVED)
        assert wrong is None or 400 <= wrong.http < 500
        if wrong is None:
            assert shown(body["template"], APPROVED).startswith(("Hola ", "x"))


@given(JSON)
def test_nor_does_anything_that_is_json(body):
    assert complaint(body) is not None
