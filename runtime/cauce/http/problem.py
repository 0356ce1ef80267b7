"""The one table of errors: what each code means, its status, and how it looks on the wire (RFC 9457)."""

from __future__ import annotations

from typing import Any

from cauce.http.response import Json, Problem
from cauce.model.node_kind import Words

TABLE: dict[str, tuple[int, Words]] = {
    "bad_request": (400, {"es": "No se entiende la petición", "en": "The request could not be understood"}),
    "bad_json": (400, {"es": "El cuerpo no es JSON", "en": "The body is not JSON"}),
    "bad_encoding": (400, {"es": "El cuerpo no está en UTF-8", "en": "The body is not UTF-8"}),
    "bad_compression": (
        400,
        {
            "es": "El cuerpo no está comprimido como dice su cabecera",
            "en": "The body is not compressed as its header says",
        },
    ),
    "token_in_address": (
        400,
        {
            "es": "Una ficha no va en la dirección: envíala como cabecera",
            "en": "A token does not belong into an address: send it as a header",
        },
    ),
    "unauthenticated": (401, {"es": "Primero identifícate", "en": "Sign in first"}),
    "wrong_login": (
        401,
        {"es": "El usuario o la contraseña no son correctos", "en": "The account or the password is wrong"},
    ),
    "forbidden": (403, {"es": "No puedes hacer esto", "en": "You may not do this"}),
    "cross_site": (
        403,
        {"es": "Otro sitio no puede hacer esto en tu nombre", "en": "Another site may not do this in your name"},
    ),
    "not_found": (404, {"es": "Aquí no hay nada", "en": "There is nothing here"}),
    "method_not_allowed": (
        405,
        {"es": "Esta dirección no admite ese método", "en": "This address does not take that method"},
    ),
    "too_slow": (408, {"es": "El cuerpo no llegó a tiempo", "en": "The body did not arrive in time"}),
    "conflict": (409, {"es": "Otra persona lo cambió", "en": "It was changed by someone else"}),
    "window_closed": (
        409,
        {"es": "La red ya no deja escribirle libremente", "en": "The network lets nobody write freely any more"},
    ),
    "key_in_use": (
        409,
        {"es": "Se está respondiendo a una petición con esta clave", "en": "A request with this key is being answered"},
    ),
    "already_done": (
        409,
        {
            "es": "Ya se hizo, y la respuesta no se dice dos veces",
            "en": "It was done already, and the answer is not told twice",
        },
    ),
    "changed": (
        412,
        {"es": "Cambió mientras tanto: míralo de nuevo", "en": "It was changed meanwhile: look at it again"},
    ),
    "too_large": (413, {"es": "El cuerpo es demasiado grande", "en": "The body is too large"}),
    "address_too_long": (414, {"es": "La dirección es demasiado larga", "en": "The address is too long"}),
    "not_json": (
        415,
        {"es": "El cuerpo se envía como application/json", "en": "The body must be sent as application/json"},
    ),
    "no_such_range": (
        416,
        {"es": "El archivo no tiene esa parte", "en": "The file has no such part"},
    ),
    "invalid": (422, {"es": "Los valores no encajan", "en": "The values do not fit"}),
    "key_reused": (422, {"es": "Esta clave se usó para otra petición", "en": "This key was used for another request"}),
    "unconditional": (
        428,
        {"es": "Di con If-Match qué versión viste", "en": "Say with If-Match which version you saw"},
    ),
    "too_many": (429, {"es": "Demasiadas peticiones", "en": "Too many requests"}),
    "internal": (500, {"es": "Algo falló de nuestro lado", "en": "Something went wrong on our side"}),
    "unavailable": (503, {"es": "Ahora no; prueba de nuevo en un momento", "en": "Not now; try again in a moment"}),
}
_BY_STATUS = {status: code for code, (status, _) in reversed(TABLE.items())}


def _said(value: str | Words, lang: str) -> str:
    return value if isinstance(value, str) else value.get(lang) or value["en"]


def code_of(status: int) -> str:
    """Return the code for a status that the web framework came up with."""
    return _BY_STATUS.get(status, "bad_request" if status < 500 else "internal")


def document(problem: Problem, reference: str = "", lang: str = "en") -> Json:
    """Return the answer that tells a problem, what is wrong with its fields in a language.

    reference: what a person quotes to find it in the log.
    """
    known, titles = TABLE.get(problem.code, (400, {"en": problem.code}))
    status = problem.status or known
    body: dict[str, Any] = {
        "type": f"urn:cauce:problem:{problem.code}",
        "title": problem.title or titles["en"],
        "status": status,
        "code": problem.code,
    }
    if problem.detail:
        body["detail"] = problem.detail
    if problem.errors:
        body["errors"] = [{name: _said(value, lang) for name, value in one.items()} for one in problem.errors]
    if problem.current is not None:
        body["current"] = dict(problem.current)
    if reference:
        body["instance"] = f"urn:cauce:request:{reference}"
    headers = {"Content-Type": "application/problem+json", **problem.headers}
    return Json(body, status=status, headers=headers)
