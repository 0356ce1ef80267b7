"""`[media]` of `cauce.toml`: where files lie, what is taken, and for how long it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cauce import CauceError, SettingsTable
from cauce_plugins.media.kinds import ALLOWED, KINDS, TYPES

if TYPE_CHECKING:
    from cauce_plugins.media.stores.s3 import Bucket

MB = 1024 * 1024
HOUR_MS = 3_600_000


def _option(kind: str, default: Any, es: str, en: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "default": default, "title": {"es": es, "en": en}, **more}


def _text(es: str, en: str) -> dict[str, Any]:
    return _option("string", "", es, en)


_SIZES: Mapping[str, tuple[int, str, str]] = {
    "image": (16, "Lo más que pesa una imagen, en MB.", "The most that a picture weighs, in MB."),
    "audio": (16, "Lo más que pesa un audio, en MB.", "The most that a sound weighs, in MB."),
    "video": (16, "Lo más que pesa un video, en MB.", "The most that a film weighs, in MB."),
    "file": (16, "Lo más que pesa otro archivo, en MB.", "The most that another file weighs, in MB."),
}

SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "store": _option(
            "string", "local", "Dónde quedan los archivos: local, database o s3.",
            "Where files are kept: local, database or s3.", enum=["local", "database", "s3"],
        ),
        "folder": _text("Carpeta de los archivos; vacía: la de los datos.", "Folder of the files; empty: that of the data."),
        **{
            f"{kind}_mb": _option("integer", size, es, en, minimum=1, maximum=100)
            for kind, (size, es, en) in _SIZES.items()
        },
        "audio_seconds": _option(
            "integer", 120, "Lo más que dura un audio que se sube.", "How long an uploaded sound may be.", minimum=1, maximum=7200
        ),
        "allow": _option(
            "array", list(ALLOWED), "Tipos que se aceptan.", "Types that are taken.",
            items={"type": "string", "enum": sorted(TYPES)}, uniqueItems=True,
        ),
        "retention_hours": _option(
            "integer", 0, "Horas que se guarda un archivo; 0: siempre.", "For how many hours a file is kept; 0: for ever.",
            minimum=0, maximum=876_000,
        ),
        "retention": _option(
            "object", {}, "Lo mismo por clase, en horas.", "The same by kind, in hours.", additionalProperties=False,
            properties={kind: {"type": "integer", "minimum": 0, "maximum": 876_000} for kind in KINDS},
        ),
        "unsent_hours": _option(
            "integer", 24, "Horas que espera un archivo subido y no enviado.", "For how many hours an upload waits to be sent.",
            minimum=1, maximum=720,
        ),
        "public_url": _text(
            "Dirección con la que se llega a Cauce desde fuera: https://chat.example.com.",
            "Address at which Cauce is reached from outside: https://chat.example.com.",
        ),
        "link_minutes": _option(
            "integer", 60, "Minutos que vale la dirección firmada de un archivo.", "For how many minutes a signed address holds.",
            minimum=5, maximum=1440,
        ),
        "s3_endpoint": _text("Servidor S3 o MinIO.", "Server of S3 or MinIO."),
        "s3_bucket": _text("Cubeta de los archivos.", "Bucket of the files."),
        "s3_access_key": _text("Clave de acceso; mejor env:NOMBRE.", "Access key; best env:NAME."),
        "s3_secret_key": _text("Clave secreta; mejor env:NOMBRE.", "Secret key; best env:NAME."),
        "s3_region": _option("string", "us-east-1", "Región de la cubeta.", "Region of the bucket."),
        "s3_prefix": _text("Con qué empieza cada clave.", "What each key begins with."),
    },
}  # fmt: skip

TABLE = SettingsTable(
    "media",
    {"es": "Los archivos de los mensajes.", "en": "The files of messages."},
    SCHEMA,
    variables={
        "FILE_RETENTION_HOURS": "retention_hours",
        "MINIO_ENDPOINT": "s3_endpoint",
        "MINIO_ACCESS_KEY": "s3_access_key",
        "MINIO_SECRET_KEY": "s3_secret_key",
        "MINIO_BUCKET": "s3_bucket",
    },
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings, read. limits: bytes by kind. retention: milliseconds by kind, 0 for ever. bucket: None without S3."""

    store: str
    folder: str
    limits: Mapping[str, int]
    audio_seconds: int
    allow: frozenset[str]
    retention: Mapping[str, int]
    unsent: int
    public_url: str
    link: int
    bucket: Bucket | None

    @property
    def largest(self) -> int:
        """The largest that any file may be."""
        return max(self.limits.values())

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> Settings:
        """Return what a table says. Raises CauceError for a store that nobody could reach."""
        by_kind = found["retention"]
        return cls(
            found["store"],
            found["folder"],
            {kind: found[f"{kind}_mb"] * MB for kind in KINDS},
            found["audio_seconds"],
            frozenset(found["allow"]),
            {kind: by_kind.get(kind, found["retention_hours"]) * HOUR_MS for kind in KINDS},
            found["unsent_hours"] * HOUR_MS,
            found["public_url"].rstrip("/"),
            found["link_minutes"] * 60_000,
            _bucket(found) if found["store"] == "s3" or all(map(found.get, _NEEDED)) else None,
        )


_NEEDED = ("s3_endpoint", "s3_bucket", "s3_access_key", "s3_secret_key")


def _bucket(found: Mapping[str, Any]) -> Bucket:
    from cauce_plugins.media.stores.s3 import Bucket

    for name in _NEEDED:
        if not found[name]:
            raise CauceError(
                {
                    "es": f"[media]: para S3 hace falta {name}.",
                    "en": f"[media]: for S3, {name} is needed.",
                }
            )
    return Bucket(
        found["s3_endpoint"],
        found["s3_bucket"],
        found["s3_access_key"],
        found["s3_secret_key"],
        found["s3_region"],
        found["s3_prefix"],
    )
