"""The evidence pack's page: one HTML file without anything from outside, fit to be printed."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import simplejson

from engine.cases.views import CaseView
from engine.forms.prose import in_words

STYLE = """
body { font: 11pt/1.45 Georgia, serif; color: #111; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem; border-bottom: 1px solid #999 }
table { border-collapse: collapse; width: 100%; font-size: 10pt }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem; border-bottom: 1px solid #ccc }
th { width: 14rem }
pre { white-space: pre-wrap; font: inherit; border-left: 3px solid #ccc; padding-left: .75rem }
.hash { font: 8pt monospace; color: #555; overflow-wrap: anywhere } li { margin-bottom: .6rem }
@media print { body { margin: 0; max-width: none } h2 { break-after: avoid } tr, li { break-inside: avoid } }
"""


def page(
    case: CaseView, links: Sequence[Mapping[str, Any]], made_at: datetime, made_by: str, proof: str
) -> str:
    """Everything a reader wants to see of a case, in the order they ask."""
    parts = [
        _facts(case, links, made_at, made_by),
        _section("What the case knows", _table(_words(case.file))),
        _section("Promises in time", _table(_clocks(case))),
        _section(
            "Promised to the customer",
            _table((p.what, f"{p.state}, by {p.due_at:%Y-%m-%d %H:%M} UTC") for p in case.promises),
        ),
        _section("Escalations", _table(_escalations(case))),
        _section("Linked cases", _table((one.reference, f"{one.kind}: {one.summary}") for one in case.links)),
        _section("Letters", "".join(_letter(letter) for letter in case.letters)),
        _section("Files", _table((one.name, f"{one.media_type}, {one.size} bytes") for one in case.files)),
        _section("Timeline", f"<p>{_safe(proof)}</p><ol>{''.join(_entry(link) for link in links)}</ol>"),
    ]
    title = _safe(f"{case.reference} {case.summary}")
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{STYLE}</style></head><body>\n{''.join(parts)}</body></html>\n"
    )


def _facts(case: CaseView, links: Sequence[Mapping[str, Any]], made_at: datetime, made_by: str) -> str:
    before = [one for one in dict.fromkeys(link["version"] for link in links) if one != case.version]
    rows = [
        ("Process", f"{case.process_title}, version {case.version[:12]}"),
        ("Ran on before", ", ".join(f"version {one[:12]}" for one in before)),
        ("Status", case.status_title or case.state),
        ("Received", f"{case.received_at:%Y-%m-%d %H:%M} UTC"),
        ("Opened", f"{case.opened_at:%Y-%m-%d %H:%M} UTC"),
        ("Ended", f"{case.ended_at:%Y-%m-%d %H:%M} UTC" if case.ended_at else "not yet"),
        ("Run", str(case.run)),
        ("Owner", case.owner or case.owner_group or ""),
        ("Customer", case.customer_name or ""),
        ("People", ", ".join(case.people)),
        ("This pack", f"made on {made_at:%Y-%m-%d %H:%M} UTC by {made_by}"),
    ]
    return f"<h1>{_safe(case.reference)}</h1><p>{_safe(case.summary)}</p>{_table(rows)}"


def _words(file: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    return ((name.replace("_", " ").capitalize(), in_words(value)) for name, value in sorted(file.items()))


def _clocks(case: CaseView) -> Iterable[tuple[str, str]]:
    for clock in case.clocks:
        moved = "".join(f" Moved: {move['because']}." for move in clock.moves)
        yield clock.title, f"{clock.kind}, {clock.standing}. {clock.explanation}.{moved}"


def _escalations(case: CaseView) -> Iterable[tuple[str, str]]:
    for one in case.escalations:
        end = f" Resolved by {one.resolved_by}: {one.resolution}" if one.resolved_by else ""
        yield f"Level {one.level}, {one.raised_at:%Y-%m-%d %H:%M} UTC", f"{one.reason}{end}"


def _letter(letter: Any) -> str:
    sent = f"{letter.sent_at:%Y-%m-%d %H:%M} UTC" if letter.sent_at else letter.state
    return (
        f"<h3>{_safe(letter.subject)}</h3><p>To {_safe(letter.recipient)}, {_safe(sent)}</p>"
        f"<pre>{_safe(letter.text)}</pre>"
    )


def _entry(link: Mapping[str, Any]) -> str:
    content = simplejson.loads(link["content"], use_decimal=True) if link["content"] else {}
    by, _ = content.pop("by", link["actor_kind"]), content.pop("walk", None)
    told = _table((name.replace("_", " "), in_words(value)) for name, value in content.items())
    where = f" ({_safe(link['element'])})" if link["element"] else ""
    missing = f"<p>{_safe(link['missing'])}</p>" if link["missing"] else ""
    when = datetime.fromisoformat(link["at"])
    return (
        f"<li>{when:%Y-%m-%d %H:%M:%S} UTC, {_safe(str(by))}: <strong>{_safe(link['verb'])}</strong>{where}"
        f'{missing}{told}<div class="hash">{link["hash"]}</div></li>'
    )


def _section(title: str, inner: str) -> str:
    return f"<h2>{title}</h2>{inner or '<p>None.</p>'}\n"


def _table(rows: Iterable[tuple[str, str]]) -> str:
    found = "".join(
        f"<tr><th>{_safe(name)}</th><td>{_safe(value)}</td></tr>" for name, value in rows if value
    )
    return f"<table>{found}</table>" if found else ""


def _safe(text: str) -> str:
    return html.escape(text)
