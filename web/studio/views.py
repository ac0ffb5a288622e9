"""Pages of process owners: what there is, what it looks like, and the editor that changes it."""

from __future__ import annotations

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import AmendsError, Finding, PackageError
from engine.library.live import live_package, live_processes, live_version, package_of, versions
from engine.people.queries import names_of
from web.drawing import drawing_of
from web.errors import problem, status_of
from web.session import require, session, step
from web.studio import choosing, migrating, norm_times
from web.studio.checking import DiagramNotFound, deploy_diagram, diagrams, findings_of, with_diagram
from web.studio.listing import Listed, listed_versions

area = Blueprint("studio", __name__)
area.before_request(require("process_owner"))
norm_times.join(area)
choosing.join(area)
migrating.join(area)


@area.get("/studio")
def show_processes() -> str:
    """Every process that can be opened, with its live version."""
    listed = [Listed.of(session(), key) for key in live_processes(session())]
    return render_template("studio/processes.html", processes=listed)


@area.get("/studio/<process>")
def show_process(process: str) -> str:
    """One process: its drawings, parts, versions."""
    return _process(process, [])


@area.get("/studio/<process>/edit")
def show_editor(process: str) -> str:
    """The editor on one diagram of the live version."""
    package = live_package(session(), process)
    files = diagrams(package)
    file = request.args.get("file") or next(iter(files), "")
    if file not in files:
        raise DiagramNotFound(file)
    number = next(v.number for v in versions(session(), process) if v.hash == package.version)
    return render_template(
        "studio/editor.html", package=package, file=file, files=files, base=package.version, number=number
    )


@area.get("/studio/<process>/files/<version>/<path:file>")
def show_file(process: str, version: str, file: str) -> Response:
    """One diagram file of a version, byte for byte; offered for saving."""
    package = package_of(session(), version)
    if package.key != process or file not in diagrams(package):
        raise DiagramNotFound(file)
    response = Response(package.files[file], mimetype="application/xml")
    response.headers["Content-Disposition"] = f'attachment; filename="{file.rsplit("/", 1)[-1]}"'
    return response


@area.post("/studio/<process>/check")
def take_check(process: str) -> Response:
    """What the check says about a changed diagram, for the editor; nothing is stored."""
    package = package_of(session(), request.form.get("base") or live_version(session(), process))
    try:
        changed = with_diagram(package, request.form.get("file", ""), _xml())
    except AmendsError as error:
        return problem(status_of(error), str(error))
    return jsonify({"findings": [finding.plain() for finding in findings_of(changed)]})


@area.post("/studio/<process>/deploy")
def take_deploy(process: str) -> ResponseReturnValue:
    """Deploy a diagram changed in the editor; a refusal says why, and the editor keeps the work."""
    try:
        version = deploy_diagram(
            step(), process, request.form.get("base", ""), request.form.get("file", ""), _xml()
        )
    except PackageError as error:
        findings = [finding.plain() for finding in error.findings]
        detail = "Not deployed: the check found errors. Your drawing is still here."
        return problem(422, detail, findings=findings)
    except AmendsError as error:
        return problem(status_of(error), str(error))
    flash(f"Version {version.number} is live. New cases run on it; running ones stay on theirs.")
    return jsonify(
        {"number": version.number, "location": url_for("studio.show_process", process=process)}
    ), 201


@area.post("/studio/<process>/replace")
def take_file(process: str) -> ResponseReturnValue:
    """Deploy a diagram from a file, as drawn in another modeler."""
    sent = request.files.get("diagram")
    xml = sent.read() if sent else b""
    if not xml:
        return _process(process, [], "Choose a .bpmn file first."), 422
    base = live_version(session(), process)
    try:
        version = deploy_diagram(step(), process, base, request.form.get("file", ""), xml)
    except PackageError as error:
        return _process(process, error.findings), 422
    except AmendsError as error:
        return _process(process, [], str(error)), status_of(error)
    flash(f"Version {version.number} is live. New cases run on it; running ones stay on theirs.")
    return redirect(url_for("studio.show_process", process=process), 303)


def _process(process: str, findings: list[Finding], refused: str = "") -> str:
    package = live_package(session(), process)
    rows = versions(session(), process)
    names = names_of(session(), {row.deployed_by for row in rows})
    return render_template(
        "studio/process.html",
        package=package,
        drawings=[
            drawing_of(package, one)
            for one in sorted(package.model.processes, key=lambda one: (one != package.key, one))
        ],
        versions=listed_versions(rows, package.version, names),
        files=diagrams(package),
        findings=findings or findings_of(package),
        refused=refused or bool(findings),
    )


def _xml() -> bytes:
    return request.form.get("xml", "").encode()
