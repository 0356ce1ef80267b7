"""The one exception of the syntax half: it carries a diagnostic to whoever collects them."""

from __future__ import annotations

from cauce.errors import CauceError
from cauce.model.diagnostic import Diagnostic, Span


class FlowSyntaxError(CauceError):
    """A text that is no expression, line or text of the flow language. `diagnostic` says what and where."""

    def __init__(self, code: str, span: Span, hint: str = "", **args: object) -> None:
        self.diagnostic = Diagnostic(code, span, args=args, hint=hint)
        super().__init__(f"{code} at {span.line}:{span.column}")
