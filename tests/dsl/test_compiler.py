"""Documents become flows: ids, values by name, and a place for everything."""

from __future__ import annotations

from cauce.model.expression import Attribute, Duration, ListOf, Literal, Name, Symbol, Text
from cauce.model.flow import Jump
from cauce.model.node_kind import NodeKind
from cauce.model.vocabulary import Vocabulary
from cauce.model.wiring import edges
from cauce_dsl import compiler
from cauce_dsl.parser import parse
from service_desk import SERVICE_DESK

HEAD = "flow x\n\nstart:\n"


def flow(text, vocabulary, head=HEAD):
    return compiler.compile(parse(head + text).document, vocabulary)[0]


def node(text, vocabulary):
    made = flow(text, vocabulary)
    return next(iter(made.nodes.values()))


def test_an_id_is_the_section_and_the_best_name_there_is(vocabulary):
    made = flow(
        '  say "a"\n  ask "b" as rut\n  say "c" id=saludo\n  say "d"\n  ask "e" as contact.comuna\n', vocabulary
    )
    assert list(made.nodes) == ["start/say", "start/rut", "start/saludo", "start/say-2", "start/contact.comuna"]


def test_an_id_that_is_claimed_is_not_given_away_before(vocabulary):
    made = flow('  ask "a" as rut\n  say "b" id=rut\n  say "c" id="rut-2"\n  ask "d" as rut\n', vocabulary)
    assert list(made.nodes) == ["start/rut-3", "start/rut", "start/rut-2", "start/rut-4"]


def test_an_id_may_stand_on_a_line_of_its_own(vocabulary):
    made = flow('  menu "a"\n    id = principal\n    - "b"\n      say "c"\n  say "d"\n', vocabulary)
    assert list(made.nodes) == ["start/principal", "start/say", "start/say-2"]


def test_nodes_come_in_reading_order(vocabulary):
    made = flow('  menu "a"\n    - "b"\n      say "c"\n    on timeout 5m\n      end\n  if n\n    say "d"\n', vocabulary)
    assert list(made.nodes) == ["start/menu", "start/say", "start/end", "start/if", "start/say-2"]


def test_positional_values_get_the_names_of_the_schema(vocabulary):
    made = node('  http POST "https://a.example" timeout=8s\n', vocabulary)
    assert made.params == {
        "method": Symbol("POST"),
        "url": Text(("https://a.example",)),
        "timeout": Literal(Duration("8s")),
    }
    assert made.args == ()
    assert made.named == frozenset()


def test_bare_words_read_as_the_parameter_asks(vocabulary):
    made = flow("  redirect ventas\n  redirect (area_elegida)\n  return valor\n  wait (un.rato)\n", vocabulary)
    values = [next(iter(one.params.values())) for one in made.nodes.values()]
    assert values == [Symbol("ventas"), Name("area_elegida"), Name("valor"), Attribute(Name("un"), "rato")]


def test_bare_words_in_lists_read_as_the_items_ask():
    kind = NodeKind(
        name="crm.marcar",
        title={},
        summary={},
        schema={"properties": {"tags": {"type": "array", "items": {"type": "string", "x-kind": "ref:tag"}}}},
    )
    made = node("  crm.marcar tags=[vip, urgente]\n", Vocabulary({"crm.marcar": kind}))
    assert made.params == {"tags": ListOf((Symbol("vip"), Symbol("urgente")))}


def test_the_rest_of_the_values_make_a_list(vocabulary):
    made = flow("", vocabulary, 'flow x\n  on keyword "menu" "inicio" -> start\n\nstart:\n  end\n')
    assert made.header.ports[0].params == {"words": ListOf((Text(("menu",)), Text(("inicio",))))}


def test_of_an_unknown_kind_everything_is_kept(vocabulary):
    made = node('  crm.buscar rut (rut) "a" as ficha campo=fono\n    on missing -> start\n', vocabulary)
    assert made.args == (Symbol("rut"), Name("rut"), Text(("a",)))
    assert made.params == {"campo": Symbol("fono")}
    assert (made.result, made.ports[0].name, made.ports[0].to) == ("ficha", "missing", Jump("start"))


