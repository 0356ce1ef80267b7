"""The headers that every answer carries: what browsers must not do with our pages."""

from __future__ import annotations

from collections.abc import Mapping

CONTENT_SECURITY = (
    "default-src 'self'; img-src 'self' data: blob: https:; media-src 'self' blob: https:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)

SECURITY: Mapping[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cache-Control": "no-store",
}

SHARED: Mapping[str, str] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Retry-After, ETag",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""What a route with `cors` adds: readable from any page, and never with that page's cookies."""

PREFLIGHT: Mapping[str, str] = {
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
    "Access-Control-Max-Age": "86400",
}
