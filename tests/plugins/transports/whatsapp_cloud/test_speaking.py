"""What is said leaves whole and once, to whom it is for, and no faster than the platform lets it."""

from __future__ import annotations

import json
from collections import deque

import pytest
from aiohttp import web

from cauce.model.message import Media, Outbound
from cauce.transport import Receipt, Refused, Unreachable
from cauce_plugins.transports.whatsapp_cloud.decode import News
from whatsapp_rig import PERSON, bodies, channel, heard, opened, said, serving

TEMPLATE = {"name": "envio", "language": "es_AR", "params": [7.0, "hoy"]}


async def test_a_text_leaves_with_our_id_and_comes_back_with_theirs(transport, graph):
    sent = await transport.send(channel(), said("hola"))
    [call] = graph.calls
    assert sent == call.id
    assert call.body == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": PERSON[1],
        "type": "text",
        "text": {"body": "hola"},
        "biz_opaque_callback_data": "m1",
    }


@pytest.mark.parametrize(
    ("address", "body"),
    [
        (("bsuid", "AR.7"), {"recipient_type": "individual", "recipient": "AR.7"}),
        (("group", "g1"), {"recipient_type": "group", "to": "g1"}),
    ],
)
async def test_people_without_a_number_and_groups_are_reached(transport, graph, address, body):
    await transport.send(channel(), said("hola", address))
    assert body.items() <= graph.calls[0].body.items()


async def test_no_other_address_is(transport, graph):
    with pytest.raises(Refused, match="visitor"):
        await transport.send(channel(), said("hola", ("visitor", "x")))
    assert graph.calls == []


async def test_a_long_text_is_cut_between_words_and_only_its_end_carries_our_id(transport, graph):
    words = " ".join(["palabra"] * 1300)
    sent = await transport.send(channel(), said(words))
    assert [len(call.text) <= 4096 for call in graph.calls] == [True] * 3
    assert " ".join(graph.texts()) == words
    assert [call.body.get("biz_opaque_callback_data") for call in graph.calls] == [None, None, "m1"]
    assert sent == graph.calls[-1].id


async def test_outside_the_window_only_a_template_leaves(transport, graph, kept):
    kept.lines = heard(1)
    with pytest.raises(Refused, match="131047"):
        await transport.send(channel(), said("hola"))
    await transport.send(channel(), said(Outbound("hola", template=TEMPLATE)))
    assert [body["template"] for body in bodies(graph)] == [
        {
            "name": "envio",
            "language": {"code": "es_AR"},
            "components": [
                {"type": "body", "parameters": [{"type": "text", "text": "7"}, {"type": "text", "text": "hoy"}]}
            ],
        }
    ]


async def test_within_it_the_text_leaves_and_a_template_without_one(transport, graph):
    await transport.send(channel(), said(Outbound("hola", template=TEMPLATE)))
    await transport.send(channel(), said(Outbound(template=TEMPLATE), key="m2"))
    picture = Outbound(media=Media("image", id="7"), template=TEMPLATE)
    await transport.send(channel(), said(picture, key="m3"))
    assert [body["type"] for body in bodies(graph)] == ["text", "template", "image"]


async def test_what_is_a_template_leaves_as_one_whatever_the_window(transport, graph, kept):
    await transport.send(channel(), said(Outbound("hola", kind="template", template=TEMPLATE)))
    kept.lines = heard(1)
    await transport.send(channel(), said(Outbound("hola", kind="template", template=TEMPLATE), key="m2"))
    assert [body["type"] for body in bodies(graph)] == ["template", "template"]
    with pytest.raises(Refused, match="no name"):
        await transport.send(channel(), said(Outbound("hola", kind="template"), key="m3"))


async def test_rates_of_the_platform_are_kept_to(transport, graph):
    graph.line_rate, graph.pair_rate = 1000.0, True
    waits = []
    for number in range(200):
        try:
            await transport.send(channel(), said("hola", key=f"m{number}"))
        except Unreachable as error:
            waits.append((error.scope, error.counts, error.after >= 6))
    assert set(waits) == {("person", False, True)}


async def test_parts_that_left_do_not_leave_again(transport, graph):
    graph.modes += ["ok", "429"]
    long = said("\n\n".join(["a" * 4000, "b" * 4000, "c" * 4000]))
    with pytest.raises(Unreachable):
        await transport.send(channel(), long)
    await transport.send(channel(), long)
    assert [text[0] for text in graph.texts()] == ["a", "b", "c"]
    assert transport._lines["linea1"].speaker.halves == {}


