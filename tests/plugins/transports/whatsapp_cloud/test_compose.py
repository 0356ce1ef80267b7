"""Whatever is to be said, what leaves is what the platform takes, or it is refused before it leaves."""

from __future__ import annotations

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from cauce.model.message import Choice, Media, Outbound
from cauce.testing.graph.rules import complaint
from cauce.testing.graph.templates import Template as FakeTemplate
from cauce.transport import Refused
from cauce_plugins.transports.whatsapp_cloud.compose import compose
from cauce_plugins.transports.whatsapp_cloud.templates import template
from whatsapp_rig import bodies, channel, opened, said, serving

words = st.text(st.sampled_from("aé 👍🏽\u200d\n.\u0301"), max_size=30)
long = st.builds(lambda text, times: text * times, words, st.sampled_from([1, 1, 40, 300]))
choices = st.builds(Choice, st.one_of(words, st.integers(0, 50).map(str)), words, st.just("1"))
files = st.builds(
    Media,
    st.sampled_from(["image", "audio", "video", "file", "sticker", "hologram"]),
    url=st.sampled_from([None, "", "https://x.example/a.png", "ftp://x", "/media/7"]),
    id=st.sampled_from([None, "", "77"]),
    name=long,
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=5,
)
data = st.dictionaries(
    st.sampled_from(["latitude", "longitude", "name", "address", "contacts", "message", "emoji"]), json_values
)
cards = st.lists(st.fixed_dictionaries({"name": words, "phones": st.lists(words | st.integers())}), max_size=7)
messages = st.builds(
    Outbound,
    long,
    choices=st.lists(choices, max_size=13).map(tuple),
    style=st.sampled_from(["", "buttons", "list", "text"]),
    media=st.none() | files,
    kind=st.sampled_from(["text", "text", "location", "contacts", "reaction", "other"]),
    data=data | st.fixed_dictionaries({"contacts": cards}),
    quote=st.sampled_from([None, "wamid.1"]),
)


def whole(part):
    return {"messaging_product": "whatsapp", "recipient_type": "individual", "to": "549", **part}


@given(messages)
def test_what_leaves_is_what_the_platform_takes(message):
    try:
        parts = compose(message, "Ver")
    except Refused:
        return
    assert parts
    assert [complaint(whole(part)) for part in parts] == [None] * len(parts)
    quotes = [part.get("context") for part in parts]
    assert set(map(str, quotes[1:])) <= {"None"}
    assert bool(quotes[0]) == (message.quote is not None and message.kind != "reaction")


@given(
    st.fixed_dictionaries(
        {"name": st.sampled_from(["aviso", "", "A", 7])},
        optional={
            "language": st.sampled_from(["es", "es_AR", "", None]),
            "params": json_values,
            "header": json_values
            | st.dictionaries(st.sampled_from(["image", "location", "text", "name"]), json_values),
            "buttons": json_values | st.lists(st.dictionaries(st.sampled_from(["payload", "url"]), json_values)),
        },
    )
)
def test_a_template_is_one_that_the_platform_takes(found):
    try:
        part = template(found)
    except Refused:
        return
    assert complaint(whole(part)) is None


def menu(style: str, titles: list[str], text: str = "¿Qué?", **more) -> Outbound:
    choices = tuple(Choice(more.get("key", "c{}").format(n), title, str(n)) for n, title in enumerate(titles, 1))
    return Outbound(text, choices, style, more.get("media"))


async def test_menus_are_buttons_or_a_list(transport, graph):
    await transport.send(channel(), said(menu("buttons", ["Sí", "No"])))
    await transport.send(channel(), said(menu("list", [f"Opción {n}" for n in range(10)]), key="m2"))
    await transport.send(channel(), said(menu("buttons", list("abcd")), key="m3"))
    first, second, third = (call.body["interactive"] for call in graph.calls)
    assert first == {
        "type": "button",
        "body": {"text": "¿Qué?"},
        "action": {
            "buttons": [
                {"type": "reply", "reply": {"id": "c1", "title": "Sí"}},
                {"type": "reply", "reply": {"id": "c2", "title": "No"}},
            ]
        },
    }
    assert (second["type"], second["action"]["button"]) == ("list", "Ver opciones")
    assert len(second["action"]["sections"][0]["rows"]) == 10
    assert third["type"] == "list"


@pytest.mark.parametrize(
    "message",
    [
        menu("list", [str(n) for n in range(11)]),
        menu("list", ["x" * 25, "b"]),
        menu("buttons", ["igual", "igual"]),
        menu("buttons", ["a", "b"], key="same"),
        menu("buttons", ["a", "b"], key=" {}"),
        menu("list", ["a", "b"], key="k" * 201 + "{}"),
        menu("buttons", ["a", " "]),
        menu("buttons", ["a"], text="x" * 1025),
        menu("buttons", ["a", "b"], text=""),
        menu("text", ["a", "b"]),
    ],
)
async def test_a_menu_that_does_not_fit_is_numbered_lines(transport, graph, message):
    await transport.send(channel(), said(message))
    assert graph.texts() == [message.numbered()]
    assert graph.calls[0].body["type"] == "text"


