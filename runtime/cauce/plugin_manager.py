"""The only caller of pluggy: loads plugins, asks each hook once, checks what comes back and names who broke it.

Live traffic never passes through here: what the hooks handed over is kept in frozen mappings and tuples.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pluggy

from cauce import hookspecs, registration
from cauce.errors import PluginError
from cauce.hookspecs import GROUP
from cauce.plugin_source import Origin, Source, broken, built_in, given, installed, local, names_of_tables, select

if TYPE_CHECKING:
    from cauce.flow_format import FlowFormat
    from cauce.model.area_hours import AreaHours
    from cauce.model.command import Command
    from cauce.model.job import Job
    from cauce.model.listener import Listener
    from cauce.model.node_kind import NodeKind
    from cauce.model.permission import Permission
    from cauce.model.route import Route
    from cauce.model.settings_table import SettingsTable
    from cauce.model.strategy import Strategy
    from cauce.model.tables import Tables
    from cauce.model.vocabulary import AnswerType, Fact, Function
    from cauce.transport import Transport

BUILT_IN = (
    "cauce.nodes",
    "cauce.answers",
    "cauce.functions",
    "cauce.access",
    "cauce.cli.commands",
    "cauce_dsl",
    "cauce_plugins.transports.webchat",
    "cauce_plugins.transports.whatsapp_cloud",
    "cauce_plugins.routing",
