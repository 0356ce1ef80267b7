"""The shape of `cauce.toml`: the only table of settings, with their types, defaults, variables and words.

The classes are what the file is checked against, and what the reference page is made from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, Literal, get_args, get_origin

from msgspec import NODEFAULT, Meta, Struct
from msgspec.structs import fields

from cauce.model.node_kind import Words

FILE = "cauce.toml"


def _told(es: str, en: str, *env: str, parts: Mapping[str, float] = MappingProxyType({}), **limits: Any) -> Meta:
    """Return the words, variables and limits of a setting. parts: in how many parts of its unit a variable counts."""
    return Meta(extra={"words": {"es": es, "en": en}, "env": env, "parts": parts}, **limits)


class DatabasePart(Struct, frozen=True, kw_only=True):
    """`[database]`."""

    url: Annotated[
        str,
        _told(
            "Base de datos. Vacío: SQLite, en `cauce.db` dentro de `data_dir`.",
            "Database. Empty: SQLite, in `cauce.db` inside `data_dir`.",
            "CAUCE_DATABASE_URL",
            "DATABASE_URL",
        ),
    ] = ""


class FlowsPart(Struct, frozen=True, kw_only=True):
    """`[flows]`."""

    folder: Annotated[str, _told("Carpeta de los flujos.", "Folder of the flows.")] = "flows"


class Area(Struct, frozen=True, kw_only=True):
    """`[areas.NAME]`: a department that flows hand conversations to."""

    title: Annotated[str, _told("Cómo se llama ante la gente.", "What people know it by.")] = ""
    open: Annotated[bool, _told("Si atiende ahora.", "Whether it attends now.")] = True
    hours: Annotated[
        str, _told("Su horario, en palabras: «de lunes a viernes, de 9 a 18 h».", "Its hours, in words.")
    ] = ""


class PluginsPart(Struct, frozen=True, kw_only=True):
    """`[plugins]`."""

    files: Annotated[
        tuple[str, ...],
        _told(
            "Plugins que son archivos del proyecto: `plugins/mio.py`.",
            "Plugins that are files of the project: `plugins/mine.py`.",
        ),
    ] = ()
    disable: Annotated[
        tuple[str, ...], _told("Plugins apagados, por nombre.", "Plugins that are switched off, by name.")
    ] = ()
    allow: Annotated[
        tuple[str, ...] | None,
        _told(
            "Si está, los únicos plugins instalados por pip que se cargan.",
            "If given, the only plugins of installed packages that are loaded.",
        ),
    ] = None


class PacePart(Struct, frozen=True, kw_only=True):
    """`pace` of `[[channels]]`: how fast messages leave. What is not given is as the transport knows its network."""

    per_second: Annotated[
        Annotated[float, Meta(ge=0, le=10_000)] | None,
        _told(
            "Mensajes por segundo que salen por el canal; 0: sin límite. Sin él, lo que admite la red.",
            "Messages a second that leave through the channel; 0: no limit. Without it, what the network bears.",
        ),
    ] = None
    person_seconds: Annotated[
        Annotated[float, Meta(ge=0, le=86_400)] | None,
        _told(
            "Segundos entre dos mensajes a una misma persona; 0: ninguno.",
            "Seconds between two messages to one person; 0: none.",
        ),
    ] = None
    person_burst: Annotated[
        Annotated[int, Meta(ge=0, le=10_000)] | None,
        _told(
            "Mensajes que una persona puede recibir seguidos, tomados de los segundos que vienen.",
            "Messages that a person may get at once, borrowed from the seconds to come.",
        ),
    ] = None
    per_day: Annotated[
        Annotated[int, Meta(ge=0, le=1_000_000_000)] | None,
        _told(
            "Mensajes que salen por el canal en 24 horas cualesquiera; 0: sin límite.",
            "Messages that leave through the channel in any 24 hours; 0: no limit.",
        ),
    ] = None


class ChannelPart(Struct, frozen=True, kw_only=True):
    """`[[channels]]`: its other keys are the transport's own settings, kept in `settings`."""

    name: Annotated[str, _told("Nombre del canal.", "Name of the channel.", pattern=r"^\w[\w-]*$")]
    transport: Annotated[str, _told("Transporte que lo atiende.", "Transport that serves it.")]
    pace: PacePart = PacePart()
    settings: dict[str, Any] = {}


