"""What the compiler and the issues say about the documents of the language's specification, and about more."""

from __future__ import annotations

import pytest

from cauce.catalogue import render
from cauce.model.node_kind import NodeKind
from cauce.model.vocabulary import FlowWords, Vocabulary
from vocabularies import core_vocabulary

HEAD = "flow x\n\nstart:\n"


def say(language, text, vocabulary, head=HEAD):
    """Return the problems of a text as (code, line, column, length, hint)."""
    return [
        (one.code, one.span.line, one.span.column, one.span.end_column - one.span.column, one.hint)
        for one in language.read(head + text, vocabulary, "mesa.flow").diagnostics
    ]


def only(language, text, vocabulary, head=HEAD):
    """Return the one problem of a text."""
    found = language.read(head + text, vocabulary, "mesa.flow").diagnostics
    assert len(found) == 1, found
    return found[0]


SPECIFIED = [
    (
        '  -> atencion\n\natención:\n  say "a"\n',
        """
E201 mesa.flow:4:6  no existe la etiqueta «atencion»
4 |   -> atencion
  |      ^^^^^^^^ ¿quisiste decir «atención»?
""",
    ),
    (
        '  say "a"\n    say "b"\n',
        """
E203 mesa.flow:5:5  esta línea quedó dentro de «say» (línea 4)
5 |     say "b"
  |     ^^^^^^^ quítale sangría
""",
    ),
    (
        '  preguntar "¿Nombre?" as nombre\n',
        """
E205 mesa.flow:4:3  no conozco la instrucción «preguntar»
4 |   preguntar "¿Nombre?" as nombre
  |   ^^^^^^^^^ ¿quisiste decir «ask»?
""",
    ),
    (
        '  ask "¿RUT?" as rut retris=2\n  -> start\n',
        """
E206 mesa.flow:4:22  «ask» no tiene el parámetro «retris»
4 |   ask "¿RUT?" as rut retris=2
  |                      ^^^^^^ ¿quisiste decir «retries»?
""",
    ),
    (
        "  redirect ventas\n    on cerrado -> start\n",
        """
E209 mesa.flow:5:8  «redirect» no tiene la salida «cerrado»
5 |     on cerrado -> start
  |        ^^^^^^^ ¿quisiste decir «closed»?
""",
    ),
    (
        "  redirect bentas\n    on closed -> start\n",
        """
E211 mesa.flow:4:12  no existe el área «bentas»
4 |   redirect bentas
  |            ^^^^^^ ¿quisiste decir «ventas»?
""",
    ),
    (
        '  say "a"\n  -> otra\n\notra:\n  set n=n + 1\n  -> start\n',
        """
E303 mesa.flow:8:3  el flujo gira sin esperar a la persona: start/say → otra/set → start/say
8 |   set n=n + 1
  |   ^^^^^^^^^^^ agrega un ask, menu o wait en el camino
""",
    ),
    (
        '  ask "¿RUT?" as rut\n  say "Gracias {ruut}"\n',
        """
W305 mesa.flow:5:17  nadie guarda la variable «ruut»
5 |   say "Gracias {ruut}"
  |                 ^^^^ ¿quisiste decir «rut»?
""",
    ),
    (
        '  menu "¿Área?"\n    - "Ventas" -> start\n    - "Cobranza" ["ventas"] -> start\n',
        """
E212 mesa.flow:6:20  «ventas» elige dos opciones (la 1 y la 2)
6 |     - "Cobranza" ["ventas"] -> start
  |                    ^^^^^^ la persona solo puede llegar a la primera
""",
    ),
    (
        '  menu "¿Área?" style=buttons\n' + "".join(f'    - "{n}" -> start\n' for n in "abcd"),
        """
W307 mesa.flow:4:17  WhatsApp muestra 3 botones como máximo y hay 4
4 |   menu "¿Área?" style=buttons
  |                 ^^^^^^^^^^^^^ usa style=list (hasta 10) o style=auto
""",
    ),
]


