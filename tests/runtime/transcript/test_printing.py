"""Printing a test and reading it again gives the same test."""

from __future__ import annotations

import string
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from cauce.model.message import Choice, Media, Outbound
from cauce.transcript.printing import print_test, shown
from cauce.transcript.reading import read
from cauce.transcript.script import (
    INBOUND_KINDS,
    Bot,
    Claim,
    Elapse,
    GivenAnswer,
    GivenArea,
    GivenCall,
    GivenChannel,
    GivenNow,
    GivenStart,
    GivenValue,
    HandBack,
    Person,
    Test,
)

moments = st.datetimes().map(lambda at: at.replace(microsecond=0))
names = st.sampled_from(["soporte", "ventas", "mesa_ayuda", "atención"])
line = st.text(alphabet=string.ascii_letters + '0123456789áé¿?.,(){}[]\\"<>@=#', min_size=1, max_size=20)
said = st.lists(line, min_size=1, max_size=4).map("\n".join)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
starts = st.one_of(
    st.builds(GivenStart, label=names), st.builds(GivenStart, flow=names), st.just(GivenStart(triggers=True))
)
steps = st.one_of(
    said.map(Person),
    st.sampled_from(["1", "Ventas y planes"]).map(lambda key: Person(press=key)),
    st.builds(Person, st.just("") | said, st.sampled_from(list(INBOUND_KINDS)), st.sampled_from(["", "a.jpg"])),
    said.map(Bot),
    st.sampled_from([Elapse(600, "10m"), Elapse(5400, "1h30m"), HandBack()]),
    st.builds(Claim, st.sampled_from(["at", "closed", "tag", "flow"]), names, negated=st.booleans()),
    st.builds(Claim, st.just("redirect"), names, st.none() | line),
    st.builds(Claim, st.just("end"), st.just(""), st.none() | names | line),
    st.builds(GivenArea, names, st.booleans(), st.none() | line),
    st.builds(GivenArea, names, st.just(False), st.none() | line, st.times().map(lambda at: at.replace(microsecond=0))),
    st.builds(GivenArea, names, st.just(False), st.none() | line, moments),
    st.just(GivenNow(datetime(2026, 3, 2, 21, 0, tzinfo=UTC))),
    st.builds(GivenChannel, names),
    st.builds(GivenValue, st.sampled_from(["rut", "contact.plan"]), values | st.dates() | st.times() | st.datetimes()),
    st.builds(GivenCall, names, values),
    st.builds(GivenAnswer, st.just("http"), st.sampled_from(["", "GET"]), st.just(""), st.integers(100, 599), values),
    st.builds(GivenAnswer, st.just("crm.buscar"), value=values),
    st.builds(GivenAnswer, st.just("crm.buscar"), port=st.just("missing"), value=values),
    st.builds(GivenAnswer, st.just("http"), port=st.just("error"), error=st.just("timeout")),
)


@given(line, st.none() | starts, st.lists(steps, min_size=1, max_size=8))
@settings(max_examples=300)
def test_what_is_printed_reads_back_equal(name: str, start: GivenStart | None, body: list) -> None:
    test = Test(name, (*([start] if start else []), Person("hola"), *body))
    text = print_test(test)
    reading = read(text)
    assert reading.diagnostics == ()
    assert reading.script.tests == (test,)
    assert print_test(reading.script.tests[0]) == text


def test_a_message_is_shown_with_its_file_and_its_numbered_options() -> None:
    menu = Outbound("¿Área?", (Choice("a", "Ventas", "1"), Choice("b", "Volver", "0")), "buttons")
    assert shown(menu) == "¿Área?\n1. Ventas\n0. Volver"
    assert shown(Outbound("Planes", media=Media("file", "https://a/p.pdf"))) == "(file) https://a/p.pdf\nPlanes"
    assert shown(Outbound(template={"name": "recordatorio"})) == "(template) recordatorio"
