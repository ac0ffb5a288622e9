"""Letters on paper: what waits to be posted, printed, marked as posted, come back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.commands.post_letter import letter_came_back, post_letter
from engine.correspondence.queries import letters_to_post, paper_letter
from engine.errors import InvalidSubmission
from web.desk.telling import said
from web.layout import zone
from web.paging import cursor_of, read_cursor
from web.session import finish, session, step

PAGE = 50


def join(area: Blueprint) -> None:
    """Hang the pages into the desk."""
    area.get("/desk/post")(show_post)
    area.get("/desk/post/print")(show_all_for_print)
    area.get("/letters/<letter_id>")(show_for_print)
    area.post("/letters/<letter_id>/posted")(take_posted)
    area.post("/letters/<letter_id>/came-back")(take_return)


def show_post() -> str:
    """The letters that somebody has to print and post, the oldest first."""
    after = request.args.get("after")
    letters = letters_to_post(session(), after=read_cursor(after, str), limit=PAGE + 1)
    return render_template(
        "desk/post.html",
        letters=letters[:PAGE],
        after=after,
        next=cursor_of(letters[PAGE - 1].cursor) if len(letters) > PAGE else None,
    )


def show_all_for_print() -> str:
    """One page of the queue, each letter on sheets of its own."""
    letters = letters_to_post(session(), after=read_cursor(request.args.get("after"), str), limit=PAGE)
    return render_template("desk/paper.html", letters=letters, zone=zone())


def show_for_print(letter_id: str) -> str:
    """One letter as it is printed."""
    return render_template("desk/paper.html", letters=[paper_letter(session(), letter_id)], zone=zone())


def take_posted(letter_id: str) -> ResponseReturnValue:
    """Note that a letter was posted."""
    post_letter(step(), letter_id)
    flash("Noted: the letter is in the post.")
    return redirect(url_for("desk.show_post"), 303)


def take_return(letter_id: str) -> ResponseReturnValue:
    """Note that a posted letter came back."""
    reference = paper_letter(session(), letter_id).reference
    try:
        letter_came_back(step(), letter_id, request.form.get("reason", ""))
    except InvalidSubmission as error:
        finish(keep=False)
        flash(said(error), "error")
    else:
        flash("Noted: the letter came back.")
    return redirect(url_for("desk.show_case", reference=reference, _anchor="letters"), 303)
