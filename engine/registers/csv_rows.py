"""Reading a CSV file of records, plain or gzipped, so that one broken row does not hide the others."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from engine.registers.errors import ImportFileError

LONGEST_CELL = 1_000_000  # characters; longer ones are refused, not cut
LARGEST_FILE = 2_000_000_000  # characters after unpacking, against archives that unfold without end


@dataclass(frozen=True, kw_only=True)
class CsvRow:
    """One record. `number` counts as a spreadsheet does, the titles being row 1; `line` is the file's."""

    number: int
    line: int
    cells: dict[str, str]
    problem: str | None = None  # why the row cannot be read; then it has no cells


@contextmanager
def csv_rows(path: Path) -> Iterator[tuple[tuple[str, ...], Iterator[CsvRow]]]:
    """The titles and the rows of a .csv or .csv.gz file in UTF-8.

    Raises `ImportFileError` when the file cannot be read at all; a row that cannot be read says so itself.
    """
    if not path.is_file():
        raise ImportFileError(f"there is no file {path}")
    csv.field_size_limit(LONGEST_CELL)
    with _opened(path) as stream:
        lines = _Lines(stream, path)
        reader = csv.reader(lines, strict=True)
        try:
            titles = tuple(title.strip() for title in next(reader, ()))
        except (csv.Error, OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
            raise ImportFileError(f"{path.name}: {_reason(error)}") from error
        if not any(titles):
            raise ImportFileError(f"{path.name}: the first row must hold the columns' titles")
        twice = sorted({title for title in titles if titles.count(title) > 1})
        if twice:
            raise ImportFileError(f"{path.name}: two columns have the title {twice[0]!r}")
        yield titles, _rows(reader, lines, titles)


class _Lines(Iterator[str]):
    """The lines of the file, counted and limited in all."""

    def __init__(self, stream: IO[str], path: Path) -> None:
        self.stream, self.path = stream, path
        self.count = self.characters = 0

    def __next__(self) -> str:
        line = next(self.stream)
        self.count += 1
        self.characters += len(line)
        if self.characters > LARGEST_FILE:
            raise ImportFileError(f"{self.path.name} is larger than {LARGEST_FILE:,} characters")
        return line


def _rows(reader: Iterator[list[str]], lines: _Lines, titles: tuple[str, ...]) -> Iterator[CsvRow]:
    number = 1
    while True:
        number, line = number + 1, lines.count + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield CsvRow(number=number, line=line, cells={}, problem=_reason(error))
            continue
        except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
            raise ImportFileError(f"{lines.path.name}, row {number}: {_reason(error)}") from error
        if cells is None:
            return
        if not cells:
            continue  # an empty line
        if len(cells) != len(titles):
            problem = f"{len(cells)} cells where {len(titles)} columns are named"
            yield CsvRow(number=number, line=line, cells={}, problem=problem)
            continue
        yield CsvRow(number=number, line=line, cells=dict(zip(titles, cells, strict=True)))


def _opened(path: Path) -> IO[str]:
    # newline="" keeps the line ends inside a cell: the customer's words stay unchanged
    if path.suffix == ".gz":
        return io.TextIOWrapper(gzip.open(path, "rb"), encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "this is not UTF-8 text"
    if isinstance(error, gzip.BadGzipFile | EOFError | zlib.error):
        return "the archive is damaged"
    if "unexpected end of data" in str(error):
        return "a quotation mark is opened and never closed; nothing after it could be read"
    return str(error)
