"""The case page: where it stands, what comes next and by when, everything that happened."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.cases.asked import requests_to_staff
from engine.cases.copies import copy_of, current_copy
from engine.cases.files import StoredFile
from engine.cases.links import KINDS
from engine.cases.models import OPEN, Case
from engine.cases.queries import case_id_of, case_view
from engine.cases.views import CaseView, PlaceView
from engine.clocks.ladder import ladder
from engine.commands.add_note import add_note
from engine.commands.advance.reopening import reopening_event
from engine.commands.advance.running import surroundings
from engine.commands.attach_files import attach_files
from engine.commands.cancel_case import cancel_case
from engine.commands.escalate import escalate
from engine.commands.release_case import release_case
from engine.errors import InvalidSubmission
from engine.jobs.queries import jobs_of
from engine.library.drafts import drafts_of_case
from engine.library.live import package_of
from engine.library.package import Package
from engine.people.queries import names_of
from engine.records.queries import kept_of
from engine.tasks.queries import offered_outside
from engine.timeline.queries import timeline
from web.desk.telling import said, told
from web.drawing import DONE, HERE, STUCK, WAITING, Drawing, Mark, drawing_of
from web.session import actor, finish, session, step

MARKS = {"task": HERE, "incident": STUCK}
WORKER = "worker"  # kind of place that is told with more than a name
ENTRIES = 500  # of the timeline on one page


def join(area: Blueprint) -> None:
    """Hang the pages into the desk."""
    area.get("/cases/<reference>")(show_case)
    area.post("/cases/<reference>/notes")(take_note)
    area.post("/cases/<reference>/files")(take_files)
    area.post("/cases/<reference>/escalate")(take_escalation)
    area.post("/cases/<reference>/cancel")(take_cancellation)
    area.post("/cases/<reference>/release")(take_release_of_case)
    area.get("/cases/<reference>/files/<file_id>")(show_file)
    area.get("/cases/<reference>/current/<field>")(show_current)


def show_case(reference: str) -> str:
    """One case."""
    case = case_view(session(), reference)
    package = package_of(session(), case.version)
    before = request.args.get("before", type=int)
    entries = timeline(session(), case.id, before=before, limit=ENTRIES)
    acted = {entry.actor_id for entry in entries if entry.erased}
    names = names_of(session(), acted | {entry.on_behalf_of for entry in entries if entry.on_behalf_of})
    kept = kept_of(session(), case.id)
    return render_template(
        "desk/case.html",
        outside=offered_outside(session(), case.id),
        case=case,
        package=package,
        drawings=_drawings(case, package),
        waits=[place for place in _standing(case, package) if place.kind not in (*MARKS, WORKER)],
        outside_jobs=jobs_of(session(), case.id) if package.settings.workers else [],
        requests=()
        if case.merged_into or kept.erased_at
        else requests_to_staff(session(), _row(case), actor()),
        entries=[told(entry, package, names) for entry in reversed(entries)],
        levels=package.settings.levels,
        ladder=ladder(package.settings.levels, case.clocks, case.escalations),
        drafts=drafts_of_case(session(), case.id),
        groups=package.settings.groups,
        now=step().now,
        supervises=actor().has_role("supervisor"),
        link_kinds=KINDS,
        kept=kept,
        may_hold=actor().has_role("supervisor") or actor().has_role("administrator"),
        may_erase=actor().has_role("administrator"),
        reopens=case.state != OPEN and reopening_event(package) is not None,
    )


def take_note(reference: str) -> ResponseReturnValue:
    """Add a note to the timeline."""
    case_id = case_id_of(session(), reference)
    try:
        add_note(step(), case_id, request.form.get("text", ""))
    except InvalidSubmission as error:
        return _refused(reference, error, "note")
    flash("Your note is on the timeline.")
    return redirect(url_for("desk.show_case", reference=reference, _anchor="timeline"), 303)


def take_files(reference: str) -> ResponseReturnValue:
    """Attach files to the case."""
    case_id = case_id_of(session(), reference)
    parts = [(part.filename or "", part.read()) for part in request.files.getlist("files") if part.filename]
    try:
        kept = attach_files(step(), case_id, parts)
    except InvalidSubmission as error:
        return _refused(reference, error, "files")
    flash(
        "The file is kept with the case." if len(kept) == 1 else f"{len(kept)} files are kept with the case."
    )
    return redirect(url_for("desk.show_case", reference=reference, _anchor="files"), 303)


def take_escalation(reference: str) -> ResponseReturnValue:
    """Ask a higher level for help."""
    case_id = case_id_of(session(), reference)
    level = request.form.get("level", default=1, type=int)
    try:
        escalate(step(), case_id, level, request.form.get("reason", ""))
    except InvalidSubmission as error:
        return _refused(reference, error, "escalate")
    flash(f"Level {level} was asked for help.")
    return redirect(url_for("desk.show_case", reference=reference, _anchor="escalations"), 303)


def take_cancellation(reference: str) -> ResponseReturnValue:
    """Stop the case for good."""
    case_id = case_id_of(session(), reference)
    try:
        cancel_case(step(), case_id, request.form.get("reason", ""))
    except InvalidSubmission as error:
        return _refused(reference, error, "cancel")
    flash("The case was cancelled.")
    return redirect(url_for("desk.show_case", reference=reference), 303)


def take_release_of_case(reference: str) -> ResponseReturnValue:
    """Let an imported case write letters; those held are sent now."""
    sent = release_case(step(), case_id_of(session(), reference))
    letters = "no letter was waiting" if not sent else f"{sent} {'letter' if sent == 1 else 'letters'} sent"
    flash(f"Released: {letters}. From now on this case writes letters like any other.")
    return redirect(url_for("desk.show_case", reference=reference, _anchor="letters"), 303)


def show_file(reference: str, file_id: str) -> Response:
    """A file, stamped where its process asks for it; always to be saved and never shown as a page of ours."""
    case = session().get_one(Case, case_id_of(session(), reference))
    return _saved(copy_of(session(), case, file_id, surroundings(step())))


def show_current(reference: str, field: str) -> Response:
    """The files of a record's current version: a link that always gives the one in force."""
    case = session().get_one(Case, case_id_of(session(), reference))
    return _saved(current_copy(session(), case, field, surroundings(step())))


