"""`cauce chat`: talk to a flow in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cauce.cli import report, surface
from cauce.cli.surface import option
from cauce.errors import UsageError

if TYPE_CHECKING:
    from cauce.project import Project


@surface.command(
    "chat",
    "Conversa con un flujo aquí mismo\n\nFLUJO es su nombre o su archivo; sin nada, lo elige tu primer mensaje, "
    "como en la vida real. Escribe /help para ver las órdenes.",
    "Talk to a flow right here\n\nFLOW is its name or its file; with nothing, your first message picks it, "
    "as in real life. Write /help to see the commands.",
)
@click.argument("flow", required=False, metavar="[FLOW]")
@option(
    "--channel",
    default="web",
    es="Canal: web, whatsapp, text, o un transporte.",
    en="Channel: web, whatsapp, text, or a transport.",
)
@option("--at", "label", default=None, metavar="LABEL", es="Etiqueta donde empezar.", en="Label to begin at.")
@option(
    "--real",
    is_flag=True,
    es="Llama de verdad a los sistemas de fuera. Sin esto, te pregunta qué contestan.",
    en="Really call outside systems. Without this, you are asked what they answer.",
)
def command(*, flow: str | None, channel: str, label: str | None, real: bool) -> int:
    """Talk until the person has had enough; return the exit code."""
    from cauce.cli.rehearsal import Rehearsal
    from cauce.cli.terminal import converse

    project, name = open_flow(flow)
    unsound = [file for file in project.files if not file.is_sound]
    if unsound:
        report.write_text(unsound, err=True)
    rehearsal = Rehearsal(project, channel, real=real)
    if name and name not in rehearsal.cast.flows:
        return 1
    converse(rehearsal, name, label)
    return 0


def open_flow(flow: str | None) -> tuple[Project, str]:
    """Return the project with its flows read, and the name of the flow ("" for none). Raises UsageError."""
    from cauce.project import Project

    path = Path(flow) if flow else Path()
    if not flow or path.is_dir():
        project = Project.open(path)
        project.read(None if project.settings.flows_dir.is_dir() and not flow else [path])
        return project, ""
    project = Project.open(path if path.suffix else Path())
    if path.suffix in project.formats:
        (file,) = project.read([path])
        return project, file.flow.name if file.flow else path.stem
    project.read(None if project.settings.flows_dir.is_dir() else [Path()])
    return project, _known(project, flow)


def _known(project: Project, flow: str) -> str:
    from cauce.schemas import did_you_mean

    names = [file.flow.name for file in project.files if file.flow]
    if flow in names:
        return flow
    guess = did_you_mean(flow, names)
    raise UsageError(
        {"es": f"No hay ningún flujo «{flow}»{guess['es']}", "en": f"There is no flow “{flow}”{guess['en']}"}
    )
