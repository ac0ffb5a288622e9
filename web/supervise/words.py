"""What pages of supervisors call things: processes, groups, levels, states, kinds of incidents."""

from __future__ import annotations

from sqlalchemy.orm import Session

from engine.library.live import live_packages, package_of
from engine.people.queries import groups
from engine.work.queries import IncidentView

STATES = {
    "open": "Unattended",
    "acknowledged": "Acknowledged",
    "taken_over": "Taken over",
    "resolved": "Resolved",
}
KINDS = {
    "stuck": "The case cannot go on",
    "job": "A service task failed",
    "job_lease": "A job could not be taken back from a program",
    "letter": "A letter was not taken",
    "timer": "A timer could not fire",
    "clock": "A clock could not be read",
    "message": "A message could not be delivered",
    "message_expiry": "A kept message could not be dropped",
    "start": "A planned start failed",
}
ORIGINS = {"clock": "A clock", "diagram": "The process", "hand": "A colleague"}


def process_titles(session: Session) -> dict[str, str]:
    """The title of every live process by its key."""
    return {package.key: package.settings.title for package in live_packages(session)}


def group_titles(session: Session) -> dict[str, str]:
    """The title of every group by its key."""
    return {group.key: group.title for group in groups(session)}


def level_titles(session: Session) -> dict[int, str]:
    """Every escalation level of the live processes, with the groups it asks."""
    found: dict[int, list[str]] = {}
    for package in live_packages(session):
        settings = package.settings
        for level, group in settings.levels.items():
            title = settings.groups[group].title if group in settings.groups else group
            if title not in found.setdefault(level, []):
                found[level].append(title)
    return {level: f"Level {level}: {', '.join(found[level])}" for level in sorted(found)}


def step_name(session: Session, incident: IncidentView) -> str | None:
    """What the diagram calls the step at which an incident happened."""
    if not (incident.case_version and incident.process_id and incident.element):
        return incident.element
    processes = package_of(session, incident.case_version).model.processes
    process = processes.get(incident.process_id)
    element = process.elements.get(incident.element) if process else None
    return element.label if element else incident.element
