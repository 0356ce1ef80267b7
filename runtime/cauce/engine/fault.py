"""What goes wrong while a flow runs, on its way to an `error` port and to a coded event."""

from __future__ import annotations

from typing import Any


class Fault(Exception):
    """Raised inside a sprint and always caught by it.

    code: the page of the catalogue. kind: what authors compare with `error.kind`. data: what fills the page's
    sentence, and the other keys of `error`; JSON.
    """

    def __init__(self, code: str, kind: str = "expression", **data: Any) -> None:
        super().__init__(code)
        self.code = code
        self.kind = kind
        self.data = data
