"""Kinds of strangers: built into the engine, or run outside of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cauce.context import Context, Exit, Failed, Response, UnknownSecret, perform
from cauce.engine import limits
from cauce.engine.build import Build, Waiting
from cauce.engine.running import Running
from cauce.engine.step import Enter, Next
from cauce.model.message import Inbound
from cauce.model.node_kind import NodeKind, PortSpec, Waits
from cauce.model.run import Answer, Invoke
from cauce.model.vocabulary import Vocabulary
from cauce.nodes.http import KIND as HTTP
from engine_rig import VOCABULARY, Talk, library_of

WORDS = {"es": "x", "en": "x"}


def with_kinds(*kinds: NodeKind) -> Vocabulary:
    return replace(VOCABULARY, kinds={**VOCABULARY.kinds, **{kind.name: kind for kind in kinds}})


def doubled(build: Build) -> Enter:
    amount, follows, keep, much = build.value("amount"), build.follows, build.keep, build.exit("much")

    def enter(run: Running) -> Next:
        keep(run, amount(run) * 2)
        return (much(run) if amount(run) > 10 and much else None) or follows

    return enter


DOUBLE = NodeKind(
    name="x.double",
    title=WORDS,
    summary=WORDS,
    schema={
        "type": "object",
        "x-positional": ["amount"],
        "properties": {"amount": {"type": "number", "x-kind": "expr", "default": 4}},
    },
    ports={"much": PortSpec(WORDS)},
    result=WORDS,
    build=doubled,
)


def test_a_built_kind_uses_defaults_results_ports_and_guards() -> None:
    text = 'start:\n  x.double as a\n  x.double 20 as b\n    on much if a == 8 -> fin\n  end "no"\n\nfin:\n  end "{a} {b}"\n'
    talk = Talk(library_of(text, vocabulary=with_kinds(DOUBLE)))
    assert talk.said("hola") == ["8 40"]
    talk = Talk(library_of(text.replace("a == 8", "a == 9"), vocabulary=with_kinds(DOUBLE)))
    assert talk.said("hola") == ["no"]


def counted(build: Build) -> Waiting:
    def enter(run: Running) -> Next:
        run.park(build.step, 5)
        return None

    def reply(run: Running, message: Inbound) -> Next:
        build.keep(run, message.text * 2)
        return build.follows

    return Waiting(enter, reply=reply, answer=lambda *_: None)


def test_a_built_kind_may_wait_and_the_engine_knows_its_timeouts() -> None:
    kind = NodeKind("x.echo", WORDS, WORDS, {"type": "object"}, result=WORDS, waits=Waits.PERSON, build=counted)
    talk = Talk(
        library_of(
            'start:\n  x.echo as a\n    on timeout 1m -> fin\n  end "{a}"\n\nfin:\n  end "Zzz"\n',
            vocabulary=with_kinds(kind),
        )
    )
    assert talk.hear("hola") == ["= person start/a 5s"]
    assert talk.said("eco") == ["ecoeco"]
    talk.hear("hola")
    assert talk.play("@") == "@\n< Zzz\n* close end\n= over"


def test_a_kind_that_neither_waits_nor_leads_on_ends_the_conversation() -> None:
    kind = NodeKind("x.nothing", WORDS, WORDS, {"type": "object"}, build=lambda _: lambda _: None)
    talk = Talk(library_of('start:\n  x.nothing\n  say "a"\n', vocabulary=with_kinds(kind)))
    assert talk.hear("hola") == ["* close end", "= over"]


def test_a_kind_or_type_that_is_gone_is_an_error() -> None:
    talk = Talk(library_of('start:\n  crm.nada "a" as x\n    on error\n      end "{error.type}"\n', checked=False))
    assert talk.said("hola") == ["crm.nada"]
    talk = Talk(library_of('start:\n  ask "?" as x type=nada\n    on error\n      end "{error.type}"\n', checked=False))
    assert talk.said("hola", "x") == ["nada"]


def test_parameters_of_another_type_are_an_error() -> None:
    talk = Talk(
        library_of(
            'start:\n  set a=1\n  tag (a)\n    on error\n      end "{error.name} {error.expected} {error.found}"\n'
        )
    )
    assert talk.said("hola") == ["name text number"]


async def found(context: Context, rut: str, plazo: float = 0, campo: str = "") -> Any:
    if rut == "raise":
        raise LookupError("secret words")
    if rut == "fail":
        raise Failed("busy", retry=3)
    if rut == "os":
        raise OSError("no route")
    if rut == "slow":
        raise TimeoutError
    return {"rut": rut, "plazo": plazo, "campo": campo} if rut != "nobody" else context.port("missing", "nada")


FIND = NodeKind(
    name="crm.buscar",
    title=WORDS,
    summary=WORDS,
    schema={
        "type": "object",
        "required": ["rut"],
        "x-positional": ["rut"],
        "properties": {
            "rut": {"type": "string", "x-kind": "text", "x-secrets": True},
            "plazo": {"type": "string", "format": "duration", "default": "5s"},
            "campo": {"enum": ["email", "fono"], "default": "email"},
        },
    },
    ports={"missing": PortSpec(WORDS)},
    result=WORDS,
    run=found,
)
TEXT = """start:
  set r="1"
  crm.buscar "{answer}" as x campo=fono
    on missing
      end "no está {x}"
    on error
      end "{error.kind} {error.message} {error.retry}"
  end "{x.rut} {x.plazo} {x.campo}"
