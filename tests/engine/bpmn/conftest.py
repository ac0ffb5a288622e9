"""Every scenario is walked twice: in one go, and saved and loaded before every step."""

from __future__ import annotations

import pytest


@pytest.fixture(params=[False, True], ids=["in one go", "restarted before every step"])
def restart(request: pytest.FixtureRequest) -> bool:
    """Whether the walk is saved and loaded before every step."""
    return bool(request.param)
