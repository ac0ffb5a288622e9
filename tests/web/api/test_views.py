"""The API as a program meets it."""

from __future__ import annotations

import io
import zipfile
from uuid import uuid4

from openapi_spec_validator import validate

from engine.library.package import Package
from engine.library.source import shipped_root
from tests.web.furnished import REGISTERED, Office

WRITTEN = {
    "product": "internet",
    "description": "Three appointments, three times nobody came.",
    "desired_outcome": ["apology"],
    "complainant_name": "Nadia Rahman",
    "complainant_email": "nadia@customers.example",
    "consent_contact": True,
}


def opened(office: Office) -> str:
    """A case opened by a program; gives the reference."""
    wanted = {"process": "complaint_handling", "start": "arrived", "answers": WRITTEN}
    status, answer = office.program("ana").post("/cases", wanted)
    assert status == 201, answer
    reference: str = answer["reference"]
    return reference


def test_a_request_without_a_token_is_told_what_is_wanted(office: Office) -> None:
    answer = office.app.test_client().get("/api/v1/tasks")

    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_cookie_of_a_signed_in_person_counts_for_nothing(office: Office) -> None:
    answer = office.staff("ana").get("/api/v1/tasks")

    assert answer.status_code == 401


def test_a_case_is_opened_worked_on_and_read(office: Office) -> None:
    ana = office.program("ana")
    reference = opened(office)
    _, listed = ana.get("/tasks", group="front_line")
    task = next(one for one in listed["tasks"] if one["reference"] == reference)

    claimed, _ = ana.post(f"/tasks/{task['id']}/claim")
    _, read = ana.get(f"/tasks/{task['id']}")
    completed, _ = ana.post(
        f"/tasks/{task['id']}/complete", {"answers": REGISTERED, "version": read["task"]["version"]}
    )

    assert (claimed, completed) == (200, 200)
    assert read["form"]["id"] == "register"
    _, case = ana.get(f"/cases/{reference}")
    assert case["status"] == "investigating"
    assert case["file"]["severity"]["level"] == 4
    assert [one["element"] for one in case["tasks"]] == ["plan"]
    assert [one["key"] for one in case["letters"]] == ["acknowledgement"]


