"""Whether a file that an editor saved says the same as the one it opened."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

Said = tuple[str, tuple[tuple[str, str], ...], str]  # where it stands, its attributes, its text
IMPLIED = {("propagateAllParentVariables", "true")}  # defaults that an editor need not write
BY_THE_EDITOR = {"exporter", "schemaVersion", "isRepeating"}  # what form-js writes of its own accord


def differences(before: bytes, after: bytes) -> list[str]:
    """What an XML file lost (`-`) and gained (`+`), wherever it stands; order and layout aside."""
    lost, gained = (_said(one) - _said(other) for one, other in ((before, after), (after, before)))
    return [_line("-", said) for said in sorted(lost)] + [_line("+", said) for said in sorted(gained)]


def form_differences(before: bytes, after: bytes) -> list[str]:
    """The same for a form-js form."""
    old, new = (dict(_leaves(json.loads(content), "")) for content in (before, after))
    lost = [f"- {where} {old[where]}" for where in old if old[where] != new.get(where)]
    return lost + [f"+ {where} {new[where]}" for where in new if new[where] != old.get(where)]


def _said(content: bytes) -> Counter[Said]:
    parser = etree.XMLParser(remove_comments=True, remove_blank_text=True)
    return Counter(_walk(etree.fromstring(content, parser), ""))


def _walk(node: Any, above: str) -> list[Said]:
    called = node.get("id") or node.get("bpmnElement") or ""
    where = f"{above}/{etree.QName(node).localname}"
    attributes = {(name, _value(value)) for name, value in node.attrib.items()} - IMPLIED
    found: list[Said] = [(where, tuple(sorted(attributes)), (node.text or "").strip())]
    for child in node:
        found += _walk(child, f"{where}[{called}]" if called else where)
    return found


def _value(text: str) -> str:
    """Numbers are equal however they are written: coordinates come back without their `.0`."""
    try:
        return repr(float(text))
    except ValueError:
        return text


def _line(sign: str, said: Said) -> str:
    where, attributes, text = said
    return f"{sign} {where} {dict(attributes)} {text}".strip()[:400]


def _leaves(value: Any, where: str) -> Iterator[tuple[str, str]]:
    """Every single value of a form by its path; a part of a list is called by its id, else by its place."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            if key not in BY_THE_EDITOR:
                yield from _leaves(inner, f"{where}/{key}")
    elif isinstance(value, list) and value:
        called = [
            inner.get("id", number) if isinstance(inner, dict) else number
            for number, inner in enumerate(value)
        ]
        yield f"{where}[]", json.dumps(called)
        for name, inner in zip(called, value, strict=True):
            yield from _leaves(inner, f"{where}[{name}]")
    else:
        yield where, json.dumps(value, ensure_ascii=False)