def _saved(found: StoredFile) -> Response:
    response = Response(found.content, mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=found.name)
    return response


def _refused(reference: str, error: InvalidSubmission, anchor: str) -> ResponseReturnValue:
    finish(keep=False)
    flash(said(error), "error")
    return redirect(url_for("desk.show_case", reference=reference, _anchor=anchor), 303)


def _drawings(case: CaseView, package: Package) -> list[Drawing]:
    """The main diagram and every called one in which the case stands now."""
    main = package.settings.main
    marks: dict[str, list[Mark]] = {main: []}
    for place in _standing(case, package):
        state = MARKS.get(place.kind, WAITING)
        marks.setdefault(place.process_id, []).append(Mark(element=place.element, state=state))
    for caller in _callers(package, set(marks) - {main}):
        marks[main].append(Mark(element=caller, state=HERE))
    known = package.model.processes[main].elements
    done = {step.element for step in case.done if step.element in known}
    marks[main] += [Mark(element=element, state=DONE) for element in sorted(done)]
    return [
        drawing_of(package, process, marks[process])
        for process in marks
        if process in package.model.processes
    ]


def _standing(case: CaseView, package: Package) -> list[PlaceView]:
    """Places that hold a token; what only stands ready (at a border, in an event sub-process) is left out."""
    processes = package.model.processes
    return [
        place
        for place in case.places
        if place.host is None and processes[place.process_id].elements[place.element].kind != "startEvent"
    ]


def _callers(package: Package, called: set[str]) -> list[str]:
    """The call activities of the main diagram that lead to these processes."""
    elements = package.model.processes[package.settings.main].elements.values()
    return [element.id for element in elements if element.called in called]


def _row(case: CaseView) -> Case:
    return session().get_one(Case, case.id)
