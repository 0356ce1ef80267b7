"""`cauce weather CITY`."""

from __future__ import annotations

import click

from cauce_weather import CITIES


@click.command("weather", help="Tell the weather of a city.")
@click.argument("city")
def command(city: str) -> int:
    """Write the weather of a city."""
    known = CITIES.get(city.casefold())
    click.echo(known or f"? {city}")
    return 0 if known else 1
