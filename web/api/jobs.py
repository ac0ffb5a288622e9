"""Jobs for outside workers: fetch under a lease, complete, fail, end in an error."""

from __future__ import annotations

from datetime import timedelta

from flask import Response

from engine.commands.activate_jobs import activate_jobs
from engine.commands.complete_job import complete_job
from engine.commands.fail_job import fail_job
from engine.commands.throw_job_error import throw_job_error
from engine.jobs.queries import leased_jobs
from web.api.describing import Book
from web.api.plain import answer, body
from web.api.schemas import ActivateJobs, CompleteJob, FailJob, JobError
from web.session import session, step


def join(book: Book) -> None:
    """Write these operations into the book."""
    book.route("post", "/jobs/activate", takes=ActivateJobs)(activate)
    book.route("post", "/jobs/<job_id>/complete", takes=CompleteJob)(complete_one)
    book.route("post", "/jobs/<job_id>/fail", takes=FailJob)(fail_one)
    book.route("post", "/jobs/<job_id>/error", takes=JobError)(end_one_in_error)


def activate() -> Response:
    """Lease jobs for a worker, those that have waited longest; nobody else is given them meanwhile."""
    wanted = body(ActivateJobs())
    token = activate_jobs(
        step(),
        wanted["types"],
        wanted["worker"],
        most=wanted["most"],
        lease=timedelta(seconds=wanted["lease_seconds"]),
    )
    return answer({"jobs": leased_jobs(session(), token)})


def complete_one(job_id: str) -> Response:
    """Answer a job under its lease; the case goes on. The same answer sent again has no further effect."""
    wanted = body(CompleteJob())
    complete_job(step(), job_id, wanted["token"], wanted["variables"])
    return answer({"job": job_id})


def fail_one(job_id: str) -> Response:
    """Give a job back that could not be done; tried again later, with no tries left it is for people."""
    wanted = body(FailJob())
    pause = wanted["retry_after"]
    fail_job(
        step(),
        job_id,
        wanted["token"],
        wanted["reason"],
        retry_after=None if pause is None else timedelta(seconds=pause),
        retries=wanted["retries"],
    )
    return answer({"job": job_id})


def end_one_in_error(job_id: str) -> Response:
    """End a job in a BPMN error, which the diagram catches by its code."""
    wanted = body(JobError())
    throw_job_error(step(), job_id, wanted["token"], wanted["code"], wanted["message"], wanted["variables"])
    return answer({"job": job_id})
