"""A submission becomes a payload: the form of the case's own version is asked, its files join the case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import update

from engine.cases.models import Attachment, Case
from engine.errors import InvalidSubmission
from engine.feel.errors import FeelError
from engine.feel.surroundings import Surroundings
from engine.feel.values import from_json, to_json
from engine.forms.form import Form
from engine.forms.keeping import UNKEEPABLE, can_be_kept
from engine.forms.submission import validate
from engine.library.package import Package
from engine.registers.catalogues import catalogues
from engine.step import Step
from engine.tasks.errors import FormNotFound

OFFICE = "office"


def accepted(
    step: Step,
    package: Package,
    form_id: str | None,
    raw: Mapping[str, Any],
    around: Surroundings,
    context: Mapping[str, Any],
    *,
    history: bool = False,
) -> dict[str, Any]:
    """The payload of a submission; nothing where no form is asked. Raises InvalidSubmission."""
    if form_id is None:
        return {}
    office = around.calendars.get(OFFICE)
    return validate(
        form_named(package, form_id),
        raw,
        around,
        context,
        catalogues(step.session),
        zone=office.zone if office else "UTC",
        history=history,
    )


def plain(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Variables given by a program as the case file keeps them: decimals, ISO texts, nothing else."""
    try:
        kept: dict[str, Any] = to_json(from_json(dict(variables)))
    except FeelError as error:
        raise InvalidSubmission({"variables": [str(error)]}) from error
    wrong = {name: [UNKEEPABLE] for name, value in kept.items() if not can_be_kept({name: value})}
    if wrong:
        raise InvalidSubmission(wrong)
    return kept


def form_named(package: Package, form_id: str) -> Form:
    """The form with this id in the case's own version; FormNotFound where the package lacks it."""
    form = package.forms.get(form_id)
    if form is None:
        raise FormNotFound(form_id)
    return form


def adopt_files(step: Step, case: Case, payload: Mapping[str, Any]) -> None:
    """Make the files that this actor uploaded for the answer files of the case."""
    ids = sorted(set(_file_ids(payload)))
    if not ids:
        return
    step.session.execute(
        update(Attachment)
        .where(Attachment.id.in_(ids), Attachment.case_id.is_(None))
        .where(Attachment.uploaded_by == step.actor.id)
        .values(case_id=case.id)
        .execution_options(synchronize_session=False)
    )


def _file_ids(value: Any) -> Iterator[str]:
    """The ids of everything in the payload that is a file's metadata."""
    if isinstance(value, Mapping):
        if {"id", "name", "size"} <= set(value):
            yield str(value["id"])
        for inner in value.values():
            yield from _file_ids(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _file_ids(inner)