@pytest.mark.parametrize(("text", "shown"), SPECIFIED, ids=[one[1][1:5] for one in SPECIFIED])
def test_the_specification_shows_these_words_in_this_place(language, vocabulary, text, shown):
    found = only(language, text, vocabulary)
    assert render(found, (HEAD + text).split("\n"), "es", False) == shown.strip("\n")


OTHERS = [
    ("  -> otra\n", "E201", 4, 6, "known"),
    ("  -> encuesta\n", "E201", 4, 6, "flow"),
    ("  -> encuesta.star\n", "E201", 4, 6, "similar"),
    ("  -> encuesta.otra\n", "E201", 4, 6, "known"),
    ("  -> encuestas.start\n", "E211", 4, 6, "similar"),
    ("  -> x.otra\n", "E201", 4, 6, "known"),
    ('  -> dos\n\ndos:\n  say "a"\n\ndos:\n  say "b"\n', "E202", 9, 1, ""),
    ('  -> dos\n\ndos:\n  say "a"\n  -> Dos\n\nDos:\n  say "b"\n', "E202", 10, 1, "accents"),
    ('  say "a"\n    -> start\n', "E203", 5, 5, ""),
    ('  if a\n    say "b"\n  set a=1\n  else\n    say "c"\n', "E204", 7, 3, ""),
    ("  xyzzy\n", "E205", 4, 3, ""),
    ("  crm.buscar\n", "E205", 4, 3, "plugin"),
    ("  goto start\n", "E205", 4, 3, "jump"),
    ('  otra\n\notra:\n  say "a"\n', "E205", 4, 3, "label"),
    ('  say "a" xyzzy=2\n', "E206", 4, 11, "known"),
    ('  end "a"\n    xyzzy = 2\n', "E206", 5, 5, "known"),
    ('  - "a" -> start\n', "E208", 4, 3, "alone"),
    ('  say "a"\n    - "b" -> start\n', "E208", 5, 5, ""),
    ('  say "a"\n    on xyzzy -> start\n', "E209", 5, 8, "known"),
    ('  wait 2s\n    on timeout 5m\n      say "a"\n  say "b"\n', "E209", 5, 8, "known"),
    ("  say Hola\n", "E210", 4, 7, ""),
    ("  say contact.name\n", "E210", 4, 7, ""),
    ('  media "a" caption=foto\n', "E210", 4, 21, ""),
    ('  x = 1\n  say "a"\n', "E213", 4, 3, ""),
    ("  say\n", "E214", 4, 3, "example"),
    ("  set\n", "E214", 4, 3, "example"),
    ('  menu "a"\n    - -> start\n', "E214", 5, 5, ""),
    ('  say "a" "b" "c"\n', "E215", 4, 11, ""),
    ('  say "{largo(now)}"\n', "E216", 4, 9, "similar"),
    ('  say "{now.isoformat()}"\n', "E216", 4, 9, "method"),
    ('  say "{xyzzy()}"\n', "E216", 4, 9, ""),
    ('  say "{len()}"\n', "E217", 4, 9, "missing"),
    ('  say "{len(now, now)}"\n', "E217", 4, 9, "many"),
    ('  say "{len(now, xyzzy=1)}"\n', "E217", 4, 9, "unknown"),
    ('  say "{len(now, value=1)}"\n', "E217", 4, 9, "twice"),
    ('  say "{secret.andina}"\n', "E218", 4, 9, ""),
    ("  set a=secret\n", "E218", 4, 9, ""),
    ("  if secret.a == 1 -> fin\n  -> fin\n\nfin:\n  end\n", "E218", 4, 6, ""),
    ('  http GET "a?k={secret.a}" timeout=secret.b\n', "E218", 4, 37, ""),
    ('  ask "a" as b type=correo\n  say "{b}"\n', "E221", 4, 21, "similar"),
    ('  ask "a" as b type=xyzzy\n  say "{b}"\n', "E221", 4, 21, ""),
    ("  on closed -> start\n  end\n", "E222", 4, 6, ""),
    ('  ask "a" retries=1 retries=2\n  say "b"\n', "E223", 4, 21, ""),
    ('  ask "a"\n    on timeout 1m -> start\n    on timeout 2m -> start\n  say "b"\n', "E223", 6, 8, ""),
    ('  say "a" id=b\n  say "c" id=b\n', "E224", 5, 14, ""),
    ('  say "a" as b\n', "E225", 4, 14, ""),
    ('  menu "a"\n  say "b"\n', "E226", 4, 3, ""),
    ('  flow y\n  say "b"\n', "E227", 4, 3, ""),
    ("  set now=1\n", "E228", 4, 7, ""),
    ('  ask "a" as area.b\n  say "c"\n', "E228", 4, 14, ""),
    ('  ask "a" as dirección\n  set direccion="b"\n', "E202", 5, 7, "accents"),
    ('  end\n  say "a"\n  say "b"\n', "W301", 5, 3, ""),
    ("  end\n  -> start\n", "W301", 5, 6, ""),
    ('  end\n\notra:\n  say "a"\n', "W302", 6, 1, ""),
    ('  set n=1\n  -> otra\n\notra:\n  if n > 1 -> otra\n  say "a"\n', "W303", 8, 3, ""),
    ('  ask "a" as b\n', "W304", 4, 3, ""),
    ('  menu "a"\n    - "b"\n    - "c" -> start\n', "W304", 5, 5, "option"),
    ("  redirect ventas\n", "W306", 4, 3, ""),
    ('  wait 25h\n  say "a"\n', "W309", 5, 3, ""),
    ('  menu "a" style=list\n' + "".join(f'    - "{n}" -> start\n' for n in range(11)), "W310", 4, 12, ""),
    ('  menu "a" style=buttons\n    - "una opción larguísima" -> start\n', "W311", 5, 8, ""),
]


