"""`cauce chat`: a conversation in the terminal, driven through standard input."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

FLOW = """\
flow tienda
  lang = es
  triggers = ["hola"]
  on timeout 1h -> fin

start:
  menu "¿Qué?" as que style=buttons
    - "Comprar" -> comprar
    - "Hablar" -> persona
    - "Nada" key=0 -> fin

comprar:
  http POST "https://tienda.example/pedidos" as pedido
    json = {que: que, clave: "{secret.tienda}"}
    on error
      say "No se pudo: {error.kind}"
      -> persona
  set contact.ultimo=pedido.id
  say "Pedido {pedido.id}"
  wait 3s
  say "En camino"
  wait 2h
  end "Entregado"

persona:
  redirect mesa
    note = "quiere hablar"
    on closed
      end "Cerrado: {area_hours('mesa')}"
    on done -> fin

fin:
  end "Chao"
"""
MENU = "< ¿Qué?\n  [1 Comprar]  [2 Hablar]  [0 Nada]\n"


@pytest.fixture
def tienda(write):
    """A project with one flow."""
    write("cauce.toml", '[areas.mesa]\nhours = "siempre"\n')
    return write("flows/tienda.flow", FLOW)


@pytest.fixture
def chat(cauce, tienda):
    """A function that has a chat and returns what was shown."""

    def run(*lines, flow="tienda", options=()):
        done = cauce("chat", *([flow] if flow else []), *options, given="".join(f"{line}\n" for line in lines))
        assert (done.code, done.err) == (0, "")
        return done.out

    return run


def test_the_flow_greets_and_goes_on(chat):
    out = chat("[Comprar]", '201 {"id": 7}')
    assert "Conversas con tienda (web). Son las 2026-03-02 10:00." in out
    assert MENU in out
    assert 'El flujo llama: POST https://tienda.example/pedidos {"que": "Comprar", "clave": "<secret.tienda>"}' in out
    assert "< Pedido 7\n  (pasan 3 s)\n< En camino\n  El flujo espera: /clock +2h\n" in out


def test_the_first_message_picks_the_flow_where_none_is_named(chat):
    assert MENU in chat("Hola!", flow=None)
    assert "Ningún flujo contesta a eso" in chat("qué", flow=None)
    assert "Chao\n  Fin (end)." in chat("hola", "0", flow=None)


def test_menus_look_as_on_the_channel(chat):
    assert "< ¿Qué?\n  1. Comprar\n  2. Hablar\n  0. Nada\n" in chat(options=["--channel", "text"])
    assert MENU in chat(options=["--channel", "whatsapp"])


def test_the_clock_moves_when_told(chat):
    assert "< Chao" not in chat("/clock +59m")
    assert "< Chao" in chat("/clock +59m", "/clock 1m")
    out = chat("/clock", "/clock mañana")
    assert "  2026-03-02 10:00:00\n" in out
    assert "Se escribe /clock +2h" in out


def test_areas_close_and_give_back(chat):
    out = chat("2", "¿hola?", "/done")
    assert "La atiende el área mesa: quiere hablar. /done la devuelve al flujo." in out
    assert out.endswith("< Chao\n  Fin (end).\n")
    assert "< Cerrado: siempre" in chat("/area mesa closed", "2")
    assert "< Cerrado: tardes" in chat('/given area mesa closed hours "tardes"', "2")


def test_wrong_commands_get_a_suggestion(chat):
    out = chat(
        "/clok +1h",
        "/goto comrar",
        "/area meza closed",
        "/area",
        "/given at comprar",
        "[Vender]",
        "(imagen) x",
        "/save",
    )
    for told in (
        "No conozco /clok; ¿quisiste decir «clock»?",
        "No hay ninguna etiqueta «comrar»; ¿quisiste decir «comprar»?",
        "E515 no existe el área «meza»",
        "E504",
        "/goto ETIQUETA",
        "Ese botón no está en pantalla. Hay: [1] Comprar",
        "E511",
        "Se escribe /save ARCHIVO.chat",
    ):
        assert told in out, told


def test_goto_jumps_and_lists_labels(chat):
    out = chat("/goto", "/goto persona", "/goto tienda.start", "", "/quit", "2")
    assert "  start, comprar, persona, fin\n" in out
    assert "La atiende el área mesa" in out
    assert out.endswith(MENU), "nothing is taken after /quit"
    assert "La atiende el área mesa" in chat(options=["--at", "persona"])


def test_state_tells_what_the_flow_knows(chat):
    out = chat("1", '{"id": 7}', "", "/state")
    for told in (
        "paso         comprar/wait-2",
        "flujo        tienda",
        '"ultimo": ',
        "área mesa    open siempre",
        "vence        2026-03-02 12:00:03",
    ):
        assert told in out, out


def test_help_names_every_command(chat):
    from cauce.cli.slash import COMMANDS

    out = chat("/help")
    assert [name for name in COMMANDS if f"/{name}" not in out] == []
    assert "Let time pass." in chat("/help", options=["--lang", "en"])


def test_reset_begins_anew(chat):
    out = chat("0", "/reset", "/state")
    assert out.count(MENU) == 2
    assert "paso         start/que" in out
    assert "paso         -" in chat("hola", "/reset", "/state", flow=None)


def test_what_is_saved_passes(chat, cauce, folder):
    out = chat(
        "no sé", "1", "error timeout", "/save flows/tienda.chat la tienda no responde", "/reset", "/area mesa closed", "2", "/save flows/tienda",
        "/goto comprar", '201 {"id": 7}', "/clock +2h", "/save flows/tienda.chat", "/save otro.chat",
    )  # fmt: skip
    assert "Guardado en flows/tienda.chat: «la tienda no responde» pasa." in out
    assert "Guardado en flows/tienda.chat: «2» pasa." in out
    assert "Guardado en flows/tienda.chat: «conversación» pasa." in out
    assert "Guardado en otro.chat: «conversación» pasa." in out
    assert cauce("test", "flows").code == 0
    text = (folder / "flows" / "tienda.chat").read_text()
    assert 'given http POST "https://tienda.example/pedidos" error timeout\n> 1\n' in text
    assert "given at comprar\n" in text
    assert "@ 2h\n< Entregado\n= end reason=end\n" in text
    assert "given flow tienda\n" in (folder / "otro.chat").read_text()


def test_a_saved_first_message_is_saved_with_its_trigger(chat, folder):
    out = chat(
        "hola", '/given contact.name = "Ana"', "0", "/save x.chat", "/save x.chat", "/save nowhere/x.chat", flow=None
    )
    assert out.count("pasa.") == 2
    assert (folder / "x.chat").read_text().startswith('test "hola"\ngiven triggers\n> hola\n')
    assert 'test "hola 2"' in (folder / "x.chat").read_text()
    assert "nowhere/x.chat" in out.splitlines()[-1]


def test_a_transcript_with_problems_is_not_said_to_pass(chat, write):
    write("flows/tienda.chat", 'test "roto"\nhola\n')
    assert "pero «conversación» no pasa" in chat("/save flows/tienda.chat")


def test_the_input_may_end_while_an_answer_is_asked_for(chat):
    assert chat("1").endswith('"clave": "<secret.tienda>"}\n')
    assert "El flujo llama" in chat(options=["--at", "comprar"])


def test_input_and_files_that_are_no_text_are_told(cauce, tienda, write):
    write("flows/otra.chat", b"\xff")
    done = cauce("chat", "tienda", given=b"/save flows/otra.chat\n\xff\n")
    assert (done.code, done.err) == (2, "cauce: Lo que llega por la entrada no está en UTF-8.\n")
    done = cauce("chat", "tienda", given="/save flows/otra.chat\n")
    assert (done.code, "E602" in done.out) == (0, True)


def test_trouble_in_the_flow_is_told(chat, write):
    write("flows/rota.flow", 'flow rota\n\nstart:\n  say "{1 / 0}"\n')
    assert "! E405 start/say: " in chat(flow="rota")


def test_plugins_kinds_ask_what_the_systems_they_call_answer(chat, write):
    write("cauce.toml", '[plugins]\nfiles = ["plugins/crm.py"]\n')
    write(
        "plugins/crm.py",
        "from cauce.declare import node\nfrom cauce.hookspecs import hookimpl\n\n\n"
        '@node("crm.find", title="Find", result="File", schema={"type": "object"})\n'
        "async def find(context):\n"
        '    "Finds."\n'
        '    return (await context.http.request("GET", "https://crm.example/")).body\n\n\n'
        "@hookimpl\ndef register_node_kinds():\n    return [find]\n",
    )
    write("flows/crm.flow", 'flow crm\n\nstart:\n  crm.find as file\n  end "{file.name}"\n')
    out = chat("que", '200 {"name": "Ana"}', flow="crm")
    assert "El flujo llama: crm.find {}" in out
    assert "E50" in out, "what is no answer is asked for again"
    assert "< Ana" in out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("tiendo",), "¿quisiste decir «tienda»?"),
        (("flows/nada.flow",), "flows/nada.flow"),
        (("tienda", "--channel", "wats"), "No conozco el canal «wats»"),
    ],
)
def test_wrong_use_ends_with_2(cauce, tienda, arguments, told):
    done = cauce("chat", *arguments)
    assert done.code == 2
    assert told in done.err


def test_a_flow_with_errors_is_told_and_not_begun(cauce, tienda, write):
    write("flows/mala.flow", "flow mala\n\nstart:\n  sya\n")
    done = cauce("chat", "flows/mala.flow")
    assert done.code == 1
    assert "E205" in done.err
    assert MENU in cauce("chat", "tienda").out, "the others can be talked to"


def test_a_folder_is_enough(cauce, write):
    write("uno/hola.flow", FLOW.replace("tienda", "hola"))
    assert MENU in cauce("chat", "uno", given="hola\n").out
    assert MENU in cauce("chat", "uno/hola.flow").out


def test_the_real_systems_are_called_only_when_asked_to(cauce, tienda, monkeypatch):
    monkeypatch.setenv("TIENDA", "s3cret")
    tienda.with_name("..").resolve()
    Path("cauce.toml").write_text('[areas.mesa]\n[secrets]\ntienda = "env:TIENDA"\n')
    tienda.write_text(FLOW.replace("https://tienda.example", "http://127.0.0.1:9"))
    done = cauce("chat", "tienda", "--real", given="1\n/save x.chat\n")
    assert 'Llamando: POST http://127.0.0.1:9/pedidos {"que": "Comprar", "clave": "<secret.tienda>"}' in done.out
    assert "< No se pudo: " in done.out
    assert "«1» pasa." in done.out


def test_what_the_project_allows_is_reached_for_real_and_nothing_else(cauce, tienda, monkeypatch):
    class Shop(BaseHTTPRequestHandler):
        def do_POST(self):
            self.send_response(500)
            self.end_headers()

        def log_message(self, *_):
            pass

    monkeypatch.setenv("TIENDA", "s3cret")
    with ThreadingHTTPServer(("127.0.0.1", 0), Shop) as server:
        threading.Thread(target=server.serve_forever).start()
        where = f"127.0.0.1:{server.server_port}"
        tienda.write_text(
            FLOW.replace("https://tienda.example", f"http://{where}").replace("No se pudo", "No se pudo {error.kind}")
        )
        for allowed, told in (("127.0.0.1:1", "unreachable"), (where, "status")):
            Path("cauce.toml").write_text(
                f'[areas.mesa]\n[secrets]\ntienda = "env:TIENDA"\n[egress]\nallow = ["{allowed}"]\n'
            )
            assert f"No se pudo {told}" in cauce("chat", "tienda", "--real", given="1\n").out
        server.shutdown()


def test_changes_of_the_flow_are_taken_up(tienda, folder, capfd):
    from cauce.cli.rehearsal import Rehearsal
    from cauce.project import Project

    project = Project.open(folder)
    project.read()
    rehearsal = Rehearsal(project, "web", real=False)
    rehearsal.open("tienda", None)

    def after(text, line):
        tienda.write_text(text)
        os.utime(tienda, ns=(next(times), 0))
        assert rehearsal.take(line)
        return capfd.readouterr().out

    times = iter(range(1, 10))
    assert MENU in capfd.readouterr().out
    out = after(FLOW.replace('"¿Qué?"', '"¿Qué quieres?"'), "xyz")
    assert "los flujos cambiaron" in out
    assert "< ¿Qué quieres?" in out
    out = after(FLOW.replace("menu", "manu"), "xyz")
    assert "E205" in out
    assert "Sigo con la última versión buena" in out
    assert "< ¿Qué quieres?" in out, "the conversation goes on"
    out = after(FLOW.replace("as que ", "").replace("que: que", "que: 1"), "0")
    assert "ya no existe; empiezo de nuevo" in out
    assert "< Chao" in out
    (folder / "flows" / "otra.flow").write_text("flow otra\n\nstart:\n  end\n")
    assert "los flujos cambiaron" in after(tienda.read_text(), "")
    tienda.unlink()
    assert rehearsal.take("hola")


def test_on_a_terminal_it_prompts_and_ctrl_c_is_clean(tienda, folder):
    main, side = pty.openpty()
    environment = {**os.environ, "CAUCE_LANG": "es", "TERM": "xterm"}
    command = [sys.executable, "-m", "cauce", "chat", "tienda"]
    with subprocess.Popen(command, cwd=folder, stdin=side, stdout=side, stderr=side, env=environment) as process:
        try:
            os.close(side)
            seen = _read_until(main, b"> ")
            while not select.select([main], [], [], 1)[0]:  # readline hears it only once it really listens
                process.send_signal(signal.SIGINT)
            seen += _read_until(main, b"Hasta luego.")
            assert process.wait(10) == 0
        finally:
            process.kill()
    os.close(main)
    assert b"Traceback" not in seen


def _read_until(terminal, wanted, seconds=15.0):
    """Return what a terminal shows up to some bytes. Fails where they do not come in time."""
    seen, end = b"", time.monotonic() + seconds
    while wanted not in seen:
        ready, _, _ = select.select([terminal], [], [], max(0, end - time.monotonic()))
        assert ready, seen
        seen += os.read(terminal, 4096)
    return seen


def test_a_message_is_drawn_as_its_channel_shows_it():
    from cauce.cli.bubbles import bubble
    from cauce.model.message import Choice, Media, Outbound

    assert bubble(Outbound("Planes", media=Media("file", "https://a/p.pdf", name="p.pdf"))) == [
        "📎 file: p.pdf", "   https://a/p.pdf", "Planes",
    ]  # fmt: skip
    assert bubble(Outbound(template={"name": "aviso"})) == ["▤ aviso"]
    many = tuple(Choice(str(number), "x" * 20, str(number)) for number in range(4))
    assert len(bubble(Outbound("", many, "buttons"))) == 2
    assert bubble(Outbound("¿?", many[:1], "list"))[2] == "│  0  " + "x" * 20
