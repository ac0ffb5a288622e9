"""Cases: open, list, read, tell them something."""

from __future__ import annotations

from flask import Response, request

from engine.cases.queries import case_id_of, case_view, search
from engine.cases.views import CaseFilter
from engine.commands.add_note import add_note
from engine.commands.attach_files import attach_files
from engine.commands.cancel_case import cancel_case
from engine.commands.correlate_message import correlate_message
from engine.commands.escalate import escalate
from engine.commands.open_case import open_case
from engine.timeline.queries import timeline
from web.api.access import staff_only
from web.api.describing import Book
from web.api.plain import answer, body, query
from web.api.schemas import Escalate, ListCases, ListTimeline, Message, Note, OpenCase, Reason
from web.paging import cursor_of, read_cursor
from web.session import session, step


def join(book: Book) -> None:
    """Write these operations into the book."""
    book.route("post", "/cases", takes=OpenCase, status=201)(open_one)
    book.route("get", "/cases", takes=ListCases)(list_cases)
    book.route("get", "/cases/<reference>")(read_case)
    book.route("get", "/cases/<reference>/timeline", takes=ListTimeline)(read_timeline)
    book.route("post", "/cases/<reference>/cancel", takes=Reason)(cancel)
    book.route("post", "/cases/<reference>/notes", takes=Note, status=201)(note)
    book.route("post", "/cases/<reference>/escalate", takes=Escalate, status=201)(escalate_case)
    book.route("post", "/cases/<reference>/files", status=201, multipart=True)(attach)
    book.route("post", "/messages", takes=Message)(send_message)


def open_one() -> Response:
    """Open a case on the live version of a process."""
    wanted = body(OpenCase())
    opened = open_case(
        step(),
        wanted["process"],
        start=wanted["start"],
        variables=wanted["variables"],
        submission=wanted["answers"],
        received_at=wanted["received_at"],
    )
    return answer({"reference": opened.reference}, 201, Location=f"/api/v1/cases/{opened.reference}")


def list_cases() -> Response:
    """Cases by words and filters, the latest opened first."""
    staff_only()
    wanted = query(ListCases())
    page = search(
        session(),
        CaseFilter(
            words=wanted["q"],
            process=wanted["process"],
            state=wanted["state"],
            status=wanted["status"],
            owner_id=wanted["owner"],
            after=read_cursor(wanted["cursor"], int),
            limit=wanted["limit"],
        ),
    )
    return answer({"cases": page.lines, "next": cursor_of(page.next)})


def read_case(reference: str) -> Response:
    """One case: state, case file, open tasks, what it waits for, clocks, escalations, letters."""
    staff_only()
    return answer(case_view(session(), reference))


def read_timeline(reference: str) -> Response:
    """The timeline of a case in its order, with the hash of each entry."""
    staff_only()
    wanted = query(ListTimeline())
    case_id = case_id_of(session(), reference)
    entries = timeline(session(), case_id, after=wanted["after"] or 0, limit=wanted["limit"])
    more = len(entries) == wanted["limit"]
    return answer({"entries": entries, "next": entries[-1].seq if more else None})


def cancel(reference: str) -> Response:
    """Stop a case for good."""
    wanted = body(Reason())
    cancel_case(step(), case_id_of(session(), reference), wanted["reason"])
    return answer({"reference": reference})


def note(reference: str) -> Response:
    """Write a note on the timeline."""
    wanted = body(Note())
    add_note(step(), case_id_of(session(), reference), wanted["text"])
    return answer({"reference": reference}, 201)


def attach(reference: str) -> Response:
    """Attach files to a case, each a part of its own; answers with their ids in the same order."""
    parts = [(part.filename or "", part.read()) for _, part in request.files.items(multi=True)]
    made = attach_files(step(), case_id_of(session(), reference), parts)
    return answer({"reference": reference, "files": made}, 201)


def escalate_case(reference: str) -> Response:
    """Ask a level for help, with a reason; answers with the escalation."""
    wanted = body(Escalate())
    made = escalate(step(), case_id_of(session(), reference), wanted["level"], wanted["reason"])
    return answer({"escalation": made}, 201)


def send_message() -> Response:
    """Give a message to the cases that wait for its name and key; kept for a day when none does yet."""
    wanted = body(Message())
    reached = correlate_message(step(), wanted["name"], wanted["correlation_key"], wanted["variables"])
    return answer({"cases": reached})
