"""What click finds wrong with a command line, in the language of the run and with a remedy."""

from __future__ import annotations

import re

import click
from click.exceptions import BadOptionUsage, BadParameter, MissingParameter, NoSuchCommand, NoSuchOption, UsageError

from cauce.cli.language import say
from cauce.model.similar import Similar

_EXTRA = re.compile(r"Got unexpected extra arguments? \((.+)\)")


def explain(error: click.ClickException) -> str:
    """Return what is wrong and what to do about it."""
    if not isinstance(error, UsageError):
        return error.format_message()
    called = error.ctx.command_path if error.ctx else "cauce"
    more = say({"es": "Mira «{called} --help».", "en": "See “{called} --help”."}, called=called)
    return f"{_tell(error)}\n  {more}"


def _tell(error: UsageError) -> str:
    match error:
        case NoSuchOption():
            return _no_such_option(error)
        case NoSuchCommand():
            return _no_such_command(error)
        case BadParameter():
            return _bad_parameter(error)
        case BadOptionUsage():
            return say({"es": "{name} necesita un valor", "en": "{name} needs a value"}, name=error.option_name)
    if extra := _EXTRA.search(error.message):
        return say({"es": "sobra: {extra}", "en": "too much: {extra}"}, extra=extra[1])
    return error.format_message()


def _no_such_option(error: NoSuchOption) -> str:
    known = [name for parameter in error.ctx.command.params for name in parameter.opts] if error.ctx else []
    near = Similar(known).find(error.option_name)
    told = say({"es": "no existe la opción {name}", "en": "there is no option {name}"}, name=error.option_name)
    return told + _guess(near)


def _no_such_command(error: NoSuchCommand) -> str:
    context = error.ctx
    group = context.command if context else None
    known = group.list_commands(context) if context and isinstance(group, click.Group) else []
    told = say({"es": "no existe el comando «{name}»", "en": "there is no command “{name}”"}, name=error.command_name)
    return told + _guess(Similar(known).find(error.command_name))


def _bad_parameter(error: BadParameter) -> str:
    if isinstance(error, MissingParameter):
        return say({"es": "falta {name}", "en": "{name} is missing"}, name=_name(error))
    kind = error.param.type if error.param else None
    if isinstance(kind, click.Choice):
        words = {"es": "{name} admite: {choices}", "en": "{name} takes: {choices}"}
        return say(words, name=_name(error), choices=", ".join(map(str, kind.choices)))
    return f"{_name(error)}: {error.message}"


def _name(error: BadParameter) -> str:
    if isinstance(error.param, click.Option):
        return max(error.param.opts, key=len)
    if isinstance(error.param, click.Argument) and error.ctx:
        return error.param.make_metavar(error.ctx)
    return ""


def _guess(near: str | None) -> str:
    return say({"es": "; ¿quisiste decir {near}?", "en": "; did you mean {near}?"}, near=near) if near else ""
