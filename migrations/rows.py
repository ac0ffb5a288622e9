"""Everybody's rows, gathered: what the migrations must lead to."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from sqlalchemy import MetaData

import engine
from engine.database import Base


def all_rows() -> MetaData:
    """The metadata once every `engine/<noun>/models.py` is imported."""
    for models in sorted(Path(engine.__path__[0]).glob("*/models.py")):
        import_module(f"engine.{models.parent.name}.models")
    return Base.metadata
