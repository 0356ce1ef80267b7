"""`cauce reference`: write the reference pages, or tell which are out of date."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from cauce import reference
from cauce.cli import surface
from cauce.cli.language import LANGUAGES, lang, say, speak
from cauce.cli.surface import option
from cauce.plugin_manager import PluginManager
from cauce.project import Project

_TITLE = {"es": "Línea de comandos", "en": "Command line"}
_INTRO = {
    "es": """Códigos de salida: 0 todo bien, 1 problemas en lo que se miró, 2 mal uso.

Los mensajes van en español o inglés: `--lang`, `CAUCE_LANG`, el idioma del sistema; si nada lo dice, español. Hay colores
solo en una terminal, y no si está `NO_COLOR`.

Con `--json` (o `--format json`) el resultado es un objeto, y sus claves no cambian de una versión a otra. Cada
diagnóstico tiene `file line column end_line end_column severity code message hint`; líneas y columnas cuentan desde 1, el
final es exclusivo, y 0 es que no tiene lugar en el texto. `check`: `diagnostics files errors warnings`. `fmt`:
`files changed written diagnostics`. `plugins`: `plugins`, cada uno con `name origin place version hooks brings`.
`explain CODE`: `code title explanation wrong right`; sin código, `codes`.""",
    "en": """Exit codes: 0 fine, 1 problems in what was looked at, 2 wrong use.

Messages are in Spanish or English: `--lang`, `CAUCE_LANG`, the language of the system; where nothing says so, Spanish.
There are colours on a terminal only, and not where `NO_COLOR` is set.

With `--json` (or `--format json`) the result is one object, whose keys stay the same from version to version. Each
diagnostic has `file line column end_line end_column severity code message hint`; lines and columns count from 1, the
end is exclusive, and 0 means that it has no place in the text. `check`: `diagnostics files errors warnings`. `fmt`:
`files changed written diagnostics`. `plugins`: `plugins`, each with `name origin place version hooks brings`.
`explain CODE`: `code title explanation wrong right`; without a code, `codes`.""",
}


@surface.command(
    "reference",
    "Escribe las páginas de referencia de lo que hay instalado",
    "Write the reference pages of what is installed",
)
@option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("docs/reference"),
    es="Carpeta de las páginas; las de español, en su carpeta «es».",
    en="Folder of the pages; those in Spanish go into its folder “es”.",
)
@option(
    "--check",
    is_flag=True,
    es="No escribe; sale con 1 si algo cambiaría.",
    en="Writes nothing; exits with 1 if anything would change.",
)
def command(*, out: Path, check: bool) -> int:
    """Write or check the pages and return the exit code."""
    stale = [(path, text) for path, text in all_pages(Project.open(Path.cwd()).plugins, out) if _differs(path, text)]
    for path, text in stale:
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        click.echo(path)
    if check and stale:
        click.echo(say({"es": "Corre «cauce reference».", "en": "Run “cauce reference”."}), err=True)
    return 1 if check and stale else 0


def all_pages(plugins: PluginManager, out: Path) -> Iterable[tuple[Path, str]]:
    """Yield every page in every language, with the file that it belongs in."""
    spoken = lang()
    for language in LANGUAGES:
        speak(language)
        folder = out if language == "en" else out / language
        pages = reference.pages(plugins, language)
        pages["command-line.md"] = reference.page(_TITLE, _INTRO, _commands(plugins), language)
        yield from ((folder / name, text) for name, text in pages.items())
    speak(spoken)


def _commands(plugins: PluginManager) -> Iterable[str]:
    from cauce.cli.group import cauce, import_command

    with click.Context(cauce, info_name="cauce") as outer:
        for name, registered in plugins.commands.items():
            if registered.hidden:
                continue
            loaded = import_command(registered)
            with click.Context(loaded, info_name=name, parent=outer, terminal_width=80) as inner:
                inner.formatter_class = surface.Formatter
                yield from (f"## cauce {name}", "", "```", loaded.get_help(inner), "```", "")


def _differs(path: Path, text: str) -> bool:
    return not path.is_file() or path.read_text(encoding="utf-8") != text