async def test_files_leave_by_their_address_with_the_text_as_their_caption(transport, graph):
    pdf = Media("file", "https://x.example/a.pdf", name="Planes.pdf")
    await transport.send(channel(), said(Outbound("Planes", media=pdf)))
    await transport.send(channel(), said(Outbound("Oye", media=Media("audio", "https://x.example/a.ogg")), key="m2"))
    await transport.send(
        channel(), said(Outbound("x" * 1025, media=Media("image", "https://x.example/a.png")), key="m3")
    )
    await transport.send(channel(), said(Outbound(media=Media("sticker", id="77")), key="m4"))
    await transport.send(
        channel(), said(menu("buttons", ["a"], media=Media("video", "https://x.example/v.mp4")), key="m5")
    )
    found = bodies(graph)
    assert found[0]["document"] == {"link": "https://x.example/a.pdf", "caption": "Planes", "filename": "Planes.pdf"}
    assert [body["type"] for body in found] == [
        "document", "audio", "text", "image", "text", "sticker", "video", "interactive",
    ]  # fmt: skip
    assert found[5]["sticker"] == {"id": "77"}
    assert ["biz_opaque_callback_data" in body for body in found] == [True, False, True, False, True, True, False, True]


@pytest.mark.parametrize(
    "message",
    [
        Outbound(),
        Outbound(" \n "),
        Outbound(media=Media("image")),
        Outbound(media=Media("hologram", "https://x")),
        Outbound("a", media=Media("image", "file:///etc/passwd")),
        Outbound("a", media=Media("image", "/media/7")),
        Outbound("a", media=Media("image", "https://x.example/" + "x" * 2048)),
    ],
)
async def test_what_cannot_be_sent_is_refused_before_anything_leaves(transport, graph, message):
    with pytest.raises(Refused):
        await transport.send(channel(), said(message))
    assert graph.calls == []


async def test_everything_that_can_be_said_is_taken_by_the_platform(transport, graph):
    graph.templates = [
        FakeTemplate("aviso", "es", "Hola {{1}}, son {{2}}", header="image", buttons=2),
        FakeTemplate("cita", "es_AR", "Hola {{nombre}}", header="location"),
    ]
    place = {"latitude": -31.5, "longitude": 64, "name": "Plaza"}
    aviso = {
        "name": "aviso",
        "params": ["Ana\nPaz", 7.0],
        "header": {"image": "https://x.example/a.png"},
        "buttons": [{"payload": "SI"}, {"url": "pedidos/7"}],
    }
    cita = {"name": "cita", "language": "es_AR", "params": {"nombre": "Ana"}, "header": {"location": place}}
    messages = [
        Outbound(kind="location", data=place, quote="wamid.1"),
        Outbound(
            "Llámalos", kind="contacts", data={"contacts": [{"name": f"D {n}", "phones": ["1"]} for n in range(7)]}
        ),
        Outbound(kind="reaction", data={"message": "wamid.7", "emoji": "👍"}),
        Outbound(kind="reaction", data={"message": "wamid.7"}),
        Outbound(template=aviso),
        Outbound(template=cita),
        Outbound("x" * 1024, media=Media("file", "https://x.example/a.pdf", name="../" + "x" * 300 + ".pdf")),
        Outbound("x" * 5000, media=Media("audio", "https://x.example/a.ogg")),
    ]
    for number, message in enumerate(messages):
        assert await transport.send(channel(), said(message, key=f"m{number}"))
    assert len(graph.taken()) == len(graph.calls) == 12
    wrong = Outbound(template={**aviso, "params": ["Ana"]})
    with pytest.raises(Refused, match="132000"):
        await transport.send(channel(), said(wrong, key="m99"))


async def test_a_place_cards_and_a_reaction_leave_and_an_answer_quotes(kept):
    async def taking(request):
        taken.append(await request.json())
        return web.json_response({"messages": [{"id": f"wamid.{len(taken)}"}]})

    taken = []
    messages = [
        Outbound(kind="location", data={"latitude": -31.5, "longitude": 64, "name": "Plaza"}, quote="wamid.1"),
        Outbound(kind="contacts", data={"contacts": [{"name": "Delia", "phones": ["+54 9 351"]}]}),
        Outbound(kind="reaction", data={"message": "wamid.7", "emoji": "👍"}, quote="wamid.1"),
        Outbound("x " * 3000, quote="wamid.1"),
        Outbound(kind="location", data={"latitude": 1, "longitude": 2}, template={"name": "envio"}),
    ]
    async with serving(taking) as url, opened(kept, channel(graph_url=url)) as transport:
        for number, message in enumerate(messages):
            await transport.send(channel(), said(message, key=f"m{number}"))
    assert [body["type"] for body in taken] == ["location", "contacts", "reaction", "text", "text", "location"]
    quotes = [body.get("context") for body in taken]
    assert quotes == [{"message_id": "wamid.1"}, None, None, {"message_id": "wamid.1"}, None, None]
    tags = [body.get("biz_opaque_callback_data") for body in taken]
    assert tags == ["m0", "m1", "m2", None, "m3", "m4"]
    assert taken[1]["contacts"][0]["phones"] == [{"phone": "+54 9 351"}]
