"""Reading owners' YAML: plain values only, no key twice, no anchors, one finding when it cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NoReturn

import yaml

from engine.errors import Finding, PackageError

MAX_BYTES = 1_000_000
MAX_DEPTH = 40


class _Loader(yaml.SafeLoader):
    """Safe YAML without the two things that surprise: a key given twice and text that multiplies itself."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Refuse anchors, which can blow a small file up, and nesting nobody can read."""
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.composer.ComposerError(
                None, None, "anchors and aliases are not read", event.start_mark
            )
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise yaml.composer.ComposerError(None, None, "nested too deeply", event.start_mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node if isinstance(node, yaml.Node) else None

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Refuse a key that is given twice: YAML would silently keep the last."""
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, (list, dict)):
                raise yaml.constructor.ConstructorError(None, None, "a key must be text", key_node.start_mark)
            if key in seen:
                message = f"the key '{key}' is given twice"
                raise yaml.constructor.ConstructorError(None, None, message, key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def read_yaml(data: bytes, file: str) -> Any:
    """The plain value in this file; PackageError says line and reason when there is none."""
    if len(data) > MAX_BYTES:
        _refuse(file, f"The file is larger than {MAX_BYTES:,} bytes.")
    try:
        return yaml.load(data.decode("utf-8-sig"), Loader=_Loader)  # noqa: S506 - _Loader is a SafeLoader
    except UnicodeDecodeError:
        _refuse(file, "The file is not UTF-8 text.")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"Line {mark.line + 1}: " if mark else ""
        _refuse(file, f"{where}{error.problem or 'this is not YAML'}.")
    except (yaml.YAMLError, ValueError) as error:
        _refuse(file, f"This is not YAML: {' '.join(str(error).split())}.")


def read_mapping(data: bytes, file: str) -> dict[str, Any]:
    """The same for a file whose outermost value must be a mapping with text keys."""
    value = read_yaml(data, file)
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        _refuse(file, "The file must hold `key: value` lines.")
    return value


def values_of(value: Any) -> Any:
    """A YAML value as a case file holds it: numbers as decimals, dates as ISO text."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return Decimal(str(value))
    if isinstance(value, Mapping):
        return {str(key): values_of(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [values_of(inner) for inner in value]
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _refuse(file: str, message: str) -> NoReturn:
    raise PackageError([Finding(file=file, element="", code="yaml", message=message)])
