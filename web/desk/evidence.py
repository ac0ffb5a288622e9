"""The evidence pack of a case as a download."""

from __future__ import annotations

from flask import Blueprint, Response

from engine.commands.export_evidence import export_evidence
from web.session import step


def join(area: Blueprint) -> None:
    """Hang the page into the desk."""
    area.post("/cases/<reference>/evidence")(take_evidence)


def take_evidence(reference: str) -> Response:
    """Everything about the case in one zip; the timeline says who took it."""
    content = export_evidence(step(), reference)
    return Response(
        content,
        mimetype="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{reference}.zip"'},
    )
