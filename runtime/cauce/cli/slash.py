"""The slash commands of `cauce chat`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cauce.cli.language import say
from cauce.errors import CauceError
from cauce.model.node_kind import Words
from cauce.schemas import did_you_mean
from cauce.transcript import reading
from cauce.transcript.files import SUFFIX
from cauce.transcript.script import Elapse, Person

if TYPE_CHECKING:
    from cauce.cli.rehearsal import Rehearsal


@dataclass(frozen=True, slots=True)
class Slash:
    """A slash command: how it is written, what it does, and the function that does it; False ends the chat."""

    form: str
    summary: Words
    act: Callable[[Rehearsal, str], bool | None]


def obey(rehearsal: Rehearsal, text: str) -> bool:
    """Do what a slash command says. False ends the chat."""
    name, _, rest = text.strip().partition(" ")
    command = COMMANDS.get(name)
    if command is None:
        guess = did_you_mean(name, COMMANDS)
        _tell({"es": f"No conozco /{name}{guess['es']}", "en": f"I do not know /{name}{guess['en']}"})
        return True
    try:
        return command.act(rehearsal, rest.strip()) is not False
    except CauceError as error:
        _tell(error.words)
        return True


def _tell(words: Words) -> None:
    click.echo(f"  {say(words)}")


def _help(_: Rehearsal, __: str) -> None:
    for command in COMMANDS.values():
        click.echo(f"  {command.form:<24} {say(command.summary)}")
    _tell(
        {
            "es": "[2] o [Ventas] pulsa un botón; (image) foto.jpg manda una foto.",
            "en": "[2] or [Sales] presses a button; (image) photo.jpg sends a picture.",
        }
    )


def _state(rehearsal: Rehearsal, _: str) -> None:
    stage, world = rehearsal.stage, rehearsal.stage.world
    rows: list[tuple[Words, Any]] = [
        ({"es": "paso", "en": "step"}, stage.node or stage.reason or "-"),
        ({"es": "flujo", "en": "flow"}, stage.current or "-"),
        ({"es": "hora", "en": "time"}, f"{world.now:%Y-%m-%d %H:%M:%S}"),
        ({"es": "vence", "en": "due"}, f"{stage.due:%Y-%m-%d %H:%M:%S}" if stage.due and stage.state else "-"),
        ({"es": "contacto", "en": "contact"}, world.contact),
        ({"es": "variables", "en": "variables"}, stage.variables),
        ({"es": "etiquetas", "en": "tags"}, ", ".join(sorted(stage.tags)) or "-"),
    ]
    rows += [
        ({"es": f"área {name}", "en": f"area {name}"}, f"{'open' if area.open else 'closed'} {area.hours}".strip())
        for name, area in world.areas.items()
    ]
    for words, value in rows:
        told = json.dumps(dict(value), ensure_ascii=False, default=str) if isinstance(value, Mapping) else value
        click.echo(f"  {say(words):<12} {told}")


def _goto(rehearsal: Rehearsal, label: str) -> None:
    if label:
        rehearsal.goto(label)
        return
    flow = rehearsal.cast.flows.get(rehearsal.stage.current or rehearsal.flow)
    click.echo("  " + ", ".join(section.label for section in flow.sections) if flow else "  -")


def _clock(rehearsal: Rehearsal, length: str) -> None:
    if not length:
        click.echo(f"  {rehearsal.stage.world.now:%Y-%m-%d %H:%M:%S}")
        return
    step = reading.read_step(f"@ {length.removeprefix('+').strip()}")
    if isinstance(step, Elapse):
        rehearsal.elapse(step.seconds)
    else:
        _tell(
            {
                "es": "Se escribe /clock +2h, /clock +10m, /clock +1d.",
                "en": "Write /clock +2h, /clock +10m, /clock +1d.",
            }
        )


def _save(rehearsal: Rehearsal, rest: str) -> None:
    file, _, name = rest.partition(" ")
    if not file:
        _tell({"es": "Se escribe /save ARCHIVO.chat [qué se prueba].", "en": "Write /save FILE.chat [what is tested]."})
        return
    path = Path(file)
    first = next((step.text for step in rehearsal.recorder.steps if isinstance(step, Person) and step.text), "")
    default = first.split("\n")[0] or say({"es": "conversación", "en": "conversation"})
    rehearsal.save(path if path.suffix == SUFFIX else Path(f"{file}{SUFFIX}"), name.strip() or default)


def _reset(rehearsal: Rehearsal, _: str) -> None:
    rehearsal.reset()


def _area(rehearsal: Rehearsal, rest: str) -> None:
    rehearsal.give(f"area {rest}")


def _given(rehearsal: Rehearsal, rest: str) -> None:
    rehearsal.give(rest)


def _done(rehearsal: Rehearsal, _: str) -> None:
    rehearsal.hand_back()


def _quit(_: Rehearsal, __: str) -> bool:
    return False


COMMANDS: Mapping[str, Slash] = {
    "help": Slash("/help", {"es": "Muestra esta ayuda.", "en": "Show this help."}, _help),
    "state": Slash(
        "/state",
        {"es": "Dónde está el flujo y qué sabe.", "en": "Where the flow stands and what it knows."},
        _state,
    ),
    "goto": Slash(
        "/goto LABEL",
        {"es": "Salta a una etiqueta (o a flujo.etiqueta).", "en": "Jump to a label (or to flow.label)."},
        _goto,
    ),
    "clock": Slash("/clock +2h", {"es": "Deja pasar el tiempo.", "en": "Let time pass."}, _clock),
    "area": Slash("/area mesa closed", {"es": "Abre o cierra un área.", "en": "Open or close an area."}, _area),
    "given": Slash(
        '/given contact.plan = "oro"',
        {"es": "Cambia el mundo, como «given» en un test.", "en": "Change the world, as “given” in a test."},
        _given,
    ),
    "done": Slash(
        "/done",
        {"es": "El área devuelve la conversación.", "en": "The area gives the conversation back."},
        _done,
    ),
    "save": Slash(
        "/save FILE.chat [name]",
        {"es": "Guarda la conversación como test.", "en": "Keep the conversation as a test."},
        _save,
    ),
    "reset": Slash("/reset", {"es": "Empieza de nuevo.", "en": "Begin anew."}, _reset),
    "quit": Slash("/quit", {"es": "Termina.", "en": "Leave."}, _quit),
}
