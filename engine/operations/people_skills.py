"""people.skills: who has the skills that a step needs, and which nobody has, by what is kept of people."""

from __future__ import annotations

from typing import Any

from engine.operations.headers import HeaderUnusable, listed, words
from engine.operations.operation import Call, Done, Operation
from engine.people.skills import LANGUAGE, SKILL, people_by_skill, plain_word

RESULT = "skills_found"


def find_skills(call: Call) -> Done:
    """A list of {skill, people, count}: names of those who have it, nobody where the count is 0.

    For the skills of the header, each once and in their order; for every skill kept where it is left out.
    """
    kind = words(call, "kind", SKILL)
    if kind not in (SKILL, LANGUAGE):
        raise HeaderUnusable(f"'kind' gives {kind!r}, and {SKILL} or {LANGUAGE} is wanted")
    kept = people_by_skill(call.step.session, kind, listed(call, "groups"))
    wanted = _wanted(call) if "skills" in call.job.headers else {word: word for word in kept}
    found: list[dict[str, Any]] = [
        {"skill": said, "people": list(kept.get(word, ())), "count": len(kept.get(word, ()))}
        for word, said in wanted.items()
    ]
    return Done(
        variables={call.job.headers.get("result", RESULT): found},
        verb="skills looked up",
        facts={"missing": [one["skill"] for one in found if not one["count"]]},
    )


def _wanted(call: Call) -> dict[str, str]:
    """What the header asks for: the word as it is kept, then as it was said first."""
    asked: dict[str, str] = {}
    for said in listed(call, "skills"):
        asked.setdefault(plain_word(said), said)
    return asked


PEOPLE_SKILLS = Operation(
    type="people.skills",
    title="Find who has a skill",
    perform=find_skills,
    headers=("skills", "kind", "groups", "result"),
    result=RESULT,
)
