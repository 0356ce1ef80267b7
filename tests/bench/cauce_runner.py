"""Cauce in the peers' bench: the canonical conversation as a `.flow`, on the real library and sprint, in memory.

Run by the harness of the peers (its README gives the contract); `CAUCE_PEERS` names the folder where that harness is,
`../shared/bench/peers` beside the repository where it is not set.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(Path(os.environ.get("CAUCE_PEERS") or ROOT.parent / "shared/bench/peers") / "py")]
sys.path[:0] = [str(ROOT / room) for room in ("runtime", "dsl", "plugins")]

from cauce.engine.library import Library  # noqa: E402
from cauce.engine.scene import Scene  # noqa: E402
from cauce.engine.sprint import sprint  # noqa: E402
from cauce.model.message import Capabilities, Inbound  # noqa: E402
from cauce.model.run import Begin, Reply, Say, State  # noqa: E402
from cauce.model.vocabulary import Vocabulary  # noqa: E402

FLOW = """
flow mesa "Mesa de Ayuda"
  triggers = ["hola"]

start:
  say "¡Hola! Bienvenido a la Mesa de Ayuda."
  -> principal

principal:
  menu "Elegí una opción:"
    - "Ventas"
      end "Ventas atiende al 0800-111-0001."
    - "Soporte" -> soporte
    - "Horarios"
      end "Atendemos de lunes a viernes de 8:00 a 18:00 hs."
    on invalid -> principal

soporte:
  menu "Soporte técnico:"
    - "Nuevo reclamo" -> reclamo
    - "Estado de un reclamo"
      end "No hay reclamos abiertos a tu nombre."
    - "Volver" key=0 -> principal
    on invalid -> soporte

reclamo:
  ask "¿Cuál es tu nombre?" as nombre
  say "Gracias, {nombre}."
  ask "Ingresá tu DNI (7 u 8 dígitos, sin puntos)." as dni type=dni retries=9
    retry = "El DNI no es válido. Probá de nuevo."
  if number(dni) >= 30000000
    say "Tu reclamo quedó en la Mesa A (DNI {dni})."
  else
    say "Tu reclamo quedó en la Mesa B (DNI {dni})."
  end "¡Listo! Te contactamos a la brevedad. Hasta luego."
"""


def library() -> Library:
    """Compile the flow with the core's words."""
    from cauce.answers import TYPES
    from cauce.functions import FUNCTIONS
    from cauce.nodes import KINDS
    from cauce_dsl import register_flow_formats

    vocabulary = Vocabulary(
        kinds={kind.name: kind for kind in KINDS},
        functions={function.name: function for function in FUNCTIONS},
        types={type_.name: type_ for type_ in TYPES},
    )
    reading = register_flow_formats()[0].read(FLOW, vocabulary)
    assert reading.flow is not None, reading.diagnostics
    made = Library(vocabulary)
    made.add(reading.flow)
    return made


def make() -> Callable[[int, str], list[str]]:
    """Return the bot: a dict of states, and a sprint for each message."""
    flows = library()
    live: dict[int, State] = {}
    scene = Scene(now=datetime.now(UTC), channel="bench", capabilities=Capabilities())
    gc.collect()
    gc.freeze()

    def handle(user: int, text: str) -> list[str]:
        state = live.get(user)
        message = Inbound(text)
        if state is None:
            name = flows.start(text, "bench")
            if name is None:
                return []
            outcome = sprint(flows, None, Begin(name, message=message), scene)
        else:
            outcome = sprint(flows, state, Reply(message), scene)
        if outcome.state is None:
            live.pop(user, None)
        else:
            live[user] = outcome.state
        return [
            message.numbered() if (message := effect.message).choices else message.text
            for effect in outcome.effects
            if isinstance(effect, Say)
        ]

    return handle


if __name__ == "__main__":
    from common import serve  # the harness's own, found by the path above

    serve(make)
