"""Mail: what was sent, what waits, what failed and why, and where mail goes. Never the words of a letter."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.commands.release_mail import release_mail
from engine.commands.retry_incident import retry_incident
from engine.correspondence.delivery import MailServer, mail_folder
from engine.correspondence.pause import mail_pause
from engine.correspondence.queries import STATES, outbox, outbox_counts
from web.paging import cursor_of, read_cursor
from web.session import session, settings, step

PAGE = 50
WORDS = {"waiting": "Waiting", "held": "Held", "sent": "Sent", "failed": "Failed"}


def join(area: Blueprint) -> None:
    """Hang the pages into the area."""
    area.get("/admin/mail")(show_mail)
    area.post("/admin/mail/<incident_id>/retry")(take_mail_retry)
    area.post("/admin/mail/release")(take_mail_release)


def show_mail() -> str:
    """The outbox, the newest letter first."""
    asked = request.args.get("state", "")
    state = asked if asked in STATES else None
    after = read_cursor(request.args.get("after"), str)
    lines = outbox(session(), state=state, after=after, limit=PAGE + 1)
    return render_template(
        "admin/mail.html",
        lines=lines[:PAGE],
        next=cursor_of(lines[PAGE - 1].cursor) if len(lines) > PAGE else None,
        counts=outbox_counts(session()),
        state=state,
        words=WORDS,
        goes_to=_goes_to(),
        pause=mail_pause(session()),
    )


def take_mail_retry(incident_id: str) -> ResponseReturnValue:
    """Have a failed letter sent again."""
    retry_incident(step(), incident_id)
    flash("The letter is sent again now.")
    return redirect(url_for("admin.show_mail", state="failed"), 303)


def take_mail_release() -> ResponseReturnValue:
    """Let letters leave again after a pause."""
    waiting = release_mail(step())
    flash(f"Mail leaves again; {waiting} {'letter waits' if waiting == 1 else 'letters wait'}.")
    return redirect(url_for("admin.show_mail"), 303)


def _goes_to() -> str:
    """Where letters are handed in, in words without any password."""
    url = settings().smtp_url
    if url is None:
        return f"Letters go to files in {mail_folder(settings())}; no mail server is set (AMENDS_SMTP_URL)"
    server = MailServer.from_url(url)
    account = f" as {server.user}" if server.user else ""
    return f"Letters go to the mail server {server.host}, port {server.port}{account}"
