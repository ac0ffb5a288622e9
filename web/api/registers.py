"""Registers, for programs that report."""

from __future__ import annotations

from flask import Response

from engine.library.live import live_package
from engine.registers.table import RegisterFilter, register_page
from web.api.access import staff_only
from web.api.describing import Book
from web.api.plain import answer, query
from web.api.schemas import ListRegister
from web.paging import cursor_of, read_cursor
from web.session import session, step


def join(book: Book) -> None:
    """Write these operations into the book."""
    book.route("get", "/registers/<process>/<key>", takes=ListRegister)(read_register)


def read_register(process: str, key: str) -> Response:
    """A page of a register, the newest case first: its columns, and a line of values for each case."""
    staff_only()
    wanted = query(ListRegister())
    page = register_page(
        session(),
        live_package(session(), process),
        key,
        RegisterFilter(
            state=wanted["state"],
            status=wanted["status"],
            group=wanted["group"],
            opened_from=wanted["opened_from"],
            opened_before=wanted["opened_before"],
            after=read_cursor(wanted["cursor"], int),
            limit=wanted["limit"],
        ),
        step().now,
    )
    return answer(
        {"title": page.title, "columns": page.columns, "lines": page.lines, "next": cursor_of(page.next)}
    )
