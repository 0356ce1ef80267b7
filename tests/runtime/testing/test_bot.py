"""A bot in one line, and a conversation with it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from cauce.context import Context, Failed
from cauce.declare import node
from cauce.hookspecs import hookimpl
from cauce.model.message import Inbound
from cauce.testing import Bot, Nobody, NoSuchOption, Unanswered, UnsoundFlows, make_project

ROOT = Path(__file__).parents[3]
ASK = """\
flow ask
  lang = en
  on timeout 10m -> late

start:
  menu "What?" as what
    - "Pay" -> pay
    - "Talk" -> talk

pay:
  http POST "https://bank.example/pay" as paid
    headers = {token: "{secret.bank}"}
    on error
      end "Sorry: {error.kind}"
  tag paid
  set contact.last=paid.id
  end "Paid {paid.id}" reason=paid

talk:
  redirect desk
    note = "Wants to talk"
    on closed
      end "Closed, {area_hours('desk')}"
    on done
      end "Bye"

late:
  end "Too late"
"""


@pytest.fixture
def ask():
    return Bot.of(ASK)


def test_the_sample_flows_are_one_line_away():
    bot = Bot.load(ROOT / "flows")
    assert bot.talk("hola")[0] == "Hola y bienvenida 👋 Soy el asistente de *Andina*."
    assert bot.flow == "mesa_ayuda"
    assert bot.press("Soporte técnico") == ["¿Qué servicio falla?\n1. Internet\n2. Televisión\n0. Volver"]


def test_one_file_is_one_flow_and_another_may_be_named():
    assert Bot.load(ROOT / "flows" / "encuesta.flow").begin() == ["¿Qué nota le pones a la atención, de 1 a 5?"]
    assert Bot.load(ROOT / "flows", flow="booking").talk("hi")[0].startswith("Welcome")


def test_a_conversation_tells_all_that_it_did(ask):
    assert ask.talk("hi") == ["What?\n1. Pay\n2. Talk"]
    assert ask.node == "start/what"
    assert [choice.title for choice in ask.options] == ["Pay", "Talk"]
    ask.given('http POST "https://bank.example/..." 201 {"id": "P-1"}')
    assert ask.press("1") == ["Paid P-1"]
    assert (ask.is_over, ask.reason, ask.node, ask.flow) == (True, "paid", "", "ask")
    assert ask.tags == {"paid"}
    assert ask.contact == {"last": "P-1"}
    assert ask.variables["what"] == "Pay"
    assert ask.request["headers"] == {"token": "<secret.bank>"}
    assert ("ask", "pay/tag", "next") in ask.walked
    assert ask.errors == []


def test_time_passes_when_told(ask):
    ask.talk("hi")
    before = ask.now
    assert ask.advance("9m") == []
    assert ask.advance(59) == []
    assert ask.advance(timedelta(seconds=1)) == ["Too late"]
    assert ask.now - before == timedelta(minutes=10)
    for wrong in ("soon", "done"):
        with pytest.raises(ValueError, match=wrong):
            ask.advance(wrong)


def test_areas_take_the_conversation_and_give_it_back(tmp_path):
    files = {"cauce.toml": "[areas.desk]\nhours = 'always'\n", "flows/ask.flow": ASK}
    make_project(tmp_path, files)
    bot = Bot.load(tmp_path / "flows", flow="ask")
    bot.talk("hi")
    assert bot.talk("talk") == []
    assert (bot.area, bot.note) == ("desk", "Wants to talk")
    assert bot.hand_back() == ["Bye"]
    assert bot.area is None
    assert bot.note == ""
    assert bot.hand_back() == []
    away = Bot.load(tmp_path / "flows", flow="ask").given("area desk closed", "contact.vip = true")
    away.talk("hi")
    assert away.talk("2") == ["Closed, always"]


def test_messages_go_in_and_come_out_whole(ask):
    (menu,) = ask.send(Inbound("hi"))
    assert [choice.key for choice in menu.choices] == ["1", "2"]


def test_what_a_test_forgot_is_told(ask):
    ask.talk("hi")
    with pytest.raises(NoSuchOption):
        ask.press("Sell")
    with pytest.raises(Unanswered, match=r"POST https://bank\.example/pay"):
        ask.talk("pay")
    with pytest.raises(ValueError, match=r"E503 .* did you mean “area”"):
        ask.given("aera desk closed")
    over = Bot.of("flow x\n\nstart:\n  end\n")
    assert over.talk("hi") == []
    with pytest.raises(Nobody):
        over.talk("again")


def test_flows_with_errors_are_refused_with_their_problems(tmp_path):
    with pytest.raises(UnsoundFlows, match="E205"):
        Bot.of("flow x\n\nstart:\n  sya\n")
    (tmp_path / "x.flow").write_text("flow x\n\nstart:\n  sya\n")
    with pytest.raises(UnsoundFlows) as refused:
        Bot.load(tmp_path)
    assert [each.code for each in refused.value.diagnostics] == ["E205"]


@node("crm.find", title="Find", ports={"missing": "Missing"}, result="File",
      schema={"type": "object", "x-positional": ["rut"], "properties": {"rut": {"type": "string"}}})  # fmt: skip
async def find(context: Context, rut: str) -> object:
    """Finds a client."""
    answer = await context.http.request("GET", f"https://crm.example/{rut}", {"key": context.secret("crm")})
    if answer.status == 404:
        return context.port("missing")
    if answer.status == 500:
        raise Failed("down", since="yesterday")
    return answer.body


@node("crm.guess", title="Guess", result="A number", schema={"type": "object"}, stub=4)
async def guess(_: Context) -> object:
    """Guesses."""
    raise AssertionError("a stub answers")


class Crm:
    @staticmethod
    @hookimpl
    def register_node_kinds():
        return [find, guess]


CRM = """\
flow crm

start:
  crm.find "7" as file
    on missing
      end "nobody"
    on error
      end "{error.kind} {error.since}"
  crm.guess as number
  end "{file.name} {number}"
"""


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ('http GET "https://crm.example/7" 200 {"name": "Ana"}', "Ana 4"),
        ('crm.find returns {"name": "Eva"}', "Eva 4"),
        ("http 404", "nobody"),
        ("crm.find port missing", "nobody"),
        ("http 500", "down yesterday"),
        ("http error timeout", "timeout"),
        ("http error refused", "unreachable"),
        ('crm.find error busy {"since": "noon"}', "busy noon"),
    ],
)
def test_plugins_kinds_really_run_with_the_systems_that_were_given(given, said):
    assert Bot.of(CRM, plugins=[Crm]).given(given).begin() == [said]


def test_a_stub_can_be_overruled():
    bot = Bot.of(CRM, plugins=[Crm]).given('http 200 {"name": "Ana"}', "crm.guess returns 9")
    assert bot.begin() == ["Ana 9"]


async def test_a_bot_talks_inside_a_running_event_loop_too():
    assert Bot.of(CRM, plugins=[Crm]).given("http 404").begin() == ["nobody"]
