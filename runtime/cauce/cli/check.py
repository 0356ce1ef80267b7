"""`cauce check`: look for problems in flows."""

from __future__ import annotations

from cauce.cli import flows, report, surface
from cauce.cli.surface import format_option, option


@surface.command(
    "check",
    "Revisa los flujos\n\nArchivos, carpetas o «-»; sin nada, la carpeta de flujos del proyecto. "
    "Sale con 1 si hay errores.",
    "Look for problems in flows\n\nFiles, folders or “-”; with nothing, the project's folder of flows. "
    "Exits with 1 where there are errors.",
)
@flows.paths_argument
@option("--strict", is_flag=True, es="Los avisos también fallan.", en="Warnings fail too.")
@format_option
def command(*, paths: tuple[str, ...], name: str, strict: bool, as_json: bool) -> int:
    """Check flows and return the exit code."""
    project = flows.open_project(paths)
    files = flows.read_flows(project, paths, name)
    (report.write_json if as_json else report.write_text)(files)
    return report.tally(files).code(strict=strict)
