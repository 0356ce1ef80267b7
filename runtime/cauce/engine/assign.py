"""Storing values under the names that authors write: `rut`, `pedido.total`, `contact.comuna`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cauce.engine.evaluate import READ_ONLY
from cauce.engine.fault import Fault
from cauce.engine.step import Keep

if TYPE_CHECKING:
    from cauce.engine.running import Running


def assigning(path: str) -> Keep:
    """Return what stores a value under a name. A name that flows may only read gives a Fault when it runs."""
    root, *keys = path.split(".")
    if root in READ_ONLY or path == "contact":
        return _refusing(path)
    if root == "contact":
        return _keeping_contact(keys[0], keys[1:])
    if keys:
        return lambda run, value: run.put(root, placed(run.variables.get(root), keys, value))
    return lambda run, value: run.put(root, value)


def placed(whole: Any, keys: list[str], value: Any) -> Any:
    """Return a copy of a map with the value under the keys; what is no map on the way becomes one."""
    if not keys:
        return value
    base = dict(whole) if isinstance(whole, dict) else {}
    base[keys[0]] = placed(base.get(keys[0]), keys[1:], value)
    return base


def _keeping_contact(field: str, keys: list[str]) -> Keep:
    def keep(run: Running, value: Any) -> None:
        run.put_contact(field, placed(run.contact.get(field), keys, value))

    return keep


def _refusing(path: str) -> Keep:
    def keep(_run: Running, _value: Any) -> None:
        raise Fault("E421", "name", name=path)

    return keep