class EgressPart(Struct, frozen=True, kw_only=True):
    """`[egress]`: what flows may reach."""

    allow: Annotated[
        tuple[str, ...],
        _told(
            "A qué puede llegar `http` además de internet por https: hosts internos, `crm.interno` o `10.0.0.7:8080`; sin cifrar, `http://viejo.example`.",
            "What `http` may reach besides the internet by https: internal hosts, `crm.internal` or `10.0.0.7:8080`; unencrypted, `http://old.example`.",
            "CAUCE_EGRESS_ALLOW",
        ),
    ] = ()


class LoopGuardPart(Struct, frozen=True, kw_only=True):
    """`[loop_guard]`: when a conversation is taken for two machines that answer each other, and is paused."""

    same_texts: Annotated[
        int,
        _told(
            "Veces que un mismo texto puede ir o venir en `within_minutes`; con una más la conversación se pausa. 0: nunca.",
            "Times that one text may come, or go, in `within_minutes`; once more pauses the conversation. 0: never.",
            ge=0,
            le=200,
        ),
    ] = 20
    within_minutes: Annotated[
        float,
        _told(
            "Minutos en que se cuentan los textos iguales.",
            "Minutes over which equal texts are counted.",
            ge=0.1,
            le=60,
        ),
    ] = 5
    quick_rounds: Annotated[
        int,
        _told(
            "Respuestas seguidas, cada una en menos de `quick_seconds`, tras las que se pausa. 0: nunca.",
            "Answers in a row, each in less than `quick_seconds`, that pause the conversation. 0: never.",
            ge=0,
            le=10_000,
        ),
    ] = 40
    quick_seconds: Annotated[
        float,
        _told(
            "Segundos en que nadie lee un mensaje y lo contesta, una y otra vez.",
            "Seconds in which nobody reads a message and answers it, over and over.",
            ge=0.1,
            le=60,
        ),
    ] = 2


class AccessPart(Struct, frozen=True, kw_only=True):
    """`[access]`: how long people stay logged in."""

    idle_minutes: Annotated[
        float,
        _told(
            "Minutos sin uso tras los que una entrada termina.",
            "Minutes without use after which a login ends.",
            "CAUCE_IDLE_MINUTES",
            ge=1,
            le=43_200,
        ),
    ] = 30
    absolute_hours: Annotated[
        float,
        _told(
            "Horas tras las que una entrada termina aunque se use; `SESSION_MAX_AGE` las dice en milisegundos.",
            "Hours after which a login ends however much it is used; `SESSION_MAX_AGE` says them in milliseconds.",
            "CAUCE_ABSOLUTE_HOURS",
            "SESSION_MAX_AGE",
            parts={"SESSION_MAX_AGE": 3_600_000},
            ge=0.1,
            le=720,
        ),
    ] = 12
    audit_days: Annotated[
        int,
        _told(
            "Días que se guarda quién hizo qué; 0: para siempre.",
            "Days for which it is kept who did what; 0: for ever.",
            "CAUCE_AUDIT_DAYS",
            ge=0,
            le=36_500,
        ),
    ] = 0
    cookie: Annotated[
        str,
        _told(
            "Nombre de la cookie de la entrada; por https lleva delante `__Host-`.",
            "Name of the cookie of a login; over https `__Host-` goes before it.",
            "SESSION_COOKIE_NAME",
            pattern=r"^[A-Za-z0-9_-]{1,40}$",
        ),
    ] = "cauce"


class LivePart(Struct, frozen=True, kw_only=True):
    """`[live]`: the live events of the console."""

    origins: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^https?://[^/*\s]+$")], ...],
        _told(
            "Otros orígenes cuyas páginas pueden conectarse: `https://mesa.example`. El propio puede siempre.",
            "Other origins whose pages may connect: `https://desk.example`. Its own always may.",
            "CAUCE_LIVE_ORIGINS",
            "CORS_ORIGIN",
        ),
    ] = ()
    heartbeat_seconds: Annotated[
        float,
        _told(
            "Cada cuántos segundos se le dice a cada conexión hasta dónde llegó todo.",
            "Every how many seconds each connection is told how far everything has got.",
            ge=0.1,
            le=300,
        ),
    ] = 15
    sockets_per_user: Annotated[
        int,
        _told(
            "Conexiones que un usuario puede tener a la vez en cada proceso.",
            "Connections that one user may have at a time in each process.",
            ge=1,
            le=10_000,
        ),
    ] = 20
    redis_url: Annotated[
        str,
        _told(
            "Redis por el que varios procesos se cuentan quién mira y quién escribe. Vacío: cada uno lo suyo.",
            "Redis by which several processes tell each other who looks and who types. Empty: each its own.",
            "CAUCE_REDIS_URL",
            "REDIS_URL",
            pattern=r"^((rediss?|unix)://.+)?$",
        ),
    ] = ""


