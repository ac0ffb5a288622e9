"""Asking a form on a page: what is shown, what was posted, and files that survive a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, request

from engine.cases.files import Upload, store, upload, waiting_files
from engine.clocks.calendars import calendars
from engine.database import Database
from engine.errors import InvalidSubmission
from engine.feel.surroundings import Surroundings
from engine.forms.form import Form
from engine.registers.catalogues import catalogues
from engine.step import Actor, Step
from web.forms import FormView, form_view
from web.session import finish, session, step

OURS = frozenset({"csrf_token", "_key", "_version", "_reason", "_how"})
OFFICE = "office"


@dataclass(frozen=True, kw_only=True)
class Posted:
    """What a browser sent for a form: names with lists of answers, and the files that came along."""

    raw: Mapping[str, Any]
    files: tuple[Upload, ...]


def blank(
    form: Form,
    values: Mapping[str, Any] | None = None,
    context: Mapping[str, Any] | None = None,
    *,
    readonly: bool = False,
) -> FormView:
    """The form as it is first shown, or with `readonly` its answers."""
    return _view(form, values or {}, None, context, readonly=readonly)


def posted(form: Form, by: Actor | None = None) -> Posted:
    """Read this request's answers; files become answers by their metadata."""
    raw: dict[str, Any] = {name: values for name, values in request.form.lists() if name not in OURS}
    files = []
    pickers = {one.key for one in form.everything() if one.kind == "filepicker"}
    # A picker within a group or row is posted under its path, such as points[0].proof.
    for name in sorted({*request.files, *raw}):
        if name.rsplit(".", 1)[-1] not in pickers:
            continue
        fresh = [
            upload(name, file.filename, file.read()) for file in request.files.getlist(name) if file.filename
        ]
        kept = waiting_files(step(by), [one for one in raw.get(name, []) if isinstance(one, str)])
        raw[name] = kept + [file.metadata for file in fresh]
        files += fresh
    store(step(by), files)
    return Posted(raw=raw, files=tuple(files))


def refused(
    form: Form,
    answers: Posted,
    error: InvalidSubmission,
    context: Mapping[str, Any] | None = None,
    by: Actor | None = None,
) -> FormView:
    """The form again with everything typed and a message per field; its files are kept all the same."""
    finish(keep=False)
    if answers.files:
        database: Database = current_app.extensions["amends.database"]
        circumstances = step(by)
        finish(keep=False)
        with database.write() as own:
            store(_within(circumstances, own), list(answers.files))
    return _view(form, answers.raw, error.errors, context)


def _within(circumstances: Step, own: Any) -> Step:
    return Step(
        session=own, actor=circumstances.actor, now=circumstances.now, settings=circumstances.settings
    )


def _view(
    form: Form,
    values: Mapping[str, Any],
    errors: Mapping[str, list[str]] | None,
    context: Mapping[str, Any] | None,
    *,
    readonly: bool = False,
) -> FormView:
    known = calendars(session())
    office = known.get(OFFICE)
    return form_view(
        form,
        values,
        errors,
        around=Surroundings(now=step().now, calendars=known),
        context=context,
        catalogues=catalogues(session()),
        zone=office.zone if office else "UTC",
        readonly=readonly,
    )
