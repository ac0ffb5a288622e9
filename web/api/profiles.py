"""Norm profiles: the times that processes go by, read by staff and kept by process owners."""

from __future__ import annotations

from flask import Response

from engine.clocks.profiles import Profile, profile_named, profiles
from engine.commands.save_profile import save_profile
from web.api.access import staff_only
from web.api.describing import Book
from web.api.plain import answer, body
from web.api.schemas import SaveProfile
from web.session import session, step


def join(book: Book) -> None:
    """Write these operations into the book."""
    book.route("get", "/profiles")(list_profiles)
    book.route("get", "/profiles/<key>")(read_profile)
    book.route("post", "/profiles/<key>", takes=SaveProfile)(keep_profile)


def list_profiles() -> Response:
    """Every norm profile with its times."""
    staff_only()
    return answer({"profiles": [_plain(one) for one in profiles(session()).values()]})


def read_profile(key: str) -> Response:
    """One norm profile."""
    staff_only()
    return answer(_plain(profile_named(session(), key)))


def keep_profile(key: str) -> Response:
    """Create or replace a norm profile; answers with how many open cases are reckoned again."""
    wanted = body(SaveProfile())
    cases = save_profile(step(), key, wanted["title"], wanted["source"], wanted["values"])
    return answer({"profile": key, "cases": cases})


def _plain(one: Profile) -> dict[str, object]:
    return {"key": one.key, "title": one.title, "source": one.source, "values": dict(one.values)}
