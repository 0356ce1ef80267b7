"""The decorator that makes a node kind of a function."""

from __future__ import annotations

from cauce import NodeKind, PortSpec, node

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "x-positional": ["city"]}


def test_a_function_becomes_a_node_kind():
    @node("weather.today", title="Weather", schema=SCHEMA, ports={"unknown": "Not known"}, result="Words", icon="sun")
    async def today(context, city):
        """Tell the weather."""
        return city

    assert isinstance(today, NodeKind)
    assert today.name == "weather.today"
    assert today.title == {"es": "Weather", "en": "Weather"}
    assert today.summary["es"] == "Tell the weather."
    assert today.ports["unknown"] == PortSpec({"es": "Not known", "en": "Not known"})
    assert today.result["en"] == "Words"
    assert today.icon == "sun"
    assert today.positional == ("city",)


async def test_the_function_still_runs():
    @node("weather.today", title="Weather", summary={"es": "Tiempo"}, schema=SCHEMA)
    async def today(context, city):
        return f"{city}: sun"

    assert await today.run(None, city="Valdivia") == "Valdivia: sun"
    assert today.summary == {"es": "Tiempo"}
    assert today.result == {}


def test_words_by_language_and_whole_ports_are_taken_as_they_are():
    words = {"es": "Tiempo", "en": "Weather"}
    port = PortSpec(words, required="W306")

    @node("weather.today", title=words, schema=SCHEMA, ports={"unknown": port})
    async def today(context): ...

    assert today.title is words
    assert today.ports["unknown"] is port
