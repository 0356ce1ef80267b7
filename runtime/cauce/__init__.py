"""The plugin author's vocabulary: everything a plugin may import from Cauce stands here.

Nothing is loaded before it is asked for, so `import cauce` costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cauce.clock import SystemClock as SystemClock
    from cauce.context import Context as Context
    from cauce.context import Exit as Exit
    from cauce.context import Failed as Failed
    from cauce.context import Response as Response
    from cauce.declare import node as node
    from cauce.delivery.acts import Acts as Acts
    from cauce.delivery.acts import Gift as Gift
    from cauce.delivery.host import Host as Host
    from cauce.delivery.moment import Moment as Moment
    from cauce.egress import Egress as Egress
    from cauce.egress import Forbidden as Forbidden
    from cauce.egress import Incoming as Incoming
    from cauce.egress import TooLarge as TooLarge
    from cauce.errors import CauceError as CauceError
    from cauce.errors import Unavailable as Unavailable
    from cauce.flow_format import FlowFormat as FlowFormat
    from cauce.flow_format import Reading as Reading
    from cauce.hookspecs import hookimpl as hookimpl
    from cauce.http.rate import Buckets as Buckets
    from cauce.http.request import Request as Request
    from cauce.http.response import Bytes as Bytes
    from cauce.http.response import Json as Json
    from cauce.http.response import Problem as Problem
    from cauce.http.response import Reply as Reply
    from cauce.http.response import Stream as Stream
    from cauce.http.response import Text as Text
    from cauce.model.area_hours import AreaHours as AreaHours
    from cauce.model.area_hours import Opening as Opening
    from cauce.model.command import Command as Command
    from cauce.model.diagnostic import Diagnostic as Diagnostic
    from cauce.model.diagnostic import Severity as Severity
    from cauce.model.diagnostic import Span as Span
    from cauce.model.file_keeper import FileKeeper as FileKeeper
    from cauce.model.job import Job as Job
    from cauce.model.listener import Happened as Happened
    from cauce.model.listener import Listener as Listener
    from cauce.model.message import Capabilities as Capabilities
    from cauce.model.message import Choice as Choice
    from cauce.model.message import Inbound as Inbound
    from cauce.model.message import Media as Media
    from cauce.model.message import Outbound as Outbound
    from cauce.model.node_kind import NodeKind as NodeKind
    from cauce.model.node_kind import PortSpec as PortSpec
    from cauce.model.node_kind import Waits as Waits
    from cauce.model.node_kind import Words as Words
    from cauce.model.permission import Permission as Permission
    from cauce.model.route import Route as Route
    from cauce.model.settings_table import SettingsTable as SettingsTable
    from cauce.model.strategy import Candidate as Candidate
    from cauce.model.strategy import Strategy as Strategy
    from cauce.model.strategy import Waiting as Waiting
    from cauce.model.tables import Tables as Tables
    from cauce.model.vocabulary import AnswerType as AnswerType
    from cauce.model.vocabulary import Fact as Fact
    from cauce.model.vocabulary import Function as Function
    from cauce.text import clean as clean
    from cauce.transport import Arrival as Arrival
    from cauce.transport import Channel as Channel
    from cauce.transport import Delivery as Delivery
    from cauce.transport import Download as Download
    from cauce.transport import Ingress as Ingress
    from cauce.transport import Line as Line
    from cauce.transport import MediaSource as MediaSource
    from cauce.transport import MediaTarget as MediaTarget
    from cauce.transport import Receipt as Receipt
    from cauce.transport import Refused as Refused
    from cauce.transport import Stopped as Stopped
    from cauce.transport import Transport as Transport
    from cauce.transport import Unreachable as Unreachable

__version__ = "0.1.0"

_HOMES = {
    "cauce.clock": ("SystemClock",),
    "cauce.context": ("Context", "Exit", "Failed", "Response"),
    "cauce.declare": ("node",),
    "cauce.delivery.acts": ("Acts", "Gift"),
    "cauce.delivery.host": ("Host",),
    "cauce.delivery.moment": ("Moment",),
    "cauce.egress": ("Egress", "Forbidden", "Incoming", "TooLarge"),
    "cauce.errors": ("CauceError", "Unavailable"),
    "cauce.flow_format": ("FlowFormat", "Reading"),
    "cauce.hookspecs": ("hookimpl",),
    "cauce.http.rate": ("Buckets",),
    "cauce.http.request": ("Request",),
    "cauce.http.response": ("Bytes", "Json", "Problem", "Reply", "Stream", "Text"),
    "cauce.model.route": ("Route",),
    "cauce.model.area_hours": ("AreaHours", "Opening"),
    "cauce.model.command": ("Command",),
    "cauce.model.diagnostic": ("Diagnostic", "Severity", "Span"),
    "cauce.model.file_keeper": ("FileKeeper",),
    "cauce.model.job": ("Job",),
    "cauce.model.listener": ("Happened", "Listener"),
    "cauce.model.message": ("Capabilities", "Choice", "Inbound", "Media", "Outbound"),
    "cauce.model.node_kind": ("NodeKind", "PortSpec", "Waits", "Words"),
    "cauce.model.permission": ("Permission",),
    "cauce.model.settings_table": ("SettingsTable",),
    "cauce.model.strategy": ("Candidate", "Strategy", "Waiting"),
    "cauce.model.tables": ("Tables",),
    "cauce.model.vocabulary": ("AnswerType", "Fact", "Function"),
    "cauce.text": ("clean",),
    "cauce.transport": (
        "Arrival",
        "Channel",
        "Delivery",
        "Download",
        "Ingress",
        "Line",
        "MediaSource",
        "MediaTarget",
        "Receipt",
        "Refused",
        "Stopped",
        "Transport",
        "Unreachable",
    ),
}
_MODULE_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Acts",
    "AnswerType",
    "AreaHours",
    "Arrival",
    "Buckets",
    "Bytes",
    "Candidate",
    "Capabilities",
    "CauceError",
    "Channel",
    "Choice",
    "Command",
    "Context",
    "Delivery",
    "Diagnostic",
    "Download",
    "Egress",
    "Exit",
    "Fact",
    "Failed",
    "FileKeeper",
    "FlowFormat",
    "Forbidden",
    "Function",
    "Gift",
    "Happened",
    "Host",
    "Inbound",
    "Incoming",
    "Ingress",
    "Job",
    "Json",
    "Line",
    "Listener",
    "Media",
    "MediaSource",
    "MediaTarget",
    "Moment",
    "NodeKind",
    "Opening",
    "Outbound",
    "Permission",
    "PortSpec",
    "Problem",
    "Reading",
    "Receipt",
    "Refused",
    "Reply",
    "Request",
    "Response",
    "Route",
    "SettingsTable",
    "Severity",
    "Span",
    "Stopped",
    "Strategy",
    "Stream",
    "SystemClock",
    "Tables",
    "Text",
    "TooLarge",
    "Transport",
    "Unavailable",
    "Unreachable",
    "Waiting",
    "Waits",
    "Words",
    "__version__",
    "clean",
    "hookimpl",
    "node",
]


def __getattr__(name: str) -> Any:
    """Load a name from where it lives, the first time that it is asked for."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'cauce' has no attribute {name!r}")
    value = globals()[name] = getattr(importlib.import_module(_MODULE_OF[name]), name)
    return value


def __dir__() -> list[str]:
    """List the vocabulary, loaded or not."""
    return list(__all__)
