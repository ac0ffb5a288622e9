"""What the draft of a process that a case holds changes: in words, and marked on both drawings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, url_for

from engine.cases.errors import CaseNotFound
from engine.cases.merging import leading_case
from engine.errors import PackageError
from engine.library.differences import ADDED, REMOVED, Difference, differences
from engine.library.drafts import base_package, draft_of, draft_of_case, draft_package
from engine.library.models import ProcessDraft
from engine.library.package import Package
from web.drawing import Drawing, Mark, drawing_of, xml_of
from web.session import session


def join(area: Blueprint) -> None:
    """Hang the pages into the desk."""
    area.get("/cases/<reference>/drafts/<draft_id>")(show_differences)
    area.get("/cases/<reference>/drafts/<draft_id>/<process_id>.bpmn")(show_drawn)


def show_differences(reference: str, draft_id: str) -> str:
    """Every difference from the version the draft was begun from."""
    draft = _draft(reference, draft_id)
    old, new = base_package(session(), draft), draft_package(session(), draft)
    found = differences(old, new)
    return render_template(
        "desk/differences.html",
        reference=reference,
        draft=draft,
        found=by_place(found),
        count=len(found),
        drawings=list(_drawings(reference, draft, old, new, found)),
    )


def show_drawn(reference: str, draft_id: str, process_id: str) -> Response:
    """The diagram file of the draft in which this process is drawn."""
    return xml_of(draft_package(session(), _draft(reference, draft_id)), process_id)


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What an open draft of a case changes, for the page of a task."""

    id: str
    process: str
    found: Mapping[str, list[Difference]]
    count: int


def open_changes(case_id: int) -> tuple[Changes, ...]:
    """Of the draft that the case holds, if it holds one that is not yet released."""
    draft = draft_of_case(session(), case_id)
    if draft is None:
        return ()
    found = differences(base_package(session(), draft), draft_package(session(), draft))
    return (Changes(id=draft.id, process=draft.process, found=by_place(found), count=len(found)),)


def by_place(found: Iterable[Difference]) -> Mapping[str, list[Difference]]:
    """Differences by their diagram, table, form or file."""
    places: dict[str, list[Difference]] = {}
    for one in found:
        places.setdefault(one.where, []).append(one)
    return places


def _draft(reference: str, draft_id: str) -> ProcessDraft:
    case = leading_case(session(), reference)
    if case is None:
        raise CaseNotFound(reference)
    return draft_of(session(), case.id, draft_id)


def _drawings(
    reference: str, draft: ProcessDraft, old: Package | None, new: Package, found: Iterable[Difference]
) -> Iterator[tuple[str, Drawing | None, Drawing | None]]:
    """Title, drawing before and drawing after of every process in which something drawn differs."""
    drawn: dict[str, list[Difference]] = {}
    for one in found:
        if one.process:
            drawn.setdefault(one.process, []).append(one)
    for process_id, changes in drawn.items():
        before, after = _has(old, process_id), _has(new, process_id)
        url = url_for("desk.show_drawn", reference=reference, draft_id=draft.id, process_id=process_id)
        gone = [Mark(element=one.key, state=one.what) for one in changes if one.what != ADDED]
        come = [Mark(element=one.key, state=one.what) for one in changes if one.what != REMOVED]
        yield (
            changes[0].where,
            drawing_of(old, process_id, gone) if old is not None and before else None,
            drawing_of(new, process_id, come, url=url) if after else None,
        )


def _has(package: Package | None, process_id: str) -> bool:
    try:
        return package is not None and process_id in package.model.processes
    except PackageError:  # an unfinished draft cannot be drawn
        return False
