"""Charts in a browser: no barrier, nothing wider than a phone, words of one size."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect

from engine.figures.models import DailyFigure
from engine.library.models import Setting
from engine.now import now

DAYS = 30


def count(stage) -> None:
    """Thirty days of which one is out of all limits."""
    yesterday = now().date() - timedelta(days=1)
    with stage.database.write() as session:
        for back in range(DAYS):
            row = {
                "process": "complaint_handling",
                "measure": "opened",
                "day": yesterday - timedelta(days=back),
            }
            session.merge(DailyFigure(**row, value=40 if back == 3 else 4 + back % 2))
        session.merge(Setting(key="figures_until", value=yesterday.isoformat()))


def test_a_control_chart_has_no_barrier_and_fits_a_phone(
    page: Page, stage, sign_in: Callable[..., None], axe: Callable[..., list[str]]
) -> None:
    count(stage)
    page.set_viewport_size({"width": 390, "height": 800})
    sign_in(page, "ana")
    page.goto("/figures/complaint_handling?length=day")
    page.get_by_text("The numbers as a table").click()

    expect(page.get_by_role("img", name="Opened by day, control chart")).to_be_visible()
    expect(page.locator(".chart-out")).to_have_count(1)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_figures_of_a_register_have_no_barrier_and_fit_a_phone(
    page: Page, sign_in: Callable[..., None], axe: Callable[..., list[str]]
) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    sign_in(page, "ana")
    page.goto("/registers/new_service/projects")
    page.get_by_role("link", name="Figures").click()

    expect(page.get_by_role("rowheader", name="Early complaints")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