def test_an_if_has_a_port_per_arm(vocabulary):
    made = node('  if a -> start\n  elif b\n    say "b"\n  else -> otro.inicio\n', vocabulary)
    assert [(port.name, port.guard, port.to) for port in made.ports] == [
        ("when", Name("a"), Jump("start")),
        ("when", Name("b"), None),
        ("else", None, Jump("inicio", "otro")),
    ]
    assert made.ports[1].body == ("start/say",)


def test_places_are_kept_for_every_value(vocabulary):
    made = node('  menu "¿Área?" as area style=buttons\n    retry = "otra"\n    - "a"\n', vocabulary)
    places = {name: (span.line, span.column, span.end_column) for name, span in made.spans.items()}
    assert places == {
        "kind": (4, 3, 7),
        "text": (4, 8, 16),
        "as": (4, 20, 24),
        "style": (4, 31, 38),
        "style=": (4, 25, 38),
        "retry": (5, 13, 19),
        "retry=": (5, 5, 19),
    }


def test_lines_that_stand_nowhere_are_kept(vocabulary):
    made = flow('  x = 1\n  - "a"\n  say "b"\n    say "c"\n    on error -> start\n', vocabulary)
    stray, say = made.nodes["start/-"], made.nodes["start/say"]
    assert (stray.kind, stray.params, [port.name for port in stray.ports]) == ("", {"x": Literal(1)}, ["option"])
    assert [(port.name, port.body) for port in say.ports] == [("", ("start/say-2",)), ("error", ())]


def test_a_parameter_that_comes_twice_is_kept_twice(vocabulary):
    made = node('  ask "a" retries=2 retries=3\n    retries = 4\n', vocabulary)
    assert list(made.params) == ["text", "retries", "retries#2", "retries#3"]
    assert list(made.block) == ["retries#3"]


def test_port_lines_named_like_something_else_are_not_that(vocabulary):
    made = node('  say "a"\n    on option -> start\n    on else -> start\n', vocabulary)
    assert [port.name for port in made.ports] == ["on option", "on else"]


def test_two_sections_of_one_name_share_no_node(vocabulary):
    made = flow('  say "a"\n\nstart:\n  say "b"\n', vocabulary)
    assert list(made.nodes) == ["start/say", "start/say-2"]
    assert [section.body for section in made.sections] == [("start/say",), ("start/say-2",)]


def test_a_document_without_a_header_is_a_flow_without_one(vocabulary):
    made = flow("", vocabulary, 'start:\n  say "a"\n')
    assert (made.header.kind, made.name) == ("", "")


def test_without_the_kind_of_the_first_line_it_still_has_a_name():
    made = compiler.compile(parse('flow mesa.ayuda "Mesa" algo=1\n\nstart:\n  x\n').document, Vocabulary({}))[0]
    assert (made.name, made.header.params["title"]) == ("mesa.ayuda", Text(("Mesa",)))


def test_moving_a_section_changes_no_edge(vocabulary, language):
    text = language.read((desk()), vocabulary).flow.text
    head, *sections = text.split("\n\n")
    moved = "\n\n".join([head, sections[0], *reversed([one.rstrip("\n") for one in sections[1:]])]) + "\n"
    before, after = (compiler.compile(parse(one).document, vocabulary)[0] for one in (text, moved))
    assert moved != text
    assert set(edges(before)) == set(edges(after))


def test_inserting_a_line_renames_no_node_that_waits_for_an_answer(vocabulary):
    lines = desk().splitlines()
    waiting = {name for name, one in flow("", vocabulary, desk()).nodes.items() if one.result}
    places = [
        index
        for index, line in enumerate(lines)
        if line.strip().startswith(("say", "ask", "->", "redirect", "menu", "call", "http", "set"))
    ]
    for index in places:
        pad = lines[index][: len(lines[index]) - len(lines[index].lstrip())]
        for new in ('say "nuevo"', 'ask "nuevo" as nuevo', "tag nuevo"):
            text = "\n".join([*lines[:index], pad + new, *lines[index:]])
            assert waiting <= set(flow("", vocabulary, text).nodes)
    assert len(places) > 18


def desk():

    return SERVICE_DESK
