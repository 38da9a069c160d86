"""A pack as JSON and back, exactly: days as ISO text, decimals as text, so that a stored meeting stays to the last digit.

Reading is by the field types of the records. A field that a record gained later takes its default, an unknown one is
passed over: what was stored by an earlier program can be read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from services.pack_contents import Pack


def to_json(pack: Pack) -> str:
    """The pack as JSON text; equal packs give equal text."""
    return json.dumps(_write(pack), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def from_json(text: str) -> Pack:
    """The pack that `to_json` wrote.

    Raises:
        ValueError: not JSON, or a value that does not fit its field.
        TypeError: a field without a default is missing.
    """
    return _read(Pack, json.loads(text))  # type: ignore[no-any-return]


def _write(value: Any) -> Any:
    kind: Any = type(value)
    if hasattr(kind, "__dataclass_fields__"):
        return {name: _write(getattr(value, name)) for name in _fields(kind)}
    if isinstance(value, tuple):
        return [_write(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _read(kind: Any, value: Any) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return None if value is None else _read(next(one for one in inner if one is not type(None)), value)
    if origin is tuple:
        return tuple(_read(inner[0], one) for one in value)
    if origin is Literal:
        if value not in inner:
            raise ValueError(f"{value!r} is none of {inner}")
        return value
    if hasattr(kind, "__dataclass_fields__"):
        given: Mapping[str, Any] = value
        return kind(**{name: _read(of, given[name]) for name, of in _fields(kind).items() if name in given})
    if kind is date:
        return date.fromisoformat(value)
    if kind is Decimal:
        return Decimal(value)
    if type(value) is not kind:
        raise ValueError(f"{value!r} is no {kind.__name__}")
    return value


@cache
def _fields(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
