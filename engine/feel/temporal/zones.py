"""Offsets and named time zones."""

from __future__ import annotations

import datetime as python
import re
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Zone = int | str | None  # seconds east of UTC, a name of the IANA database, or local time

LARGEST_OFFSET = 18 * 3600  # XML Schema speaks of 14 hours, DMN's test kit of 18
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)(?::(\d\d))?")


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="ascii").split())


@lru_cache(maxsize=512)
def is_known(name: str) -> bool:
    """Whether the IANA database has this zone."""
    return name in _names()


@lru_cache(maxsize=512)
def named(name: str) -> ZoneInfo:
    """The zone of the IANA database; ZoneInfoNotFoundError when there is none."""
    if not is_known(name):
        raise ZoneInfoNotFoundError(name)
    return ZoneInfo(name)


def read_zone(text: str) -> Zone:
    """The zone written behind a time: "", "Z", "+01:00" or "@Europe/Paris"; ValueError otherwise."""
    if not text:
        return None
    if text in {"Z", "z"}:
        return 0
    if text[0] == "@":
        if not is_known(text[1:]):
            raise ValueError(f"there is no time zone {text[1:]}")
        return text[1:]
    match = _OFFSET.fullmatch(text)
    if match is None:
        raise ValueError(f"{text} is not an offset")
    sign, hours, minutes, seconds = match.groups()
    offset = int(hours) * 3600 + int(minutes) * 60 + int(seconds or 0)
    if int(minutes) > 59 or int(seconds or 0) > 59 or offset > LARGEST_OFFSET:
        raise ValueError(f"{text} is not an offset")
    return -offset if sign == "-" else offset


def write_zone(zone: Zone) -> str:
    """The zone as it is written behind a time."""
    if zone is None:
        return ""
    if isinstance(zone, str):
        return "@" + zone
    if zone == 0:
        return "Z"
    minutes, seconds = divmod(abs(zone), 60)
    text = f"{'-' if zone < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text


def offset_at(zone: int | str, year: int, month: int, day: int, second: int) -> int:
    """Seconds east of UTC at that second of the local day; years beyond Python's use one like them."""
    if isinstance(zone, int):
        return zone
    return _seconds(_python_moment(year, month, day, second, named(zone)).utcoffset())


def offset_at_instant(zone: int | str, year: int, month: int, day: int, second: int) -> int:
    """Seconds east of UTC at that second of the day in UTC."""
    if isinstance(zone, int):
        return zone
    return _seconds(_python_moment(year, month, day, second, python.UTC).astimezone(named(zone)).utcoffset())


def _python_moment(year: int, month: int, day: int, second: int, zone: python.tzinfo) -> python.datetime:
    like = year if 1 < year < 9998 else (2 if year < 2 else 2000 + year % 400)
    hour, rest = divmod(second, 3600)
    minute, rest = divmod(rest, 60)
    return python.datetime(
        like, month, day if like == year else min(day, 28), hour, minute, rest, tzinfo=zone
    )


def _seconds(offset: python.timedelta | None) -> int:
    return 0 if offset is None else int(offset.total_seconds())


def zone_of(moment: python.datetime | python.time) -> Zone:
    """FEEL's zone of a Python time: its name where it has one, else its offset."""
    zone = moment.tzinfo
    if zone is None:
        return None
    if zone is python.UTC:
        return 0
    if isinstance(zone, ZoneInfo) and zone.key and zone.key != "UTC":
        return zone.key
    return _seconds(moment.utcoffset())


def python_zone(zone: Zone) -> python.tzinfo | None:
    """Python's object for a FEEL zone."""
    if zone is None:
        return None
    if isinstance(zone, str):
        return named(zone)
    return python.UTC if zone == 0 else python.timezone(python.timedelta(seconds=zone))
