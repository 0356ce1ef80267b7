"""The flow language: text to document to Flow and back. To Cauce it is a plugin like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cauce.hookspecs import hookimpl

if TYPE_CHECKING:
    from cauce.flow_format import FlowFormat


@hookimpl
def register_flow_formats() -> tuple[FlowFormat, ...]:
    """Hand over the `.flow` format. The parser is imported when it is first asked for."""
    from cauce_dsl.flow_format import FlowLanguage

    return (FlowLanguage(),)