"""


class NoHttp:
    async def request(self, *_: Any, **__: Any) -> Response:
        raise OSError("no way out")


def asked(talk: Talk) -> Invoke:
    [invoke] = [effect for effect in talk.last.effects if isinstance(effect, Invoke)]
    return invoke


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("7", "7 5 fono"),
        ("nobody", "no está nada"),
        ("raise", "failed LookupError "),
        ("fail", "busy  3"),
        ("os", "unreachable no route "),
        ("slow", "timeout  "),
    ],
)
async def test_a_remote_kind_is_invoked_performed_and_resumed(said: str, text: str) -> None:
    library = library_of('flow caso\n  triggers = ["*"]\n\n' + TEXT, vocabulary=with_kinds(FIND))
    talk = Talk(library)
    lines = talk.hear(said)
    assert lines[-1] == f"= answer start/x {limits.ANSWER_SECONDS:g}s"
    talk.wake(await perform(FIND, asked(talk), Context(NoHttp())))
    assert [line[2:] for line in lines_said(talk)] == [text.rstrip()]


def lines_said(talk: Talk) -> list[str]:
    from engine_rig import lines_of

    return [line for line in lines_of(talk.last) if line.startswith("<")]


async def test_secrets_are_put_in_only_when_the_kind_runs() -> None:
    invoke = Invoke("n", "crm.buscar", 1, {})
    library = library_of('start:\n  crm.buscar "a{secret.k}" as x\n', vocabulary=with_kinds(FIND))
    talk = Talk(library)
    talk.hear("hola")
    invoke = asked(talk)
    assert "hidden" not in repr(invoke)
    given = {}

    async def run(_: Context, rut: str, **__: Any) -> dict[str, str]:
        given["rut"] = rut
        return {"rut": rut}

    answer = await perform(replace(FIND, run=run), invoke, Context(NoHttp(), secret={"k": "hidden"}.__getitem__))
    assert (given["rut"], answer.value) == ("ahidden", {"rut": "a•••"})
    refused = await perform(FIND, invoke, Context(NoHttp()))
    assert refused.error == {"kind": "secret", "message": "k"}
    with pytest.raises(UnknownSecret):
        Context(NoHttp()).secret("k")


async def test_a_kind_that_hangs_is_left_by_error(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang(_: Context) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(limits, "ANSWER_SECONDS", 0.01)
    answer = await perform(replace(FIND, run=hang), Invoke("n", "k", 3, {}), Context(NoHttp()))
    assert answer == Answer(3, "error", error={"kind": "timeout"})


class OneAnswer:
    def __init__(self, response: Response) -> None:
        self.response = response
        self.asked: dict[str, Any] = {}

    async def request(self, method: str, url: str, **options: Any) -> Response:
        self.asked = {"method": method, "url": url, **options}
        return self.response


async def test_http_gives_the_body_of_good_answers_and_leaves_by_error_with_others() -> None:
    params = {"method": "POST", "url": "https://a.example/", "headers": {"n": 1}, "json": {"a": 1}, "timeout": 2.0}
    http = OneAnswer(Response(201, body={"id": 1}))
    assert await perform(HTTP, Invoke("n", "http", 1, params), Context(http)) == Answer(1, "", {"id": 1})
    assert http.asked == {**params, "headers": {"n": "1"}}
    bad = await perform(HTTP, Invoke("n", "http", 1, params), Context(OneAnswer(Response(503, body="no"))))
    assert bad.error == {"kind": "status", "status": 503, "body": "no"}
    assert Context.port("x", 1) == Exit("x", 1)


def test_what_a_kind_returns_must_be_a_value() -> None:
    library = library_of(
        'start:\n  crm.buscar "1" as x\n    on error\n      end "{error.code}"\n', vocabulary=with_kinds(FIND)
    )
    for value, code in ((object(), "E418"), (b"x", "E418"), ("a" * 70_000, "E403"), (nested(80), "E409")):
        talk = Talk(library)
        talk.hear("hola")
        talk.wake(Answer(1, value=value))
        assert [line[2:] for line in lines_said(talk)] == [code]
    for value in ((1, 2), {1: timedelta(1)}, {"a"}, None):
        talk = Talk(library)
        talk.hear("hola")
        assert talk.wake(Answer(1, value=value)) == ["* close end", "= over"]


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value
