"""`http GET "https://..." as ficha`: ask another system."""

from __future__ import annotations

from typing import Any

from cauce.context import Context, Failed
from cauce.model.node_kind import NodeKind, Waits


async def run(context: Context, *, method: str, url: str, **options: Any) -> Any:
    """Ask, and give the body. Raises Failed where the status is none of the 200s.

    options: `headers`, `json`, `timeout` in seconds, as the author wrote them.
    """
    options["headers"] = {str(name): str(value) for name, value in (options.get("headers") or {}).items()}
    answer = await context.http.request(method, url, **options)
    if not 200 <= answer.status < 300:
        raise Failed("status", status=answer.status, body=answer.body)
    return answer.body


KIND = NodeKind(
    name="http",
    title={"es": "Llamar a un sistema", "en": "Call a system"},
    summary={
        "es": "Pide o envía datos por HTTP. Si no responde bien y a tiempo, sale por «error».",
        "en": "Gets or sends data over HTTP. Where no good answer comes in time, it leaves by “error”.",
    },
    icon="globe",
    schema={
        "type": "object",
        "required": ["method", "url"],
        "x-positional": ["method", "url"],
        "properties": {
            "method": {"enum": ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"], "title": "Method"},
            "url": {"type": "string", "title": "Address", "x-kind": "text", "x-secrets": True, "x-url": True},
            "headers": {"type": "object", "title": "Headers", "x-kind": "expr", "x-secrets": True},
            "json": {"title": "Body, sent as JSON", "x-kind": "expr", "x-secrets": True},
            "timeout": {
                "type": "string",
                "format": "duration",
                "title": "Longest wait",
                "x-kind": "duration",
                "default": "10s",
            },
        },
    },
    result={"es": "El cuerpo de la respuesta, ya leído", "en": "The body of the answer, parsed"},
    waits=Waits.ANSWER,
    stub={},
    example='http GET "https://api.andina.example/clientes/{rut}" as ficha timeout=5s\n  on error -> agente',
    run=run,
)
