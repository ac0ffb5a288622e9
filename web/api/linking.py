"""Cases that belong together: linked, merged, undone; and cases that begin again."""

from __future__ import annotations

from flask import Response

from engine.cases.queries import case_id_of
from engine.commands.link_cases import link_cases
from engine.commands.merge_cases import merge_cases
from engine.commands.reopen_case import reopen_case
from engine.commands.unlink_cases import unlink_cases
from engine.commands.unmerge_cases import unmerge_cases
from web.api.describing import Book
from web.api.plain import answer, body
from web.api.schemas import Link, Merge, Reason, Reopen, Unlink
from web.session import session, step


def join(book: Book) -> None:
    """Write these operations into the book."""
    book.route("post", "/cases/<reference>/link", takes=Link)(link)
    book.route("post", "/cases/<reference>/unlink", takes=Unlink)(unlink)
    book.route("post", "/cases/<reference>/merge", takes=Merge)(merge)
    book.route("post", "/cases/<reference>/unmerge", takes=Reason)(unmerge)
    book.route("post", "/cases/<reference>/reopen", takes=Reopen)(reopen)


def link(reference: str) -> Response:
    """Say what this case is to another, such as "caused-by"; both show it."""
    wanted = body(Link())
    other = case_id_of(session(), wanted["to"])
    link_cases(step(), case_id_of(session(), reference), other, wanted["kind"])
    return answer({"reference": reference, "to": wanted["to"], "kind": wanted["kind"]})


def unlink(reference: str) -> Response:
    """Take a link away again, with a reason that both timelines keep."""
    wanted = body(Unlink())
    other = case_id_of(session(), wanted["to"])
    unlink_cases(step(), case_id_of(session(), reference), other, wanted["kind"], wanted["reason"])
    return answer({"reference": reference, "to": wanted["to"], "kind": wanted["kind"]})


def merge(reference: str) -> Response:
    """Let this case lead to another of the same process, which goes on for both."""
    wanted = body(Merge())
    into = case_id_of(session(), wanted["into"])
    merge_cases(step(), case_id_of(session(), reference), into, wanted["reason"])
    return answer({"reference": reference, "into": wanted["into"]})


def unmerge(reference: str) -> Response:
    """Undo the merge of this case: it goes on where it stood."""
    wanted = body(Reason())
    unmerge_cases(step(), case_id_of(session(), reference), wanted["reason"])
    return answer({"reference": reference})


def reopen(reference: str) -> Response:
    """Begin the next run of an ended case, or wake an open one that waits for it; answers with the run."""
    wanted = body(Reopen())
    run = reopen_case(step(), case_id_of(session(), reference), wanted["reason"], wanted["variables"])
    return answer({"reference": reference, "run": run})
