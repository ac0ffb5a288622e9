"""What cases share, for programs: links, merges, promises, substitutes, norm times, letters, registers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine.people.models import Person
from tests.web.desk.test_posting import lay_down
from tests.web.furnished import Office, Program


@pytest.fixture
def ana(office: Office) -> Program:
    """A program of the front line."""
    return office.program("ana")


def person(office: Office, login: str) -> str:
    with office.database.read() as session:
        return session.scalars(select(Person.id).where(Person.login == login)).one()


def test_cases_are_linked_and_the_link_is_taken_away(office: Office, ana: Program) -> None:
    first, second = office.complain(), office.complain()

    linked = ana.post(f"/cases/{first}/link", {"to": second, "kind": "caused-by"})
    sides = [ana.get(f"/cases/{one}")[1]["links"] for one in (first, second)]
    taken = ana.post(f"/cases/{first}/unlink", {"to": second, "kind": "caused-by", "reason": "Wrong."})

    assert linked[0] == 200
    assert [(side[0]["reference"], side[0]["kind"]) for side in sides] == [
        (second, "caused-by"),
        (first, "caused"),
    ]
    assert taken[0] == 200
    assert ana.get(f"/cases/{first}")[1]["links"] == []


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"to": "CMP-2026-999999-X", "kind": "caused"}, 404),
        ({"to": "SELF", "kind": "caused"}, 409),
        ({"to": "SELF", "kind": "loves"}, 422),
        ({"kind": "caused"}, 422),
        ({"to": "SELF", "kind": "caused", "more": 1}, 422),
    ],
)
def test_a_link_that_cannot_be_is_refused(office: Office, ana: Program, sent: dict[str, Any], status: int):
    reference = office.complain()
    if sent.get("to") == "SELF":
        sent = {**sent, "to": reference}

    assert ana.post(f"/cases/{reference}/link", sent)[0] == status


def test_cases_are_merged_and_the_merge_is_undone(office: Office, ana: Program) -> None:
    first, second = office.complain(), office.complain()

    merged = ana.post(f"/cases/{second}/merge", {"into": first, "reason": "Sent in twice."})
    seen = ana.get(f"/cases/{second}")[1]["merged_into"]
    again = ana.post(f"/cases/{second}/merge", {"into": first, "reason": "Sent in twice."})
    undone = ana.post(f"/cases/{second}/unmerge", {"reason": "It was another matter."})
    twice = ana.post(f"/cases/{second}/unmerge", {"reason": "It was another matter."})

    assert (merged[0], seen, again[0]) == (200, first, 409)
    assert (undone[0], twice[0]) == (200, 409)
    assert ana.get(f"/cases/{second}")[1]["state"] == "open"


@pytest.mark.parametrize("deed", ["merge", "unmerge", "reopen", "unlink", "escalate"])
def test_what_needs_a_reason_is_refused_without_one(office: Office, ana: Program, deed: str) -> None:
    reference = office.complain()
    more: dict[str, dict[str, Any]] = {
        "merge": {"into": reference},
        "unlink": {"to": reference, "kind": "caused"},
        "escalate": {"level": 1},
    }

    assert ana.post(f"/cases/{reference}/{deed}", more.get(deed, {}))[0] == 422
    assert ana.post(f"/cases/{reference}/{deed}", {**more.get(deed, {}), "reason": " "})[0] in {409, 422}


def test_an_open_case_that_waits_for_nothing_is_not_reopened(office: Office, ana: Program) -> None:
    assert ana.post(f"/cases/{office.complain()}/reopen", {"reason": "Again."})[0] == 409


def test_a_promise_is_recorded_once_and_settled(office: Office, ana: Program) -> None:
    reference, by = office.complain(), (office.now() + timedelta(days=3)).isoformat()
    for _ in range(2):
        assert ana.post(f"/cases/{reference}/promises", {"what": "A call.", "by": by}, key="k")[0] == 201

    (promise,) = ana.get(f"/cases/{reference}/promises")[1]["promises"]
    without_note = ana.post(f"/promises/{promise['id']}/settle", {"kept": False})
    settled = ana.post(f"/promises/{promise['id']}/settle", {"kept": False, "note": "Nobody at home."})
    again = ana.post(f"/promises/{promise['id']}/settle", {"kept": True})

    assert (without_note[0], settled[0], again[0]) == (422, 200, 409)
    (after,) = ana.get(f"/cases/{reference}/promises")[1]["promises"]
    assert (after["state"], after["note"]) == ("broken", "Nobody at home.")


@pytest.mark.parametrize(
    "sent", [{"what": "A call."}, {"what": " ", "by": "2099-01-01T09:00:00Z"}, {"what": "A", "by": "soon"}]
)
def test_a_promise_that_cannot_be_is_refused(office: Office, ana: Program, sent: dict[str, str]) -> None:
    assert ana.post(f"/cases/{office.complain()}/promises", sent)[0] == 422


def test_a_promise_in_the_past_is_refused(office: Office, ana: Program) -> None:
    sent = {"what": "A call.", "by": (office.now() - timedelta(minutes=1)).isoformat()}

    status, problem = ana.post(f"/cases/{office.complain()}/promises", sent)

    assert status == 422
    assert "by" in problem["errors"]


def test_somebody_says_who_stands_in_for_them(office: Office, ana: Program) -> None:
    ben = person(office, "ben")
    status, made = ana.post("/substitutions", {"substitute": ben})
    listed = ana.get("/substitutions")[1]["substitutions"]
    ended = ana.post(f"/substitutions/{made['substitution']}/end")

    assert status == 201
    assert [(one["substitute"], one["ends_at"]) for one in listed] == [(ben, None)]
    assert ended[0] == 200
    assert ana.get("/substitutions")[1]["substitutions"][0]["ends_at"] is not None


def test_nobody_settles_the_substitute_of_others(office: Office, ana: Program) -> None:
    ben, dev = person(office, "ben"), person(office, "dev")
    sent = {"person": ben, "substitute": dev}

    assert ana.post("/substitutions", sent)[0] == 403
    assert ana.get("/substitutions", person=ben)[0] == 403
    assert office.program("leila").post("/substitutions", sent)[0] == 201


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"substitute": "SELF"},
        {"substitute": "BEN", "begins": "2026-03-09T00:00:00Z", "ends": "2026-03-02T00:00:00Z"},
    ],
)
def test_a_substitute_that_cannot_be_is_refused(office: Office, ana: Program, sent: dict[str, str]) -> None:
    known = {"SELF": person(office, "ana"), "BEN": person(office, "ben")}

    assert ana.post("/substitutions", {key: known.get(value, value) for key, value in sent.items()})[0] == 422


def test_norm_times_are_read_by_staff_and_kept_by_owners(office: Office, ana: Program) -> None:
    before = ana.get("/profiles/general")[1]
    wanted = {
        "title": "General",
        "source": "Ours",
        "values": {**before["values"], "answer": "15 working days"},
    }

    refused = ana.post("/profiles/general", wanted)
    kept = office.program("owner").post("/profiles/general", wanted)

    assert before["values"]["answer"] == "20 working days"
    assert (refused[0], kept[0]) == (403, 200)
    assert ana.get("/profiles/general")[1]["values"]["answer"] == "15 working days"
    assert "uk_finance" in [one["key"] for one in ana.get("/profiles")[1]["profiles"]]
    assert ana.get("/profiles/none")[0] == 404


@pytest.mark.parametrize("values", [{"answer": "soon"}, {"Bad Name": "1 day"}, {"answer": [1]}, "x"])
def test_norm_times_that_cannot_be_are_refused(office: Office, values: Any) -> None:
    sent = {"title": "T", "values": values}

    assert office.program("owner").post("/profiles/general", sent)[0] == 422


def test_letters_are_posted_by_program(office: Office, ana: Program) -> None:
    lay_down(office, office.complain())

    (letter,) = ana.get("/letters/to-post")[1]["letters"]
    posted = ana.post(f"/letters/{letter['id']}/posted")
    back = ana.post(f"/letters/{letter['id']}/came-back", {"reason": "Moved away."})

    assert letter["recipient"].startswith("Nadia Rahman\n")
    assert (posted[0], back[0]) == (200, 200)
    assert ana.post(f"/letters/{letter['id']}/posted")[0] == 409
    assert ana.get("/letters/to-post")[1] == {"letters": [], "next": None}


def test_registers_are_read_page_by_page(office: Office, ana: Program) -> None:
    references = [office.complain() for _ in range(3)]
    path = "/registers/complaint_handling/complaints"

    _, first = ana.get(path, limit=2)
    _, second = ana.get(path, limit=2, cursor=first["next"])

    assert [line["reference"] for line in (*first["lines"], *second["lines"])] == references[::-1]
    assert second["next"] is None
    assert len(first["columns"]) == len(first["lines"][0]["values"])
    assert ana.get(path, limit=0)[0] == 422
    assert ana.get("/registers/complaint_handling/none")[0] == 404


def test_escalating_by_hand_answers_with_the_escalation(office: Office, ana: Program) -> None:
    reference = office.complain()

    status, made = ana.post(f"/cases/{reference}/escalate", {"level": 2, "reason": "She cries."})

    assert status == 201
    queue = office.program("leila").get("/escalations", level=2)[1]["escalations"]
    assert made["escalation"] in [one["id"] for one in queue]


@pytest.mark.parametrize(
    "path", ["/profiles", "/letters/to-post", "/registers/complaint_handling/complaints", "/cases"]
)
def test_administrators_see_no_cases(office: Office, path: str) -> None:
    assert office.program("admin").get(path)[0] == 403


def test_every_new_route_stands_in_the_document(office: Office, ana: Program) -> None:
    paths = ana.get("/openapi.json")[1]["paths"]

    for path in (
        "/cases/{reference}/link",
        "/cases/{reference}/unmerge",
        "/cases/{reference}/reopen",
        "/promises/{promise_id}/settle",
        "/substitutions/{substitution_id}/end",
        "/profiles/{key}",
        "/letters/{letter_id}/came-back",
        "/registers/{process}/{key}",
        "/changes",
    ):
        assert path in paths
