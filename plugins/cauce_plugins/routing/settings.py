"""What `[routing]` of `cauce.toml` may say: what holds for every area that has no rule of its own."""

from __future__ import annotations

from typing import Any

from cauce import SettingsTable
from cauce_plugins.routing.strategies import LEAST_LOADED

MINUTES = 10_080
"""The most minutes that anything may last: a week."""


def _minutes(default: int, es: str, en: str) -> dict[str, Any]:
    return {
        "type": "integer",
        "minimum": 0,
        "maximum": MINUTES,
        "default": default,
        "title": {"es": es, "en": en},
    }


def _count(default: int, most: int, es: str, en: str) -> dict[str, Any]:
    return {"type": "integer", "minimum": 0, "maximum": most, "default": default, "title": {"es": es, "en": en}}


def _name(default: str, es: str, en: str) -> dict[str, Any]:
    return {"type": "string", "maxLength": 64, "default": default, "title": {"es": es, "en": en}}


SETTINGS = SettingsTable(
    "routing",
    {"es": "Reparto de conversaciones", "en": "Who is given which conversation"},
    {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "automatic": {
                "type": "boolean",
                "default": True,
                "title": {"es": "Si se reparten solas", "en": "Whether they are given out by themselves"},
            },
            "strategy": _name(LEAST_LOADED.name, "Cómo se elige a quién", "How somebody is chosen"),
            "sticky_minutes": _minutes(
                1440,
                "Cuántos minutos después vuelve una persona a quien la atendió; 0: nunca",
                "For how many minutes a person comes back to whoever had them; 0: never",
            ),
            "skill_minutes": _minutes(
                5,
                "Cuántos minutos espera a alguien que sepa del tema",
                "How many minutes it waits for somebody with the skill",
            ),
            "max": _count(
                0,
                1000,
                "Cuántas de un área puede tener cada persona; 0: las que sea",
                "How many of an area somebody may have; 0: any number",
            ),
            "capacity": _count(
                5,
                1000,
                "Cuántas puede tener quien no tiene tope propio; 0: las que sea",
                "How many somebody may have who has no limit of their own; 0: any number",
            ),
            "escalate_minutes": _minutes(
                0,
                "Tras cuántos minutos de espera se escala; 0: nunca",
                "After how many minutes of waiting it is escalated; 0: never",
            ),
            "supervisor": _name("SUPERVISOR", "Rol al que se escala", "The role that it is escalated to"),
            "vanish_minutes": _minutes(
                5,
                "Tras cuántos minutos sin señales no se le da nada a alguien; 0: no importa",
                "After how many minutes without a sign of life somebody is given nothing; 0: it does not matter",
            ),
            "return_minutes": _minutes(
                10,
                "Tras cuántos minutos vuelve a la cola lo que alguien que se fue no ha tocado; 0: nunca",
                "After how many minutes what somebody who left has not touched goes back; 0: never",
            ),
            "transfers": _count(
                5,
                100,
                "Cuántas veces puede ir de un área a otra sin que una persona responda; 0: las que sea",
                "How often it may go from area to area without an answer of a person; 0: any number",
            ),
            "default_area": _name(
                "", "Área de la que hablan los datos area.*", "The area that the facts area.* are about"
            ),
            "every_seconds": {
                "type": "number",
                "minimum": 1,
                "maximum": 3600,
                "default": 5,
                "title": {
                    "es": "Cada cuántos segundos se repasa todo",
                    "en": "Every how many seconds all is looked at",
                },
            },
            "keep_days": {
                "type": "integer",
                "minimum": 1,
                "maximum": 3650,
                "default": 90,
                "title": {"es": "Cuántos días se guardan las decisiones", "en": "For how many days decisions are kept"},
            },
        },
    },
)
