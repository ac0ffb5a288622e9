"""Outside workers of process.yaml: asked for by a task, done by people who exist, with a known answer."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from engine.errors import Finding
from engine.library.package import Package
from engine.library.process_settings import WorkerSettings
from engine.worktime.amount import read_amount
from engine.worktime.errors import AmountError

DECISION = "decision"  # what the engine calls a decision that it makes itself


def check_workers(package: Package, operations: Collection[str]) -> Iterator[Finding]:
    """One finding for each line about a worker that fits neither the diagrams nor the package."""
    file = f"processes/{package.key}/process.yaml"
    asked = set()
    for process in package.model.processes.values():
        for element in process.elements.values():
            if element.job_type not in package.settings.workers:
                continue
            asked.add(element.job_type)
            for header in sorted(name for name, text in element.headers.items() if text.startswith("=")):
                message = f"'{element.label}' gives the worker the header '{header}' as an expression."
                yield Finding(file=process.file, element=element.id, code="worker-header", message=message)
    for worker in package.settings.workers.values():
        where = f"workers.{worker.type}"
        for at, code, message, level in _of_worker(package, worker, operations):
            yield Finding(file=file, element=where + at, code=code, message=message, level=level)
        if worker.type not in asked:
            message = f"No task asks for '{worker.type}'."
            yield Finding(file=file, element=where, code="worker-unused", message=message, level="warning")


def _of_worker(
    package: Package, worker: WorkerSettings, operations: Collection[str]
) -> Iterator[tuple[str, str, str, str]]:
    if worker.type in operations or worker.type == DECISION:
        yield "", "worker-operation", f"Amends does '{worker.type}' itself.", "error"
    if worker.group not in package.settings.groups:
        yield ".group", "group-unknown", f"There is no group '{worker.group}'.", "error"
    if worker.form is not None and worker.form not in package.forms:
        yield ".form", "form-missing", f"There is no form '{worker.form}'.", "error"
    if worker.form is not None and worker.example is not None:
        yield "", "worker-answer", f"'{worker.type}' has a form and an example: one is enough.", "error"
    if worker.form is None and worker.example is None:
        message = f"Nothing says what '{worker.type}' answers, so that anything is accepted."
        yield "", "worker-answer", message, "warning"
    if worker.within is not None:
        try:
            read_amount(worker.within)
        except AmountError as error:
            yield ".within", "amount", str(error), "error"
