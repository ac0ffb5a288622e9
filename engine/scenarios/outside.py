"""What a scenario lets an outside worker do: take a job of the case and answer it, as a program would."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, select

from engine.commands.complete_job import complete_job
from engine.commands.fail_job import fail_job
from engine.commands.throw_job_error import throw_job_error
from engine.jobs.leases import Asked, take
from engine.jobs.models import OutsideJob
from engine.scenarios.comparing import agrees, at_path, say
from engine.scenarios.errors import ScenarioError, Unfulfilled
from engine.scenarios.reading import ScenarioStep
from engine.scenarios.story import Story
from engine.step import SYSTEM, Actor, Step

LEASE = timedelta(minutes=5)


def do_outside_work(story: Story, step: ScenarioStep) -> None:
    """A program of the worker's group takes the job of this type or element and gives, fails or errs."""
    if (step.fails is None) == (step.gives is None and step.error is None):
        raise ScenarioError("worker: say what it gives, why it fails, or which error it ends in")
    job = _waiting(story, step)

    def deed(it: Step) -> None:
        asked = Asked(
            types=[job.type], groups=[job.grp], worker=job.title, most=1, lease=LEASE, job_id=job.id
        )
        token = take(it.session, asked, it.now)
        if step.fails is not None:
            fail_job(it, job.id, token, step.fails)
        elif step.error is not None:
            throw_job_error(it, job.id, token, step.error, step.says or "", step.gives)
        else:
            complete_job(it, job.id, token, step.gives or {})

    story.world.do(_program(story, step, job), deed)


def _program(story: Story, step: ScenarioStep, job: OutsideJob) -> Actor:
    """Whose token it is; a small organisation may have nobody in the group of its programs."""
    if step.by:
        return story.world.actor(step.by)
    return next(iter(story.world.members([job.grp])), SYSTEM)


def _waiting(story: Story, step: ScenarioStep) -> OutsideJob:
    """The job that has waited longest, the first that fits `where`."""
    with story.world.look() as session:
        jobs = session.scalars(
            select(OutsideJob)
            .where(OutsideJob.case_id == story.case_id)
            .where(or_(OutsideJob.type == step.value, OutsideJob.element == step.value))
            .order_by(OutsideJob.opened_at, OutsideJob.id)
        ).all()
        types = session.scalars(select(OutsideJob.type).where(OutsideJob.case_id == story.case_id)).all()
    fitting = [
        job
        for job in jobs
        if all(agrees(value, at_path(job.variables, path)) for path, value in step.where.items())
    ]
    if not fitting:
        which = f"{step.value} with {say(step.where)}" if jobs else str(step.value)
        raise Unfulfilled("jobs for workers", which, say(sorted(types)))
    free = [job for job in fitting if job.visible_at <= story.world.now]
    if not free:
        until = f"{fitting[0].visible_at:%a %Y-%m-%d %H:%M:%S} UTC"
        raise Unfulfilled(f"the job for {step.value}", "to be free", f"put off until {until}")
    return free[0]
