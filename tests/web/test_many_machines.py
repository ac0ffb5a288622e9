"""Two web and two worker processes on one PostgreSQL, as in compose.yaml: kill some, lose nothing."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import urlopen

import pytest

from engine.cases.models import Case, Incident
from engine.correspondence.models import Letter
from engine.tasks.models import Task
from engine.work.models import PENDING, Work
from tests.engine.commands.package import PackageBuilder
from tests.engine.scheduler.hands import empty_the_carrier
from tests.web.site import PATIENCE, Site, new_site, open_case, wait

CASES = 40


@pytest.fixture
def site(postgresql_url: str, tmp_path: Path) -> Iterator[Site]:
    """A demo store with a process that writes, waits a second and writes again."""
    with new_site(postgresql_url, tmp_path / "var", _package()) as site:
        yield site


def test_nothing_is_lost_or_done_twice_when_a_worker_and_a_web_process_are_killed(site: Site) -> None:
    workers = [site.start("worker") for _ in range(2)]
    webs = [site.start("serve") for _ in range(2)]
    for worker in workers:
        worker.until("Amends works")
    addresses = [web.until(r"serves on (\S+)") for web in webs]
    accepted: dict[str, str] = {}

    with ThreadPoolExecutor(4) as people:
        asked = [people.submit(open_case, site, addresses, number, accepted) for number in range(CASES)]
        wait(lambda: len(accepted) >= CASES // 4)
        workers[0].process.kill()
        empty_the_carrier(site.database)
        wait(lambda: len(accepted) >= CASES // 2)
        webs[0].process.kill()
        for one in asked:
            one.result()
    wait(lambda: site.count(Work, Work.state.in_(PENDING), Work.case_id.is_not(None)) == 0)

    assert sorted(accepted) == sorted(str(number) for number in range(CASES))
    assert len(set(accepted.values())) == site.count(Case) == CASES
    assert site.count(Task, Task.state == "open") == CASES
    assert site.count(Incident) == 0
    assert site.verbs()["case opened"] == site.verbs()["timer fired"] == CASES
    assert site.count(Letter, Letter.state == "sent") == site.count(Letter) == 2 * CASES
    mail = Path(site.environ["AMENDS_VAR"]) / "mail"
    assert len(list(mail.glob("*.eml"))) == 2 * CASES
    for one in (workers[1], webs[1]):
        one.process.send_signal(signal.SIGTERM)
        assert one.process.wait(PATIENCE) == 0


def test_web_processes_alone_share_the_work(site: Site) -> None:
    webs = [site.start("serve") for _ in range(2)]
    addresses = [web.until(r"serves on (\S+)") for web in webs]
    accepted: dict[str, str] = {}

    for number in range(6):
        open_case(site, addresses, number, accepted)
    wait(lambda: site.count(Work, Work.state.in_(PENDING), Work.case_id.is_not(None)) == 0)

    assert site.verbs()["timer fired"] == 6
    assert site.count(Letter, Letter.state == "sent") == 12
    with urlopen(f"{addresses[0]}/metrics") as answer:  # noqa: S310 - our own address
        assert 'amends_cases_open{process="demo"} 6' in answer.read().decode()


def _package() -> object:
    return (
        PackageBuilder()
        .settings(customer={"name": "name", "email": "email"})
        .start()
        .service("greet", "letter.send", letter="hello")
        .timer("pause", "PT1S")
        .service("ask", "letter.send", letter="hello")
        .user("answer", form="answer")
        .end()
        .flow("start", "greet", "pause", "ask", "answer", "end")
        .letter("hello", "Hello.")
        .form("answer", {"type": "textfield", "key": "words"})
        .build()
    )