@pytest.mark.parametrize("case", OTHERS, ids=[f"{one[1]}-{number}" for number, one in enumerate(OTHERS)])
def test_each_mistake_is_told_once_and_in_its_place(language, vocabulary, case):
    text, code, line, column, hint = case
    assert [one[:3] + one[4:] for one in say(language, text, vocabulary)] == [(code, line, column, hint)]


FINE = [
    '  say "{error.kind}{answer}{now}{area.mesa.open}{flow.name}{contact.x.y}"\n',
    '  ask "a" as n check=len(n) > 2\n  say "{n}"\n',
    '  if contact.vip\n    end\n  say "a"\n',
    '  redirect ventas\n    on closed\n      say "a"\n  say "b"\n',
    '  menu "a"\n    - "Ventas" if contact.vip -> start\n    - "ventas" -> start\n',
    '  menu "a"\n    - "b" key=1\n    - "c" key=x\n  set x=1\n',
    '  wait 23h\n  say "a"\n',
    '  wait 2d\n  ask "a" as b\n    on timeout 1h -> start\n  say "c" template={name: "x"}\n'.replace(
        'ask "a" as b\n    on timeout 1h -> start\n  ', ""
    ),
    "  redirect (contact.area)\n    on closed -> start\n",
    '  say "a"\n    on error -> fin\n  ask "b" as c\n  -> start\n\nfin:\n  end\n',
    '  http GET "a" as r\n    headers = {k: secret.b}\n  say "{r.x[0].y}"\n',
    '  call encuesta as nota libre=1\n  say "{nota}"\n',
    '  tag "lo que sea"\n',
    '  set a=-1 b=[1, {c: 2}]\n  wait (a + 1)\n  say "{b}"\n',
]


@pytest.mark.parametrize("text", FINE)
def test_nothing_is_said_of_what_is_right(language, vocabulary, text):
    assert say(language, text, vocabulary) == []


