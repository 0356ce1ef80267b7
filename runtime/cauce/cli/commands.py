"""The commands that come with Cauce, handed over by the same hook that strangers use."""

from __future__ import annotations

from cauce.hookspecs import hookimpl
from cauce.model.command import Command

COMMANDS = (
    Command(
        "new", {"es": "Crea un proyecto listo para usar", "en": "Make a project, ready to use"}, "cauce.cli.new:command"
    ),
    Command("check", {"es": "Revisa los flujos", "en": "Look for problems in flows"}, "cauce.cli.check:command"),
    Command(
        "fmt", {"es": "Da a los flujos su única forma", "en": "Give flows their one style"}, "cauce.cli.fmt:command"
    ),
    Command("test", {"es": "Corre las pruebas .chat", "en": "Run the .chat tests"}, "cauce.cli.test:command"),
    Command(
        "chat", {"es": "Conversa con un flujo aquí mismo", "en": "Talk to a flow right here"}, "cauce.cli.chat:command"
    ),
    Command("graph", {"es": "Dibuja un flujo", "en": "Draw a flow"}, "cauce.cli.graph:command"),
    Command(
        "explain", {"es": "Explica un código como E205", "en": "Explain a code like E205"}, "cauce.cli.explain:command"
    ),
    Command(
        "plugins", {"es": "Muestra qué plugins hay", "en": "Show which plugins there are"}, "cauce.cli.plugins:command"
    ),
    Command("run", {"es": "Atiende a la gente", "en": "Serve people"}, "cauce.cli.run:command"),
    Command(
        "migrate",
        {"es": "Actualiza la base de datos", "en": "Bring the database up to date"},
        "cauce.cli.migrate:command",
    ),
    Command("user", {"es": "Usuarios: quiénes trabajan aquí", "en": "Users: who works here"}, "cauce.cli.user:command"),
    Command(
        "parked",
        {"es": "Muestra lo que se apartó", "en": "Show what was set aside"},
        "cauce.cli.parked:command",
    ),
    Command(
        "completion",
        {"es": "Escribe el autocompletado de tu terminal", "en": "Write the completion of your shell"},
        "cauce.cli.completion:command",
    ),
    Command(
        "reference",
        {"es": "Escribe las páginas de referencia", "en": "Write the reference pages"},
        "cauce.cli.reference:command",
        hidden=True,
    ),
    Command(
        "types",
        {"es": "Escribe los tipos que usa la consola", "en": "Write the types that the console uses"},
        "cauce.cli.types:command",
        hidden=True,
    ),
    Command("version", {"es": "Dice la versión", "en": "Tell the version"}, "cauce.cli.version:command"),
)


@hookimpl
def register_commands() -> tuple[Command, ...]:
    """Hand over the commands that come with Cauce, in the order that the help shows them."""
    return COMMANDS
