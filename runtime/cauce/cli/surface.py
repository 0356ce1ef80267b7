"""What commands are made of: click's classes, speaking the language of the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

import click

from cauce.cli.language import LANGUAGES, lang, say
from cauce.model.node_kind import Words

Function = TypeVar("Function", bound=Callable[..., Any])

_SPANISH = {
    "Usage: ": "Uso: ",
    "Options": "Opciones",
    "Commands": "Comandos",
    "Arguments": "Argumentos",
    "[OPTIONS]": "[OPCIONES]",
    "COMMAND [ARGS]...": "COMANDO [ARGUMENTOS]...",
}


def _spanish(text: str) -> str:
    if lang() != "es":
        return text
    for english, spanish in _SPANISH.items():
        text = text.replace(english, spanish)
    return text


class Formatter(click.HelpFormatter):
    """Help pages with their headings in the language of the run."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        super().write_usage(prog, _spanish(args), _spanish(prefix or "Usage: "))

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        """Open a section under its heading."""
        with super().section(_spanish(name)):
            yield


class Context(click.Context):
    """A context that writes help in the language of the run."""

    formatter_class = Formatter


class Command(click.Command):
    """A command whose help is given by language: `words`, with the first line as its summary."""

    context_class = Context

    def __init__(self, *args: Any, words: Words, **more: Any) -> None:
        super().__init__(*args, **more)
        self.words = words

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the text of the help page."""
        self.help = say(self.words)
        super().format_help_text(ctx, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - a summary is never cut
        """Return the line for lists of commands."""
        return say(self.words).partition("\n")[0]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return `--help`, told in the language of the run."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = say({"es": "Muestra esta ayuda.", "en": "Show this help."})
        return option


class Option(click.Option):
    """An option whose help is given by language."""

    def __init__(self, *args: Any, words: Words, **more: Any) -> None:
        super().__init__(*args, **more)
        self.words = words

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option's line of the help page."""
        self.help = say(self.words)
        return super().get_help_record(ctx)


def command(name: str, es: str, en: str) -> Callable[[Callable[..., Any]], Command]:
    """Make a command of a function; it takes `--lang` besides its own options."""

    def make(function: Callable[..., Any]) -> Command:
        return click.command(name, cls=Command, words={"es": es, "en": en})(lang_option(function))

    return make


def option(*names: str, es: str, en: str, **more: Any) -> Callable[[Function], Function]:
    """Add an option to a command."""
    return click.option(*names, cls=Option, words={"es": es, "en": en}, **more)


def lang_option(function: Function) -> Function:
    """Add `--lang`. Its value was looked at before parsing; here it is only checked."""
    return option(
        "--lang",
        type=click.Choice(LANGUAGES),
        expose_value=False,
        es="Idioma de los mensajes (también CAUCE_LANG).",
        en="Language of the messages (CAUCE_LANG too).",
    )(function)


def format_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--format text|json` and its short form `--json`; the function gets `as_json`."""

    @option(
        "--format",
        "written",
        type=click.Choice(("text", "json")),
        default="text",
        es="Cómo se escribe el resultado.",
        en="How the result is written.",
    )
    @option("--json", "short", is_flag=True, es="Lo mismo que --format json.", en="The same as --format json.")
    @wraps(function)
    def told(*args: Any, written: str, short: bool, **more: Any) -> Any:
        return function(*args, as_json=short or written == "json", **more)

    return told
