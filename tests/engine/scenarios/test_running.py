"""Scenarios are run through the real commands, and say in the owner's words what did not hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import PackageError
from engine.library.package import Package
from engine.library.source import read_files
from engine.scenarios.errors import ScenarioError
from engine.scenarios.running import PackageResult, run_package

EXAMPLES = Path(__file__).with_name("examples")
HEAD = "title: T\nstory: S\nbegins: 2026-03-02T09:00:00Z\nsteps:\n"
OPEN = "  - open: {start: asked, with: {tool: drill, neighbour: Ines}}\n"
LENT = (
    "  - open: {start: asked, with: {tool: drill, neighbour: Ines, email: i@example.org}}\n"
    "  - complete: judge\n    with: {verdict: 'yes'}\n  - complete: check\n    with: {verdict: 'yes'}\n"
)


def run(steps: str, head: str = HEAD) -> PackageResult:
    """The example package with one scenario of these steps."""
    files = {path: data for path, data in read_files(EXAMPLES, "loan").items() if "/scenarios/" not in path}
    files["processes/loan/scenarios/one.yaml"] = (head + steps).encode()
    return run_package(Package.from_files("loan", files))


def told(steps: str, head: str = HEAD) -> str:
    """What is said of steps that cannot be followed: by the check, or else by the run."""
    try:
        return str(run(steps, head).scenarios[0].failure)
    except PackageError as refused:
        return str(refused)


def test_the_examples_hold_and_walk_everything() -> None:
    result = run_package(Package.read(EXAMPLES, "loan"))

    assert [(one.name, one.failure) for one in result.scenarios] == [("lent", None), ("not_lent", None)]
    assert result.missing == ()
    assert result.passed


def test_a_flow_nobody_walks_is_named_by_its_ends() -> None:
    result = run(OPEN)

    assert result.scenarios[0].failure is None
    assert not result.passed
    assert "Lend it? -> Not lent (No)" in [one.words for one in result.missing]


@pytest.mark.parametrize(
    ("steps", "failure"),
    [
        (
            OPEN + "  - expect: {open: [check]}\n",
            "step 2 (expect), Mon 2026-03-02 09:00 UTC: open tasks: expected [check], got [judge]",
        ),
        (OPEN + "  - expect: {file: {tool: saw}}\n", "case file, tool: expected saw, got drill"),
        (OPEN + "  - expect: {file: {days: 3}}\n", "case file, days: expected 3, got nothing"),
        (OPEN + "  - expect: {status: lent}\n", "status: expected lent, got asked"),
        (OPEN + "  - expect: {letters: ['yes']}\n", "letters since the last expect: expected [yes], got []"),
        (OPEN + "  - expect: {clocks: {answer: met}}\n", "clock answer: expected met, got running"),
        (OPEN + "  - expect: {ended: true}\n", "ended: expected true, got false"),
        (OPEN + "  - expect: {wrote: {'yes': {says: Dear}}}\n", "letters: expected yes, got []"),
        (
            LENT + "  - expect: {wrote: {'yes': {says: [drill, saw]}}}\n",
            "letter yes: expected to say 'saw', got",
        ),
        (LENT + "  - expect: {wrote: {'yes': {channel: post}}}\n", "channel of letter yes: expected post"),
        (LENT + "  - expect: {wrote: {'yes': {weight: 1}}}\n", "'weight' is not known; known are says"),
        (
            OPEN + "  - expect: {register: {loans: {Tool: saw}}}\n",
            "register loans, Tool: expected saw, got drill",
        ),
        (OPEN + "  - expect: {register: {loans: {Colour: red}}}\n", "'loans' has no column 'Colour'"),
        (
            OPEN + "  - expect: {entries: {change_items.app: {kind: system, retired: false}}}\n",
            "entry change_items.app, kind: expected system, got application",
        ),
        (OPEN + "  - expect: {entries: {change_items.moon: {}}}\n", "There is no such entry"),
        (
            OPEN + "  - expect: {figures: {loans: {Drills: 50}}}\n",
            "figure Drills: expected 50, got 100.0",
        ),
        (OPEN + "  - expect: {figures: {loans: {Saws: 1}}}\n", "'loans' has no figure 'Saws'"),
        ("  - open: {process: repair, start: asked}\n", "no process 'repair' belongs to this story"),
        (OPEN + "  - expect: {links: {caused: [X]}}\n", "links: expected {caused: [X]}, got {}"),
        (
            OPEN + "  - wait: 1 working day\n  - expect: {escalations: []}\n",
            "since the last expect: expected [], got [{level: 1, code: judge_late, origin: diagram}]",
        ),
        (OPEN + "  - complete: check\n", "open tasks: expected check, got [judge]"),
        (OPEN + "  - complete: judge\n    with: {verdict: perhaps}\n", "verdict"),
        (OPEN + "  - complete: judge\n    by: lead\n    with: {verdict: 'yes'}\n", "another group"),
        (
            OPEN + "  - refuse: judge\n    with: {verdict: 'yes'}\n",
            "completing judge by Desk 1: expected to be refused, got it was accepted",
        ),
        (
            OPEN + "  - refuse: judge\n    with: {verdict: perhaps}\n    says: four eyes\n",
            "the refusal says: expected 'four eyes'",
        ),
        (
            OPEN + "  - message: tool returned\n",
            "message tool returned: expected somebody to wait for it, got nobody",
        ),
        (OPEN + "  - resolve: {reason: Done}\n", "escalations: expected one that waits, got none"),
        ("  - complete: judge\n", "no case is open yet"),
        ("  - open: {start: asked, with: {tool: drill}}\n", "neighbour"),
        (
            "  - open: {start: asked, with: {tool: drill}}\n    says: too heavy\n",
            "the refusal says: expected 'too heavy'",
        ),
        (OPEN.rstrip("\n") + "\n    says: neighbour\n", "expected to be refused, got it was accepted"),
    ],
)
def test_what_does_not_hold_is_told_with_step_and_difference(steps: str, failure: str) -> None:
    (result,) = run(steps).scenarios

    assert failure in str(result.failure)


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        (OPEN + "  - sing: loudly\n", "exactly one of"),
        (OPEN + "  - wait: P1D\n    loudly: yes\n", "'loudly' is not known"),
        (OPEN + "  - wait: soon\n", "expected words such as"),
        (OPEN + "  - complete: judge\n    by: nobody\n", "nobody called 'nobody'"),
        (OPEN + "  - expect: {weather: fine}\n", "'weather' is not known"),
        (OPEN + "  - expect: {wrote: {maybe: {says: x}}}\n", "There is no letter 'maybe'"),
        (OPEN + "  - expect: {register: {lost: {Tool: saw}}}\n", "There is no register 'lost'"),
        (OPEN + "  - expect: {figures: {lost: {Tools: 1}}}\n", "There is no register 'lost'"),
        (OPEN + "  - escalate: {level: high, reason: R}\n", "level must be a whole number"),
    ],
)
def test_a_step_nobody_can_follow_is_told(steps: str, reason: str) -> None:
    assert reason in told(steps)


def test_people_act_take_over_and_cancel() -> None:
    result = run(
        OPEN
        + "  - escalate: {level: 1, reason: He is in a hurry.}\n"
        + "    by: desk\n"
        + "  - expect: {escalations: [{level: 1, origin: hand}]}\n"
        + "  - take_over: {level: 1}\n"
        + "  - cancel: He has bought one.\n"
        + "  - expect: {open: [], ended: true, clocks: {answer: cancelled}}\n"
    )

    assert result.scenarios[0].failure is None


def test_an_opening_may_be_told_to_be_refused() -> None:
    refused = "  - open: {start: asked, with: {tool: drill}}\n    says: Please fill this in\n"

    (result,) = run(refused + OPEN).scenarios

    assert result.failure is None


def test_a_scenario_that_is_not_there_is_refused() -> None:
    with pytest.raises(ScenarioError, match="no scenario nowhere"):
        run_package(Package.read(EXAMPLES, "loan"), "nowhere")


def test_an_ended_case_asks_nobody_for_help_any_more() -> None:
    steps = (
        "  - escalate: {level: 1, reason: Hurry.}\n"
        "  - complete: judge\n    with: {verdict: 'no'}\n"
        "  - complete: check\n    with: {verdict: 'no'}\n"
        "  - resolve: {reason: Done.}\n"
    )

    assert "escalations: expected one that waits, got none" in told(OPEN + steps)


def test_a_story_may_tell_of_several_cases_linked_and_merged() -> None:
    steps = (
        OPEN
        + OPEN
        + "  - link: {to: 1, kind: follow-up-of}\n"
        + "  - expect: {links: {follow-up-of: [LOA-2026-000001-O]}}\n"
        + "  - merge: {into: 1, reason: The same drill.}\n"
        + "  - expect: {open: [], ended: true}\n"
        + "  - unmerge: Two drills after all.\n"
        + "  - expect: {open: [judge]}\n"
        + "  - turn_to: {process: loan, number: 1}\n"
        + "  - expect: {open: [judge], ended: false}\n"
    )

    assert run(steps).scenarios[0].failure is None


def test_a_story_may_begin_with_a_case_of_a_shipped_process_that_the_package_never_names() -> None:
    begun = (
        "  - open:\n      process: corrective_action\n      start: problem_noted\n      with:\n"
        "        {statement: The drill lost its head., evidence: A photograph,\n"
        "         source: complaint, product: other,\n"
        "         originator_name: Ines, originator_email: i@example.org}\n    by: originator\n"
    )
    steps = begun + OPEN

    assert run(steps).scenarios[0].failure is None


@pytest.mark.parametrize(
    ("steps", "failure"),
    [
        (OPEN + "  - merge: {into: 3, reason: R}\n", "the story has told of 1 cases; there is no number 3"),
        (OPEN + "  - turn_to: repair\n", "cases of repair: expected number 0, got 0"),
        (OPEN + "  - link: {to: 1, kind: follow-up-of}\n", "A case cannot be linked with itself"),
    ],
)
def test_what_a_story_of_several_cases_cannot_do_is_said(steps: str, failure: str) -> None:
    assert failure in told(steps)


def test_a_story_may_give_its_case_a_draft_of_a_process() -> None:
    steps = OPEN + "  - draft: {title: Words, files: {processes/loan/README.md: New words.}}\n"

    assert run(steps).scenarios[0].failure is None


def with_(line: str) -> str:
    """The head of a scenario with one more line."""
    return HEAD.replace("steps:", f"{line}\nsteps:")


def test_a_person_of_two_groups_may_not_look_twice() -> None:
    people = with_("people: {ana: {groups: [desk, lead]}, mo: {groups: [desk], manager: ana}}")
    steps = (
        OPEN
        + "  - complete: judge\n    by: ana\n    with: {verdict: 'yes'}\n"
        + "  - refuse: check\n    by: ana\n    with: {verdict: 'yes'}\n    says: four eyes\n"
        + "  - complete: check\n    by: mo\n    with: {verdict: 'no'}\n"
    )

    assert run(steps, people).scenarios[0].failure is None


def test_in_a_small_organisation_the_seats_are_the_people() -> None:
    steps = (
        OPEN
        + "  - complete: judge\n    by: head\n    with: {verdict: 'yes'}\n"
        + "  - refuse: check\n    by: head\n    with: {verdict: 'yes'}\n    says: four eyes\n"
        + "  - complete: check\n    with: {verdict: 'no'}\n"
    )

    assert run(steps, with_("organisation: small")).scenarios[0].failure is None
    assert "nobody called 'desk.2'" in told(
        OPEN + "  - complete: judge\n    by: desk.2\n", with_("organisation: small")
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("organisation: huge", "There is no such organisation profile"),
        ("people: {ana: {groups: [moon]}}", "There is no group 'moon'."),
        ("people: {ana: {skills: [magic]}}", "people, ana: say groups"),
        ("people: [ana]", "people: needs `login: {groups: [...]}` lines"),
        ("people: {ana: {groups: [desk], manager: mo}}", "There is no such person"),
    ],
)
def test_people_that_cannot_be_had_are_told(line: str, message: str) -> None:
    assert message in told(OPEN, with_(line))
