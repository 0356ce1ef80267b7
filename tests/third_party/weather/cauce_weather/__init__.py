"""The weather for Cauce: a node kind, an answer type, a fact, a command and a transport."""

from __future__ import annotations

from typing import Any

from cauce import AnswerType, Command, Fact, Inbound, NodeKind, Transport, hookimpl, node

CITIES = {"santiago": "18 °C, despejado", "valdivia": "9 °C, lluvia"}


@node(
    "weather.today",
    title={"es": "El tiempo de hoy", "en": "Today's weather"},
    summary={"es": "Dice qué tiempo hace en una ciudad.", "en": "Tells the weather of a city."},
    schema={
        "type": "object",
        "required": ["city"],
        "x-positional": ["city"],
        "properties": {
            "city": {"type": "string", "title": "City", "x-kind": "expr"},
            "unit": {"enum": ["celsius", "fahrenheit"], "title": "Unit", "default": "celsius"},
        },
    },
    ports={"unknown": {"es": "No conoce la ciudad", "en": "The city is not known"}},
    result={"es": "El tiempo, en palabras", "en": "The weather, in words"},
    icon="cloud-sun",
    stub="18 °C, despejado",
    example="weather.today ciudad as hoy unit=celsius\n  on unknown -> otra_ciudad",
)
async def today(context: Any, city: str, unit: str = "celsius") -> Any:
    """Look a city up."""
    return CITIES.get(city.casefold()) or context.port("unknown")


def read_city(message: Inbound, _options: Any) -> str:
    """Return the city that was meant, or ask again."""
    city = message.text.strip().title()
    if not city.replace(" ", "").isalpha():
        raise ValueError("not a city")
    return city


@hookimpl
def register_node_kinds() -> list[NodeKind]:
    """Hand over the statement."""
    return [today]


@hookimpl
def register_answer_types() -> list[AnswerType]:
    """Hand over the type of answer."""
    title = {"es": "Ciudad", "en": "City"}
    retry = {"es": "Eso no parece una ciudad.", "en": "That does not look like a city."}
    return [AnswerType("weather_city", title, read_city, retry, examples=("Valdivia",), wrong=("12",))]


@hookimpl
def register_facts() -> list[Fact]:
    """Hand over the fact."""
    return [Fact("weather.season", {"es": "Estación", "en": "Season"}, "text", lambda _scene: "primavera")]


@hookimpl
def register_commands() -> list[Command]:
    """Hand over the command; it is imported only when it is called."""
    words = {"es": "Dice el tiempo de una ciudad", "en": "Tell the weather of a city"}
    return [Command("weather", words, "cauce_weather.command:command")]


@hookimpl
def register_transports() -> list[Transport]:
    """Hand over the transport."""
    from cauce_weather.postcards import Postcards

    return [Postcards()]
