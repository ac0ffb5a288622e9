"""What can be refused about registers, catalogues and imports."""

from __future__ import annotations

from engine.errors import AmendsError, Conflict, NotFound


class CatalogueNotFound(NotFound):
    """There is no such catalogue."""


class CatalogueEntryNotFound(NotFound):
    """There is no such entry in this catalogue."""


class CatalogueEntryTaken(Conflict):
    """There is an entry with this key already."""


class CatalogueTaken(Conflict):
    """There is a catalogue with this key already."""


class CatalogueError(AmendsError):
    """This catalogue cannot be kept."""


class RegisterNotFound(NotFound):
    """There is no such register."""


class ImportMapError(AmendsError):
    """This import map cannot be used."""


class ImportFileError(AmendsError):
    """This file cannot be imported."""


class RowsRefused(AmendsError):
    """These rows cannot be kept, so none was."""


class RowRefused(AmendsError):
    """This row is refused."""
