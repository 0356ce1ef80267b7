"""A number at work: under which addresses it knows people, and that they are shown that they were read."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from cauce.model.message import Inbound
from cauce.testing.graph.envelope import Number
from cauce.transport import Arrival, Unreachable
from cauce_plugins.transports.whatsapp_cloud.decode import News
from whatsapp_rig import PERSON, Kept, channel, opened, said


class Looking:
    """Somebody who looks at what the platform is told to show."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, bool]] = []

    def marked(self, _: Number, message: str, *, typing: bool) -> None:
        self.shown.append((message, typing))

    def taken(self, *_: object) -> None: ...

    told = taken


async def test_a_number_in_development_writes_to_argentina_without_the_9(graph, kept):
    async with opened(kept, channel(graph_url=graph.url, send_without_9=True)) as transport:
        for number in ("5493533473732", "543533473732", "56911111111", "549353347373", "54935334737321"):
            await transport.send(channel(), said("hola", ("phone", number), key=f"m{number}"))
        line = transport._lines["linea1"]
        arrivals = [Arrival("w1", ("phone", "5493533473732"), Inbound("a"), aliases=(("bsuid", "AR.7"),)),
                    Arrival("w2", ("phone", "56911111111"), Inbound("a")),
                    Arrival("w4", ("phone", "543533473732"), Inbound("a")),
                    Arrival("w3", ("bsuid", "AR.8"), Inbound("a"))]  # fmt: skip
        await line.take(b"{}", News("1", arrivals))
    assert [call.body["to"] for call in graph.calls] == [
        "543533473732", "543533473732", "56911111111", "549353347373", "54935334737321",
    ]  # fmt: skip
    assert [one.aliases for one in kept.arrivals] == [(("bsuid", "AR.7"), ("phone", "543533473732")), (), (), ()]


async def test_numbers_are_written_to_as_they_came_unless_that_is_wanted(transport, graph, kept):
    await transport._lines["linea1"].take(b"{}", News("1", [Arrival("w1", PERSON, Inbound("a"))]))
    await transport.send(channel(), said("hola"))
    assert graph.calls[0].body["to"] == PERSON[1]
    assert kept.arrivals[0].aliases == ()


async def test_people_are_shown_that_they_were_read_where_that_is_wanted(graph, kept):
    hello = [Arrival(f"wamid.{n}", ("phone", who), Inbound("hola"), "", quiet) for n, who, quiet in
             ((1, "a", False), (2, "a", False), (3, "b", False), (4, "b", True))]  # fmt: skip
    async with opened(kept, channel(graph_url=graph.url, mark_read=True)) as transport:
        line = transport._lines["linea1"]
        await line.take(b"{}", News("1", hello))
        async with asyncio.timeout(120):
            while len(graph.marks) < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        await line.take(b"{}", News("1", hello))
        graph.token = "another"
        await line.take(b"{}", News("1", [Arrival("wamid.9", ("phone", "a"), Inbound("hola"))]))
        await asyncio.gather(*line._marking)
        await line.take(b"{}", News("1", [Arrival("wamid.10", ("phone", "a"), Inbound("hola"))], notes=["the field x"]))
    assert sorted(graph.marks) == ["wamid.2", "wamid.3"]


async def test_whoever_could_not_be_told_the_answer_is_shown_that_it_is_being_written(graph):
    graph.modes.append("429")
    looking = graph.watch = Looking()
    async with opened(Kept(), channel(graph_url=graph.url, mark_read=True)) as transport:
        line = transport._lines["linea1"]
        line.window.hear(PERSON)
        sending = asyncio.create_task(transport.send(channel(), said("hola", key="m1")))
        async with asyncio.timeout(120):
            while PERSON not in line.speaker.busy:  # noqa: ASYNC110
                await asyncio.sleep(0)
        marking = asyncio.create_task(line._mark("w1", PERSON, None))
        await asyncio.wait([sending, marking])
        assert isinstance(sending.exception(), Unreachable)
        assert line.speaker.last == {}
        assert line.speaker.busy == {}
    assert looking.shown == [("w1", True)]


async def test_whoever_has_the_answer_is_not_shown_that_one_is_being_written(graph):
    looking = graph.watch = Looking()

    class Answering(Kept):
        async def accept(self, name: str, raw: bytes, arrivals: Sequence[Arrival]) -> Sequence[bool]:
            if arrivals[0].message.text == "hola":
                await transport.send(channel(), said("hola", arrivals[0].address, key="m1"))
            return await super().accept(name, raw, arrivals)

    async with opened(Answering(), channel(graph_url=graph.url, mark_read=True)) as transport:
        line = transport._lines["linea1"]
        for number, text in enumerate(("hola", "¿y?")):
            at = {"at": line.window.now()}
            await line.take(b"{}", News("1", [Arrival(f"w{number}", PERSON, Inbound(text, data=at))]))
            await asyncio.gather(*line._marking)
    assert looking.shown == [("w0", False), ("w1", True)]