async def test_a_message_that_the_platform_has_spoken_of_is_not_sent_again(transport, graph):
    line = transport._lines["linea1"]
    tell = lambda status, tag, who=PERSON: line.take(  # noqa: E731
        b"{}", News("1", receipts=[Receipt("wamid.7", status, 1, "131026", "Undeliverable", tag, (who,))])
    )
    await tell("delivered", "m1")
    await tell("failed", "m2")
    await tell("read", "m3", ("phone", "1"))
    await tell("read", "")
    assert await transport.send(channel(), said("hola")) == "wamid.7"
    with pytest.raises(Refused, match="131026"):
        await transport.send(channel(), said("hola", key="m2"))
    assert graph.calls == []
    await transport.send(channel(), said("hola", key="m3"))
    assert len(graph.calls) == 1
    await line.take(b"{}", News("1", receipts=[Receipt("w", "read", tag=f"m{n}") for n in range(20_000)]))
    assert len(line.speaker.told) == 10_000


@pytest.mark.parametrize(
    ("told", "failed"),
    [
        (["delivered", "failed"], False),
        (["played", "failed", "sent"], False),
        (["failed", "delivered"], False),
        (["sent", "failed"], True),
        (["failed", "sent"], True),
    ],
)
async def test_a_late_word_of_the_platform_does_not_undo_one_that_said_more(transport, graph, told, failed):
    line = transport._lines["linea1"]
    for status in told:
        one = Receipt("wamid.7", status, 1, "131026" * (status == "failed"), tag="m1", addresses=(PERSON,))
        await line.take(b"{}", News("1", receipts=[one]))
    if failed:
        with pytest.raises(Refused, match="131026"):
            await transport.send(channel(), said("hola"))
    else:
        assert await transport.send(channel(), said("hola")) == "wamid.7"
    assert graph.calls == []


async def test_somebody_who_is_sent_too_much_is_left_alone_longer_each_time(graph, kept):
    answers = deque([131056, 131056, 131056, 0, 131056])

    async def crowded(request):
        code = answers.popleft()
        if not code:
            return web.json_response({"messages": [{"id": "wamid.1"}]})
        return web.json_response({"error": {"code": code, "message": "(#131056) pair"}}, status=400)

    async with serving(crowded) as url, opened(kept, channel(graph_url=url)) as transport:
        waits = []
        for key in ("m1", "m1", "m1", "m1", "m2"):
            try:
                await transport.send(channel(), said("hola", key=key))
            except Unreachable as error:
                waits.append((error.after, error.scope, error.counts))
    assert waits == [(seconds, "person", False) for seconds in (6, 6, 16, 6)]


async def test_a_number_that_is_near_its_limit_slows_down(kept):
    usage = json.dumps({"218": [{"type": "messaging", "call_count": 97, "total_cputime": 1, "total_time": 2}]})

    async def busy(request):
        headers = {"X-Business-Use-Case-Usage": usage}
        return web.json_response({"messages": [{"id": "wamid.1"}]}, headers=headers)

    async with serving(busy) as url, opened(kept, channel(graph_url=url)) as transport:
        assert await transport.send(channel(), said("x " * 3000))
        with pytest.raises(Unreachable) as caught:
            await transport.send(channel(), said("hola", key="m2"))
        assert (caught.value.scope, caught.value.counts) == ("channel", False)
        assert 0 < caught.value.after <= 5
        transport._lines["linea1"].speaker.pace.until = 0
        assert await transport.send(channel(), said("hola", key="m2"))


async def test_a_file_that_the_platform_could_not_fetch_is_offered_once_more(kept):
    async def unable(request):
        asked.append(await request.json())
        return web.json_response({"error": {"code": 131053, "message": "Media upload error"}}, status=400)

    asked = []
    picture = said(Outbound(media=Media("image", "https://x.example/a.png")))
    async with serving(unable) as url, opened(kept, channel(graph_url=url)) as transport:
        with pytest.raises(Unreachable) as caught:
            await transport.send(channel(), picture)
        assert caught.value.counts
        with pytest.raises(Refused, match="131053"):
            await transport.send(channel(), picture)
        with pytest.raises(Refused, match="131053"):
            await transport.send(channel(), said(Outbound(media=Media("image", id="77")), key="m2"))
        with pytest.raises(Refused, match="131053"):
            await transport.send(channel(), said(Outbound("el link", media=Media("image", id="77")), key="m3"))
    assert len(asked) == 4


async def test_so_is_one_in_the_header_of_a_template(kept):
    async def unable(request):
        return web.json_response({"error": {"code": 131053, "message": "Media upload error"}}, status=400)

    async with serving(unable) as url, opened(kept, channel(graph_url=url)) as transport:
        for header, error in (("https://x.example/a.png", Unreachable), ({"id": "77"}, Refused)):
            found = said(Outbound(template={**TEMPLATE, "header": {"image": header}}), key=str(header))
            with pytest.raises(error, match="131053"):
                await transport.send(channel(), found)
