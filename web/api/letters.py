"""Letters on paper, for programs that print and post them."""

from __future__ import annotations

from flask import Response

from engine.commands.post_letter import letter_came_back, post_letter
from engine.correspondence.queries import letters_to_post
from web.api.access import staff_only
from web.api.describing import Book
from web.api.plain import answer, body, query
from web.api.schemas import Nothing, Paged, Reason
from web.paging import cursor_of, read_cursor
from web.session import session, step


def join(book: Book) -> None:
    """Write these operations into the book."""
    book.route("get", "/letters/to-post", takes=Paged)(list_letters)
    book.route("post", "/letters/<letter_id>/posted", takes=Nothing)(posted)
    book.route("post", "/letters/<letter_id>/came-back", takes=Reason)(came_back)


def list_letters() -> Response:
    """The letters that wait to be printed and posted, the oldest first, with address and words."""
    staff_only()
    wanted = query(Paged())
    found = letters_to_post(session(), after=read_cursor(wanted["cursor"], str), limit=wanted["limit"])
    more = len(found) == wanted["limit"]
    return answer({"letters": found, "next": cursor_of(found[-1].cursor) if more else None})


def posted(letter_id: str) -> Response:
    """Say that a letter is in the post."""
    body(Nothing())
    post_letter(step(), letter_id)
    return answer({"letter": letter_id})


def came_back(letter_id: str) -> Response:
    """Say that a posted letter came back; its case gets the message "letter bounced"."""
    wanted = body(Reason())
    letter_came_back(step(), letter_id, wanted["reason"])
    return answer({"letter": letter_id})
