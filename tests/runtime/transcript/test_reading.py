"""A `.chat` text becomes a script, or diagnostics with the place of each problem."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cauce.model.diagnostic import Span
from cauce.transcript.reading import read
from cauce.transcript.script import (
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
    Step,
)

SPEC = """\
test "RUT malo, se corrige, y después nadie contesta"
given at soporte
> hola
< ¿Cuál es tu RUT?
> 11.111.111-2
< Ese RUT no es válido, ...
= at soporte/rut
> 11.111.111-1
< Cuéntanos qué pasa, ...
@ 10m
< Cerramos por inactividad. ...
= end reason=inactivo

test "fuera de horario: no se ofrece «persona», y «agente» deja un recado"
given area mesa closed hours "de lunes a viernes de 9 a 18 h"
> hola
< ...
< ¿En qué te ayudamos?
  1. Ventas y planes
  2. Soporte técnico
> agente
< Abrimos de lunes a viernes de 9 a 18 h. Déjanos tu mensaje:
> llámenme mañana
< Gracias por escribir ...
= closed mesa
= tag recado
= recado == "llámenme mañana"
"""


def step(line: str) -> Step:
    """Return the one step of a test made of it."""
    reading = read(f'test "x"\n{line}\n> fin\n')
    assert reading.diagnostics == ()
    return reading.script.tests[0].steps[0]


def problem(line: str) -> tuple[str, str, Span]:
    """Return the code, hint and place of the one problem of a line."""
    (found,) = read(f'test "x"\n> hola\n{line}\n', "x.chat").diagnostics
    assert found.file == "x.chat"
    return found.code, found.hint, found.span


def test_the_example_of_the_specification_is_read_whole() -> None:
    reading = read(SPEC)
    assert reading.diagnostics == ()
    first, second = reading.script.tests
    assert first.steps == (
        GivenStart(label="soporte"),
        Person("hola"),
        Bot("¿Cuál es tu RUT?"),
        Person("11.111.111-2"),
        Bot("Ese RUT no es válido, ..."),
        Claim("at", "soporte/rut"),
        Person("11.111.111-1"),
        Bot("Cuéntanos qué pasa, ..."),
        Elapse(600, "10m"),
        Bot("Cerramos por inactividad. ..."),
        Claim("end", "", "inactivo"),
    )
    assert second.steps[0] == GivenArea("mesa", open=False, hours="de lunes a viernes de 9 a 18 h")
    assert second.steps[3] == Bot("¿En qué te ayudamos?\n1. Ventas y planes\n2. Soporte técnico")
    assert second.steps[-1] == Claim("", 'recado == "llámenme mañana"')


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("given flow otro", GivenStart(flow="otro")),
        ("given triggers", GivenStart(triggers=True)),
        ("given area mesa open", GivenArea("mesa", open=True)),
        ("given area mesa closed opens 9:00", GivenArea("mesa", open=False, opens=time(9))),
        (
            'given area mesa closed opens 2026-03-03 9:00Z hours "de 9 a 18 h"',
            GivenArea("mesa", open=False, hours="de 9 a 18 h", opens=datetime(2026, 3, 3, 9, tzinfo=UTC)),
        ),
        ("given now 2026-03-02 21:00", GivenNow(datetime(2026, 3, 2, 21, 0))),  # noqa: DTZ001 - the project's zone
        ("given now 2026-03-02", GivenNow(datetime(2026, 3, 2))),  # noqa: DTZ001 - the project's zone
        ("given channel whatsapp", GivenChannel("whatsapp")),
        ('given contact.plan = "oro"', GivenValue("contact.plan", "oro")),
        ("given rut=null", GivenValue("rut", None)),
        ("given at = 3", GivenValue("at", 3)),
        ("given dia = 2026-03-10", GivenValue("dia", date(2026, 3, 10))),
        ("given cita = 2026-03-10 9:30", GivenValue("cita", datetime(2026, 3, 10, 9, 30))),  # noqa: DTZ001
        ("given cita = 2026-03-10T09:30Z", GivenValue("cita", datetime(2026, 3, 10, 9, 30, tzinfo=UTC))),
        ("given hora = 9:30", GivenValue("hora", time(9, 30))),
        ("given n = 2026", GivenValue("n", 2026)),
        ("given hours.open = false", GivenValue("hours.open", value=False)),
        ('given http POST "https://a/..." 201 {"id": 7}', GivenAnswer("http", "POST", "https://a/...", 201, {"id": 7})),
        ('given http get "https://a/" 404', GivenAnswer("http", "GET", "https://a/", 404)),
        ("given http 500", GivenAnswer("http", status=500)),
        ("given http error timeout", GivenAnswer("http", port="error", error="timeout")),
        ('given http "https://a" error refused', GivenAnswer("http", "", "https://a", port="error", error="refused")),
        ("given http returns [1, 2]", GivenAnswer("http", value=[1, 2])),
        ('given crm.buscar returns {\n  "a": 1\n  }', GivenAnswer("crm.buscar", value={"a": 1})),
        ("given crm.buscar port missing", GivenAnswer("crm.buscar", port="missing")),
        ('given crm.buscar port missing "x"', GivenAnswer("crm.buscar", port="missing", value="x")),
        ("given call encuesta returns 5", GivenCall("encuesta", 5)),
        ("> [2]", Person(press="2")),
        ("> [Ventas y planes]", Person(press="Ventas y planes")),
        ("> (image) foto.jpg", Person(kind="image", attachment="foto.jpg")),
        ("> (image) foto.jpg\n  el módem", Person("el módem", "image", "foto.jpg")),
        ("> (location) -33.45, -70.66", Person(kind="location", attachment="-33.45, -70.66")),
        ("> (hola)", Person("(hola)")),
        ("> \\[2]", Person("[2]")),
        ("> [2] no", Person("[2] no")),
        (">", Person("")),
        ("> uno\n  dos\n\n  tres", Person("uno\ndos\n\ntres")),
        ("> # no es un comentario", Person("# no es un comentario")),
        ("@ 1h30m", Elapse(5400, "1h30m")),
        ("@ done", HandBack()),
        ("= not tag vip", Claim("tag", "vip", negated=True)),
        ('= redirect ventas note="Plan ..."', Claim("redirect", "ventas", "Plan ...")),
        ("= end", Claim("end")),
        ("= end == 3", Claim("", "end == 3")),
        ("= not listo", Claim("", "not listo")),
        ("= flow bienvenida", Claim("flow", "bienvenida")),
    ],
)
def test_each_form_of_a_line_is_read(line: str, expected: Step) -> None:
    assert step(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("hola", ("E501", "", Span(3, 1, 3, 5))),
        ("Given at x", ("E501", "similar", Span(3, 1, 3, 6))),
        ("given", ("E504", "", Span(3, 6, 3, 7))),
        ("given aera mesa closed", ("E503", "similar", Span(3, 7, 3, 11))),
        ("given zzz", ("E503", "", Span(3, 7, 3, 10))),
        ("given area", ("E504", "", Span(3, 11, 3, 12))),
        ("given area mesa cerrada", ("E504", "", Span(3, 17, 3, 24))),
        ('given area mesa closed horas "x"', ("E505", "", Span(3, 24, 3, 29))),
        ("given area mesa closed hours 9", ("E504", "", Span(3, 30, 3, 31))),
        ("given contact.plan = oro", ("E506", "quotes", Span(3, 22, 3, 25))),
        ('given contact.plan = {"a"', ("E506", "json", Span(3, 22, 3, 26))),
        ("given contact.plan = NaN", ("E506", "quotes", Span(3, 22, 3, 25))),
        ("given dia = 2026-13-10", ("E510", "", Span(3, 13, 3, 23))),
        ("given contact.plan =", ("E504", "", Span(3, 21, 3, 22))),
        ("given 1a = 3", ("E504", "", Span(3, 7, 3, 9))),
        ("given now 9:00", ("E510", "", Span(3, 11, 3, 15))),
        ("given now 2026-03-02 temprano", ("E505", "", Span(3, 22, 3, 30))),
        ("given now ayer", ("E510", "", Span(3, 11, 3, 15))),
        ("given call encuesta 5", ("E504", "", Span(3, 21, 3, 22))),
        ("given http POST", ("E504", "", Span(3, 16, 3, 17))),
        ('given http "https://a" 99', ("E504", "", Span(3, 24, 3, 26))),
        ("given http 200 {} luego", ("E505", "", Span(3, 19, 3, 24))),
        ("given crm.buscar error", ("E504", "", Span(3, 23, 3, 24))),
        ("given at soporte", ("E512", "", Span(3, 1, 3, 17))),
        ("<", ("E504", "", Span(3, 1, 3, 2))),
        ("@ 10 min", ("E509", "", Span(3, 3, 3, 9))),
        ("= ", ("E504", "", Span(3, 2, 3, 3))),
        ("= at", ("E504", "", Span(3, 5, 3, 6))),
        ("= at x y", ("E505", "", Span(3, 8, 3, 9))),
        ("= end inactivo", ("E505", "", Span(3, 7, 3, 15))),
        ("= end reason=", ("E504", "", Span(3, 14, 3, 15))),
        ('= redirect mesa note="a', ("E506", "json", Span(3, 22, 3, 24))),
        ("> (imagen) x", ("E511", "", Span(3, 3, 3, 11))),
        ("> (botón) Ventas", ("E511", "button", Span(3, 3, 3, 10))),
        ("test sin comillas", ("E504", "", Span(3, 6, 3, 18))),
    ],
)
def test_a_line_that_is_wrong_is_told_with_its_place(line: str, expected: tuple[str, str, Span]) -> None:
    assert problem(line) == expected


def test_lines_outside_a_test_are_told_once_and_givens_there_hold_for_all() -> None:
    reading = read('given now 2026-01-01\n> hola\n< hola\ntest "x"\n> hola\n')
    assert [each.code for each in reading.diagnostics] == ["E502"]
    assert len(reading.script.world) == 1
    assert len(reading.script.tests) == 1


def test_two_tests_of_one_name_and_empty_ones_are_told() -> None:
    reading = read('test "x"\n> hola\ntest "x"\n> hola\ntest "y"\ngiven at z\n')
    assert [(each.code, each.span.line) for each in reading.diagnostics] == [("E507", 3), ("E508", 5)]


def test_one_broken_line_hides_no_other() -> None:
    reading = read('test "x"\ngiven nada\n> hola\nxx\n@ luego\n< hola\ntest "y"\n= at\n')
    assert [(each.code, each.span.line) for each in reading.diagnostics] == [
        ("E503", 2), ("E501", 4), ("E509", 5), ("E504", 8),
    ]  # fmt: skip
    assert [test.name for test in reading.script.tests] == ["x", "y"]


def test_an_indented_body_comments_and_foreign_line_ends_are_welcome() -> None:
    plain = read('test "x"\n> hola\n< uno\n  dos\n> chao\n').script
    assert read('\ufefftest "x"\r\n  > hola\r\n  # nota\r\n\r\n  < uno\r\n    dos\r\n  > chao').script == plain
    assert read('test "x"\r> hola\r< uno\r  dos\r\r> chao\r').script == plain


@given(st.text(alphabet=st.sampled_from(list('test given><@=("\\[]{}.:#\n \t\r1aé')), max_size=200))
@settings(max_examples=300)
def test_any_text_gives_a_script_and_diagnostics_inside_it(text: str) -> None:
    reading = read(text)
    lines = len(text.splitlines()) + 1
    assert all(1 <= each.span.line <= lines and each.span.column >= 1 for each in reading.diagnostics)


def test_a_large_file_is_read_quickly() -> None:
    import time

    text = "".join(SPEC.replace('test "', f'test "{index} ') for index in range(300))
    began = time.process_time()
    assert len(read(text).script.tests) == 600
    assert time.process_time() - began < 60