def test_the_timeline_is_read_page_by_page_with_its_hashes(office: Office) -> None:
    ana, reference = office.program("ana"), opened(office)

    _, first = ana.get(f"/cases/{reference}/timeline", limit=2)
    _, rest = ana.get(f"/cases/{reference}/timeline", after=first["next"], limit=500)

    numbers = [entry["seq"] for entry in first["entries"] + rest["entries"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert first["entries"][0]["verb"] == "case opened"
    assert len(first["entries"][0]["hash"]) == 64


def test_the_same_key_opens_one_case_however_often_it_is_sent(office: Office) -> None:
    ana, key = office.program("ana"), uuid4().hex
    wanted = {"process": "complaint_handling", "start": "arrived", "answers": WRITTEN}

    answers = [ana.post("/cases", wanted, key=key) for _ in range(3)]

    assert {answer["reference"] for _, answer in answers} == {answers[0][1]["reference"]}
    assert len(ana.get("/cases")[1]["cases"]) == 1


def test_the_same_key_with_another_body_is_refused(office: Office) -> None:
    ana, key = office.program("ana"), uuid4().hex
    wanted = {"process": "complaint_handling", "start": "arrived", "answers": WRITTEN}
    ana.post("/cases", wanted, key=key)

    status, _ = ana.post("/cases", {**wanted, "answers": {**WRITTEN, "product": "mobile"}}, key=key)

    assert status == 409


def test_answers_that_do_not_fit_the_form_come_back_per_field(office: Office) -> None:
    wanted = {"process": "complaint_handling", "start": "arrived", "answers": {**WRITTEN, "product": "moon"}}

    status, answer = office.program("ana").post("/cases", wanted)

    assert status == 422
    assert set(answer["errors"]) == {"product"}


def test_bodies_that_are_no_object_or_say_unknown_things_are_refused_in_words(office: Office) -> None:
    ana = office.program("ana")

    client, endless = office.app.test_client(), '{"variables": {"amount": 1e900000000}}'
    unreadable = client.post("/api/v1/cases", data="{not json", headers=ana.headers)
    too_large = client.post("/api/v1/messages", data=endless, headers=ana.headers)
    unknown = ana.post("/cases", {"process": "complaint_handling", "colour": "red"})

    assert (unreadable.status_code, too_large.status_code) == (400, 400)
    assert unknown[0] == 422
    assert "colour" in unknown[1]["errors"]


def test_unknown_processes_cases_and_tasks_are_not_found(office: Office) -> None:
    ana = office.program("ana")

    answers = [
        ana.post("/cases", {"process": "gardening"}),
        ana.get("/cases/CMP-2026-999999-X"),
        ana.get("/tasks/nothing"),
        ana.post("/tasks/nothing/claim"),
    ]

    assert [status for status, _ in answers] == [404] * 4


def test_a_task_of_another_group_is_refused(office: Office) -> None:
    opened(office)
    _, listed = office.program("ana").get("/tasks")

    status, answer = office.program("dev").post(f"/tasks/{listed['tasks'][0]['id']}/claim")

    assert status == 403
    assert "Front line" in answer["detail"]


def test_a_message_finds_the_case_that_waits_for_it(office: Office) -> None:
    reference = opened(office)

    status, answer = office.program("ana").post(
        "/messages",
        {
            "name": "complaint_withdrawn",
            "correlation_key": reference,
            "variables": {"withdrawal_reason": "settled"},
        },
    )

    assert (status, answer) == (200, {"cases": 1})


def test_escalations_are_listed_and_resolved_by_supervisors_only(office: Office) -> None:
    reference = opened(office)
    _, case = office.program("ana").get(f"/cases/{reference}")
    page = office.staff("ana").post(f"/cases/{reference}/escalate", {"level": "1", "reason": "He is ill."})
    assert page.status_code == 303, case

    refused, _ = office.program("ana").get("/escalations")
    leila = office.program("leila")
    _, queue = leila.get("/escalations")
    resolved, _ = leila.post(
        f"/escalations/{queue['escalations'][0]['id']}/resolve", {"reason": "Ben helps."}
    )

    assert refused == 403
    assert queue["escalations"][0]["reference"] == reference
    assert resolved == 200
    assert leila.get("/escalations")[1]["escalations"] == []


def archive(files: dict[str, bytes]) -> io.BytesIO:
    """These files as a zip."""
    packed = io.BytesIO()
    # Packed, as the test client leaves the file open into which it puts what is larger than 500 KB.
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for path, content in files.items():
            target.writestr(path, content)
    packed.seek(0)
    return packed


def test_a_package_is_deployed_by_process_owners_as_a_zip(office: Office) -> None:
    files = dict(Package.read(shipped_root(), "complaint_handling").files)
    settings = "processes/complaint_handling/process.yaml"
    files[settings] = files[settings].replace(b"title: Complaint handling", b"title: Complaints", 1)

    status, answer = office.program("owner").post("/deployments", data={"package": (archive(files), "p.zip")})

    assert status == 201
    assert answer["number"] == 2
    listed = office.program("owner").get("/processes")[1]["processes"]
    assert {one["key"]: one["title"] for one in listed}["complaint_handling"] == "Complaints"


def test_a_broken_package_comes_back_with_its_findings(office: Office) -> None:
    files = dict(Package.read(shipped_root(), "complaint_handling").files)
    del files["forms/complaint_handling/register.form"]

    status, answer = office.program("owner").post("/deployments", data={"package": (archive(files), "p.zip")})

    assert status == 422
    assert any("register" in finding["message"] for finding in answer["findings"])


def test_deploying_needs_a_process_owner_and_a_readable_zip(office: Office) -> None:
    files = dict(Package.read(shipped_root(), "complaint_handling").files)
    files["processes/complaint_handling/README.md"] = b"changed"

    agent, _ = office.program("ana").post("/deployments", data={"package": (archive(files), "p.zip")})
    torn, _ = office.program("owner").post("/deployments", data={"package": (io.BytesIO(b"PK.."), "p.zip")})

    assert (agent, torn) == (403, 422)


def test_the_document_is_valid_openapi_and_names_every_route(office: Office) -> None:
    _, document = office.program("ana").get("/openapi.json")

    validate(document)
    routes = {
        rule.rule.removeprefix("/api/v1").replace("<", "{").replace(">", "}")
        for rule in office.app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and rule.endpoint != "api.document"
    }
    assert set(document["paths"]) == routes


def test_an_administrators_program_neither_reads_nor_writes_cases(office: Office) -> None:
    reference = opened(office)
    _, listed = office.program("ana").get("/tasks")
    task = next(one["id"] for one in listed["tasks"] if one["reference"] == reference)
    admin = office.program("admin")

    read = [admin.get(path)[0] for path in ("/cases", f"/cases/{reference}", "/tasks", f"/tasks/{task}")]
    written = [
        admin.post("/cases", {"process": "complaint_handling", "start": "arrived", "answers": WRITTEN})[0],
        admin.post(f"/cases/{reference}/notes", {"text": "Hello."})[0],
        admin.post(f"/tasks/{task}/claim")[0],
        admin.post("/messages", {"name": "answer", "correlation_key": reference})[0],
    ]

    assert read + written == [403] * 8


def test_a_program_attaches_files_once_and_finds_them_at_the_case(office: Office) -> None:
    reference, ana = office.complain(), office.program("ana")
    sent = [
        ana.post(
            f"/cases/{reference}/files",
            key="scan 1",
            data={"one": (io.BytesIO(b"first"), "one.txt"), "two": (io.BytesIO(b"second"), "two.txt")},
        )
        for _ in range(2)
    ]

    assert sent[0] == sent[1]
    assert sent[0][0] == 201
    files = ana.get(f"/cases/{reference}")[1]["files"]
    assert [(one["id"], one["name"], one["size"]) for one in files] == [
        (sent[0][1]["files"][0], "one.txt", 5),
        (sent[0][1]["files"][1], "two.txt", 6),
    ]


def test_a_program_that_attaches_nothing_is_told(office: Office) -> None:
    status, said = office.program("ana").post(f"/cases/{office.complain()}/files", data={})

    assert (status, said["errors"]) == (422, {"files": ["Please choose a file."]})