WRONG_VALUES = [
    ("  say 5\n", "text"),
    ('  ask "a" retries="dos"\n  end\n', "integer"),
    ('  ask "a" retries=1.5\n  end\n', "integer"),
    ('  ask "a" retries=-1\n  end\n', "minimum"),
    ('  ask "a" interrupts=1\n  end\n', "boolean"),
    ('  ask "a" choices="b"\n  end\n', "list"),
    ('  ask "a" choices=[1]\n  end\n', "text"),
    ('  ask "a" country="chile"\n  end\n', "pattern"),
    ('  http GET "a" headers=[]\n  end\n', "map"),
    ('  http GET "a" timeout=8\n  end\n', "unit"),
    ('  http GET "a" timeout="8s"\n  end\n', "duration"),
    ('  http post "a"\n  end\n', "similar"),
    ('  http xyzzy "a"\n  end\n', "enum"),
    ('  http 5 "a"\n  end\n', "enum"),
    ('  http "get" "a"\n  end\n', "similar"),
    ("  redirect 5\n    on closed -> start\n", "word"),
    ('  say "a" id=5\n', "word"),
    ('  say "a" id="á b"\n', "word"),
    (f'  say "{"a" * 4097}"\n', "shorter"),
    ("  wait true\n  end\n", "duration"),
    ("  wait [1]\n  end\n", "duration"),
    ('  menu "a"\n    - "b" key=true -> start\n', "text"),
]


@pytest.mark.parametrize(("text", "hint"), WRONG_VALUES)
def test_a_value_of_the_wrong_kind_is_told_with_the_right_one(language, vocabulary, text, hint):
    assert [(one[0], one[4]) for one in say(language, text, vocabulary)] == [("E207", hint)]


LIMITS = [
    ({"type": "number", "maximum": 2}, "3", "maximum"),
    ({"type": "number", "exclusiveMinimum": 2}, "2", "above"),
    ({"type": "number", "exclusiveMaximum": 2}, "2", "below"),
    ({"type": "string", "minLength": 2}, '"a"', "longer"),
    ({"type": "array", "minItems": 1}, "[]", "more"),
    ({"type": "array", "maxItems": 1}, "[now, 2]", "fewer"),
    ({"type": "number", "multipleOf": 2}, "3", "schema"),
    ({"type": "number"}, '"a"', "number"),
    ({"type": "null"}, "1", "null"),
    ({"type": "number", "multipleOf": "x"}, "3", None),
    ({"type": "number", "multipleOf": 2}, "4", None),
    ({"enum": [1, 2]}, "3", "schema"),
    (True, "3", None),
    ({"type": "number"}, "now", None),
    ({"type": "object", "maxProperties": 1}, "{a: 1, b: 2}", "schema"),
    ({"type": "object", "maxProperties": 1}, "{a: now, b: 2}", None),
    ({"type": "boolean"}, "not 5", None),
]


@pytest.mark.parametrize(("schema", "value", "hint"), LIMITS)
def test_the_schema_of_a_plugin_is_held_to(language, schema, value, hint):
    kind = NodeKind("crm.x", {}, {}, {"type": "object", "properties": {"a": schema}})
    found = say(language, f"  crm.x a={value}\n", core_vocabulary(kinds=(kind,)))
    assert [(one[0], one[4]) for one in found] == ([] if hint is None else [("E207", hint)])


@pytest.mark.parametrize(
    ("text", "code"), [('start:\n  say "a"\n', "E229"), ('say "a"\n\nstart:\n  say "b"\n', "E229"), ("", "E229")]
)
def test_a_document_begins_with_its_name(language, vocabulary, text, code):
    assert [one[0] for one in say(language, text, vocabulary, "")] == [code]


def test_a_flow_without_sections_is_told(language, vocabulary):
    assert say(language, "", vocabulary, "flow x\n") == [("E230", 1, 1, 6, "")]


def test_several_problems_come_at_once_and_in_order(language, vocabulary):
    text = '  decir "a"\n  say hola\n  -> otra\n\nfin:\n  end 5\n  xyzzy\n'
    assert [one[:2] for one in say(language, text, vocabulary)] == [
        ("E205", 4),
        ("E210", 5),
        ("E201", 6),
        ("W302", 8),
        ("E207", 9),
        ("E205", 10),
        ("W301", 10),
    ]


def test_what_is_not_known_is_not_checked(language):
    text = "  redirect bentas\n    on closed -> otro.lado\n"
    assert say(language, text, core_vocabulary()) == []


