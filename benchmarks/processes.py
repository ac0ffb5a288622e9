"""The processes that are measured: one of forty-three elements, one of six, a loop and two parallel tasks."""

from __future__ import annotations

from benchmarks.drawing import FEEL, Diagram

SEVERE = (
    'record.amount > 1000 and record.severity = "major" and not(record.closed)',
    'record["amount"] > 1000 and record["severity"] == "major" and not record["closed"]',
)
LATE = ('record.amount > 9000 or record.severity = "lost"', 'record["amount"] > 9000')
WALK = ("u01", "u02", "u04", "u06", "u07", "u08", "u09")  # seven user tasks, then `u11` waits
MEASURED, FOLLOWING = "u11", "u13"  # its completion asks a condition of three terms


def forty_three(language: str = FEEL, *, form: str | None = None) -> Diagram:
    """Forty-three elements: two sub-processes, two boundary timers, a decision, forks of both kinds."""
    drawn = Diagram(process="forty", language=language)
    first = Diagram(process="", language=language)
    first.start("s1_start")
    first.user("u08", "u09", "u10", form=form)
    first.split("s1_which", default="u10")
    first.merge("s1_merge")
    first.end("s1_end")
    first.path("s1_start", "u08", "s1_which")
    first.flow("s1_which", "u09", *SEVERE)
    first.path("s1_which", "u10", "s1_merge", "s1_end")
    first.path("u09", "s1_merge")
    second = Diagram(process="", language=language)
    second.start("s2_start")
    second.user("u15", "u16", form=form)
    second.end("s2_end")
    second.path("s2_start", "u15", "u16", "s2_end")

    drawn.start("start")
    drawn.user(*(f"u{number:02}" for number in (1, 2, 3, 4, 5, 6, 7)), form=form)
    drawn.split("which", default="u03")
    drawn.merge("again")
    drawn.rule("rate", "rate", "rating")
    drawn.deadline("remind", "u04", "PT48H", interrupting=False)
    drawn.end("reminded")
    drawn.parallel("fork", "join")
    drawn.inside("s1", first)
    drawn.user("u11", "u12", "u13", "u14", form=form)
    drawn.deadline("late", "u11", "P5D", interrupting=True)
    drawn.end("end_late")
    drawn.split("grave", default="u14")
    drawn.merge("either")
    drawn.inside("s2", second)
    drawn.parallel("fork2", "join2")
    drawn.user("u17", "u18", "u19", "u20", form=form)
    drawn.end("end")
    drawn.path("start", "u01", "which")
    drawn.flow("which", "u02", *SEVERE)
    drawn.path("which", "u03", "again", "rate", "u04", "fork", "u06", "join", "s1", "u11", "grave")
    drawn.path("u02", "again")
    drawn.path("remind", "u05", "reminded")
    drawn.path("fork", "u07", "join")
    drawn.path("late", "u12", "end_late")
    drawn.flow("grave", "u13", *SEVERE)
    drawn.path("grave", "u14", "either", "s2", "fork2", "u17", "join2", "u19", "u20", "end")
    drawn.path("u13", "either")
    drawn.path("fork2", "u18", "join2")
    return drawn


def six(language: str = FEEL, *, form: str | None = None) -> Diagram:
    """Six elements: start, register, a gateway, settle or end at once."""
    drawn = Diagram(process="six", language=language)
    drawn.start("start")
    drawn.user("register", "settle", form=form)
    drawn.split("which", default="settle")
    drawn.end("end")
    drawn.end("end_lost")
    drawn.path("start", "register", "which", "settle", "end")
    drawn.flow("which", "end_lost", *LATE)
    return drawn


def loop() -> Diagram:
    """A user task that comes again until it is told to stop."""
    drawn = Diagram(process="loop")
    drawn.start("start")
    drawn.merge("again")
    drawn.user("once")
    drawn.split("enough", default="again")
    drawn.end("end")
    drawn.path("start", "again", "once", "enough", "again")
    drawn.flow("enough", "end", "stop = true")
    return drawn


def two_hands(*, form: str | None = None) -> Diagram:
    """Two user tasks side by side."""
    drawn = Diagram(process="two_hands")
    drawn.start("start")
    drawn.parallel("fork", "join")
    drawn.user("left", "right", "after", form=form)
    drawn.end("end")
    drawn.path("start", "fork", "left", "join", "after", "end")
    drawn.path("fork", "right", "join")
    return drawn
