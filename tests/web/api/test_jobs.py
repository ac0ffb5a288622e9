"""Jobs for outside workers over HTTP: who may, what is given, what is refused and how."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from engine.jobs.models import OutsideJob
from engine.library.deploy import deploy
from engine.operations.catalogue import OPERATIONS
from engine.people.accounts import create_person
from engine.people.groups import add_groups
from engine.people.tokens import create_token
from engine.step import SYSTEM
from engine.timeline.models import TimelineEntry
from tests.engine.commands.package import PackageBuilder
from tests.faults.test_repeats import HOSTILE
from tests.web.furnished import Office, Program

TYPE = "accounts.credit_note"
FETCH = {"types": [TYPE], "worker": "erp-1"}


@pytest.fixture
def erp(office: Office) -> Program:
    """The program of an account without roles, in a group of its own; one case waits for it."""
    worker = {"title": "Credit note", "group": "accounts_system", "example": {"note": "G-1"}}
    groups = {key: {"title": key} for key in ("accounts_system", "front_line", "manager", "lead")}
    package = (
        PackageBuilder()
        .settings(workers={TYPE: worker}, groups=groups)
        .form("seen", {"type": "textfield", "key": "remark"})
        .start()
        .service("ask", TYPE, takes={"who": "=name"})
        .user("after", lane="front_line", form="seen")
        .end()
        .flow("start", "ask", "after", "end")
        .build()
    )
    with office.database.write() as session:
        deploy(session, package, SYSTEM, datetime.now(UTC), operations=OPERATIONS)
        add_groups(session, None, {"accounts_system": "Accounts system"})
        account = create_person(
            session,
            login="erp",
            name="Accounts system",
            now=datetime.now(UTC),
            roles=(),
            groups=["accounts_system"],
        )
        token = create_token(session, account.id, "books", datetime.now(UTC))[1]
    opened, _ = office.program("ana").post("/cases", {"process": "demo", "variables": {"name": "Zoë"}})
    assert opened == 201
    return Program(office, {"Authorization": f"Bearer {token}"})


def fetched(erp: Program, **more: Any) -> dict[str, Any]:
    """The one job there is."""
    status, answer = erp.post("/jobs/activate", {**FETCH, **more})
    assert status == 200, answer
    (job,) = answer["jobs"]
    assert isinstance(job, dict)
    return job


def test_a_job_is_fetched_and_completed_by_an_account_without_any_role(office: Office, erp: Program) -> None:
    job = fetched(erp)

    assert job["variables"] == {"who": "Zoë"}
    assert {"id", "token", "case", "type", "lease_until", "retries", "headers", "due"} <= job.keys()
    assert erp.get(f"/cases/{job['case']}")[0] == 403  # it sees the job and nothing else
    answer = {"token": job["token"], "variables": {"note": "G-7"}}
    assert erp.post(f"/jobs/{job['id']}/complete", answer) == (200, {"job": job["id"]})
    assert erp.post(f"/jobs/{job['id']}/complete", answer) == (200, {"job": job["id"]})
    _, case = office.program("ana").get(f"/cases/{job['case']}")
    assert case["file"] == {"name": "Zoë", "note": "G-7"}
    _, told = office.program("ana").get(f"/cases/{job['case']}/timeline")
    assert [entry["verb"] for entry in told["entries"]] == ["case opened", "job completed"]
    assert told["entries"][1]["by"] == "Accounts system (books)"


def test_staff_of_other_groups_are_given_nothing_and_may_not_answer(office: Office, erp: Program) -> None:
    ana = office.program("ana")

    assert ana.post("/jobs/activate", FETCH) == (200, {"jobs": []})
    job = fetched(erp)
    status, _ = ana.post(f"/jobs/{job['id']}/complete", {"token": job["token"], "variables": {"note": "x"}})
    assert status == 403


def test_what_the_declaration_lacks_is_said_per_field(erp: Program) -> None:
    job = fetched(erp)

    status, problem = erp.post(
        f"/jobs/{job['id']}/complete", {"token": job["token"], "variables": {"note": 7, "x": 1}}
    )

    assert status == 422
    assert problem["errors"].keys() == {"note", "x"}


def test_a_lost_lease_and_an_answered_job_are_conflicts(erp: Program) -> None:
    job = fetched(erp)

    assert erp.post(f"/jobs/{job['id']}/fail", {"token": "another", "reason": "away"})[0] == 409
    failed = {"token": job["token"], "reason": "away", "retry_after": 0}
    assert erp.post(f"/jobs/{job['id']}/fail", failed)[0] == 200
    late = {"token": job["token"], "variables": {"note": "G"}}
    assert erp.post(f"/jobs/{job['id']}/complete", late)[0] == 409
    again = fetched(erp)
    assert (again["retries"], again["failures"]) == (2, 1)
    ended = {"token": again["token"], "variables": {"note": "G"}}
    assert erp.post(f"/jobs/{again['id']}/complete", ended)[0] == 200
    assert erp.post(f"/jobs/{again['id']}/error", {"token": again["token"], "code": "late"})[0] == 409
    assert erp.post("/jobs/DMO-2026-999999-0.1.1/fail", {"token": "t", "reason": "away"})[0] == 404


def test_the_page_of_the_case_and_of_the_administration_say_what_waits(office: Office, erp: Program) -> None:
    job = fetched(erp)

    page = office.staff("ana").get(f"/cases/{job['case']}").text
    assert "An outside worker has been asked since" in page
    assert "erp-1 is at it" in page
    work = office.staff("admin").get("/admin/work").text
    assert "Outside workers" in work
    assert TYPE in work
    figures = office.app.test_client().get("/metrics").text
    assert f'amends_outside_jobs_waiting{{type="{TYPE}"}} 1' in figures
    assert f'amends_outside_jobs_leased{{type="{TYPE}"}} 1' in figures


def test_hostile_requests_are_refused_and_change_nothing(office: Office, erp: Program) -> None:
    job, chance = fetched(erp), random.Random(7)  # noqa: S311 - repeatable, not secret
    before = _counted(office)
    mine = {"token": job["token"]}
    bodies: list[Any] = [
        *({**mine, "variables": wrong} for wrong in (7, "x", [], [1])),
        *({**mine, "variables": wrong} for wrong in HOSTILE),
        *({**mine, "variables": {"note": wrong}} for wrong in ("\x00", "\ud800", {"\x00": 1}, ["x"] * 9)),
        {**mine, "code": "c", "variables": {"\x00": 1}},
        *({**mine, "reason": "r", "retries": wrong} for wrong in (-1, 101, 1.5, "2", True)),
        *({**mine, "reason": "r", "retry_after": wrong} for wrong in (-1, 10**9, "soon")),
        {**mine, "reason": " "},
        {**mine, "reason": "a\x00b"},
        {**mine, "code": ""},
        {**mine, "code": "x", "message": "m" * 20_000},
        {"token": ""},
        {"token": "\x00", "variables": {"note": "x"}, "reason": "r", "code": "c"},
        {"token": None},
        {},
        [],
        "text",
    ]

    for body in bodies:
        for verb in ("complete", "fail", "error"):
            status, _ = erp.post(f"/jobs/{chance.choice((job['id'], 'x', '%00', '..'))}/{verb}", body)
            assert 400 <= status < 500, (verb, body)
        if isinstance(body, dict) and "reason" in body:
            assert 400 <= erp.post(f"/jobs/{job['id']}/fail", body)[0] < 500, body
    for body in (
        {**FETCH, "types": []},
        {**FETCH, "types": ["a\x00b"]},
        {**FETCH, "types": [TYPE] * 51},
        {**FETCH, "types": TYPE},
        {**FETCH, "worker": ""},
        {**FETCH, "worker": "w\x00"},
        {**FETCH, "most": 0},
        {**FETCH, "most": 10**9},
        {**FETCH, "lease_seconds": 0},
        {**FETCH, "lease_seconds": 10**9},
        {**FETCH, "more": 1},
        {},
    ):
        assert 400 <= erp.post("/jobs/activate", body)[0] < 500, body

    assert _counted(office) == before


def _counted(office: Office) -> tuple[int, str | None]:
    with office.database.read() as session:
        entries = len(session.scalars(select(TimelineEntry.id)).all())
        return entries, session.scalar(select(OutsideJob.lease_token))