class FilePart(Struct, frozen=True, kw_only=True):
    """The whole of `cauce.toml`."""

    lang: Annotated[
        Literal["es", "en"],
        _told(
            "Idioma de lo que Cauce dice por su cuenta.", "Language of what Cauce says of its own accord.", "CAUCE_LANG"
        ),
    ] = "es"
    zone: Annotated[
        str,
        _told(
            "Zona horaria: `America/Asuncion`. Vacía: la de la máquina.",
            "Time zone: `America/Asuncion`. Empty: the machine's.",
            "CAUCE_ZONE",
        ),
    ] = ""
    host: Annotated[
        str,
        _told(
            "Dirección en que escucha; `0.0.0.0` para todas.",
            "Address to listen on; `0.0.0.0` for all of them.",
            "CAUCE_HOST",
        ),
    ] = "127.0.0.1"
    port: Annotated[
        int, _told("Puerto en que escucha.", "Port to listen on.", "CAUCE_PORT", "PORT", ge=1, le=65535)
    ] = 4000
    trusted_proxies: Annotated[
        tuple[str, ...],
        _told(
            "Proxies delante de Cauce, por dirección o red: solo a ellos se les cree `X-Forwarded-For`.",
            "Proxies before Cauce, by address or network: only their `X-Forwarded-For` is believed.",
            "CAUCE_TRUSTED_PROXIES",
        ),
    ] = ()
    data_dir: Annotated[
        str,
        _told(
            "Carpeta de los datos, desde la de `cauce.toml`.",
            "Folder of the data, seen from that of `cauce.toml`.",
            "CAUCE_DATA_DIR",
        ),
    ] = "data"
    database: DatabasePart = DatabasePart()
    flows: FlowsPart = FlowsPart()
    egress: EgressPart = EgressPart()
    loop_guard: LoopGuardPart = LoopGuardPart()
    access: AccessPart = AccessPart()
    live: LivePart = LivePart()
    channels: tuple[ChannelPart, ...] = (ChannelPart(name="web", transport="webchat"),)
    areas: dict[str, Area] | None = None
    plugins: PluginsPart = PluginsPart()
    secrets: Annotated[
        dict[str, Annotated[str, Meta(pattern=r"^env:\w+$")]],
        _told(
            'Secretos, cada uno por el nombre de su variable de entorno: `andina = "env:ANDINA_TOKEN"`.',
            'Secrets, each by the name of its environment variable: `andina = "env:ANDINA_TOKEN"`.',
        ),
    ] = {}


@dataclass(frozen=True, slots=True)
class Setting:
    """A row of the table. `key` is as written in `cauce.toml`: `port`, `database.url`, `areas.NAME.open`."""

    key: str
    type: str
    default: Any
    variables: tuple[str, ...]
    words: Words


def table(part: type[Struct] = FilePart, prefix: str = "") -> Iterator[Setting]:
    """Yield every setting, in the order of the classes."""
    for field in fields(part):
        inner, meta = unfold(field.type)
        key = prefix + field.name
        if nested := _nested(inner):
            struct, step = nested
            yield from table(struct, f"{key}{step}.")
        elif meta and meta.extra:
            default = None if field.required else {} if field.default is NODEFAULT else field.default
            yield Setting(key, _type_name(inner), default, meta.extra["env"], meta.extra["words"])


def unfold(kind: Any) -> tuple[Any, Meta | None]:
    """Return a type without its annotation, and the annotation."""
    if get_origin(kind) is Annotated:
        inner, meta = get_args(kind)[:2]
        return inner, meta
    return kind, None


def _nested(kind: Any) -> tuple[type[Struct], str] | None:
    """Return the class inside a type, and how its key goes on: `areas.NAME.`, `channels[].`."""
    if isinstance(kind, type) and issubclass(kind, Struct):
        return kind, ""
    for one in get_args(kind):
        if isinstance(one, type) and issubclass(one, Struct):
            return one, ".NAME" if get_origin(kind) is dict else "[]"
        if get_origin(one) is dict and (found := _nested(one)):
            return found
    return None


def _type_name(kind: Any) -> str:
    """Return the JSON type of a setting."""
    if get_origin(kind) is Literal:
        return " | ".join(get_args(kind))
    names = {str: "string", int: "integer", float: "number", bool: "boolean", dict: "object", tuple: "array"}
    # What may also be absent is known by what it is when it is there.
    bare = kind if get_origin(kind) in {dict, tuple} else unfold(next(iter(get_args(kind)), kind))[0]
    return names[get_origin(bare) or bare]