def test_other_flows_may_jump_in(language):
    text = '  say "a"\n\notra:\n  say "b"\n'
    known = core_vocabulary(flows={"y": FlowWords(frozenset(), leaves=frozenset({"x.otra"}))})
    assert say(language, text, known) == []
    assert [one[0] for one in say(language, text, core_vocabulary(flows={}))] == ["W302"]


def test_other_flows_may_pass_variables(language):
    text = '  say "{ticket}"\n'
    known = core_vocabulary(flows={"y": FlowWords(frozenset(), passes={"x": frozenset({"ticket"})})})
    assert say(language, text, known) == []
    assert [one[0] for one in say(language, text, core_vocabulary(flows={}))] == ["W305"]
    # Nobody knows here who calls a flow that no word starts; one that is started by a word gets nothing passed.
    assert say(language, text, core_vocabulary()) == []
    head = 'flow x\n  triggers = ["hola"]\n\nstart:\n'
    assert [one[0] for one in say(language, text, core_vocabulary(), head)] == ["W305"]


def test_channels_and_tags_are_checked_where_they_are_known(language):
    known = core_vocabulary(tags=frozenset({"vip"}), channels=frozenset({"web"}))
    kind = NodeKind("crm.x", {}, {}, {"properties": {"por": {"x-kind": "ref:channel"}, "a": {"x-kind": "ref:label"}}})
    both = Vocabulary({**known.kinds, "crm.x": kind}, tags=known.tags, channels=known.channels)
    assert [one[:3] for one in say(language, "  tag vop\n  crm.x por=wep a=otra\n", both)] == [
        ("E211", 4, 7),
        ("E211", 5, 13),
        ("E201", 5, 19),
    ]


def test_the_channels_of_a_flow_must_exist(language):
    known = core_vocabulary(channels=frozenset({"web", "ventas"}))
    head = 'flow x\n  channels = [web, "ventas", wep]\n\nstart:\n'
    assert say(language, "  end\n", known, head) == [("E211", 2, 30, 3, "similar")]


class TestABrokenLine:
    """One line that does not parse hides nothing else and causes nothing else."""

    def test_gets_no_second_problem(self, language, vocabulary):
        assert [one[:2] for one in say(language, '  preguntar “a”\n  say "b"\n', vocabulary)] == [("E101", 4)]

    def test_leaves_the_problems_of_the_others(self, language, vocabulary):
        found = say(language, "  say “a”\n  -> otra\n\nfin:\n  say hola\n", vocabulary)
        assert [one[:2] for one in found] == [("E101", 4), ("E201", 5), ("W302", 7), ("E210", 8)]

    def test_may_have_been_the_label(self, language, vocabulary):
        text = '  menu "a"\n    - "b" -> menu_ventas\n\nmenu-ventas:\n  say "c"\n'
        assert [one[0] for one in say(language, text, vocabulary)] == ["E116"]

    def test_may_have_been_the_jump(self, language, vocabulary):
        text = '  menu "a"\n    - "b" => ventas\n\nventas:\n  say "c"\n'
        assert [one[0] for one in say(language, text, vocabulary)] == ["E110"]

    def test_may_have_kept_the_variable(self, language, vocabulary):
        text = '  ask “a” as rut\n  say "{rut}{ruut}"\n'
        assert [(one[0], one[1]) for one in say(language, text, vocabulary)] == [("E101", 4), ("W305", 5)]

    def test_may_have_been_the_way_out(self, language, vocabulary):
        assert [one[0] for one in say(language, "  redirect ventas\n    on closed => start\n", vocabulary)] == ["E110"]

    def test_may_have_been_what_follows_a_question(self, language, vocabulary):
        assert [one[0] for one in say(language, '  ask "a" as b\n  say “c”\n', vocabulary)] == ["E101"]

    def test_may_have_been_what_stops_a_loop(self, language, vocabulary):
        assert [one[0] for one in say(language, '  say "a"\n  ask “b”\n  -> start\n', vocabulary)] == ["E101"]
        assert [one[0] for one in say(language, '  say “a”\n  say "b"\n  -> start\n', vocabulary)] == ["E101"]
