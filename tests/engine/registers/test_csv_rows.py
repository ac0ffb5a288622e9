"""A CSV file is read row by row, and a broken row hides no other."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from engine.registers.csv_rows import CsvRow, csv_rows
from engine.registers.errors import ImportFileError


def read(path: Path, content: bytes) -> list[CsvRow]:
    """The rows of a file with this content."""
    path.write_bytes(content)
    with csv_rows(path) as (_, rows):
        return list(rows)


def test_words_over_several_lines_stay_unchanged(tmp_path: Path) -> None:
    rows = read(tmp_path / "a.csv", b'\xef\xbb\xbfid,words\r\n1,"one\r\n two "\r\n\r\n2,three\r\n')

    assert rows == [
        CsvRow(number=2, line=2, cells={"id": "1", "words": "one\r\n two "}),
        CsvRow(number=4, line=5, cells={"id": "2", "words": "three"}),
    ]


def test_a_broken_row_says_so_and_the_next_is_read(tmp_path: Path) -> None:
    rows = read(tmp_path / "a.csv", b'id,words\n1,a,b\n2,"a"b\n3,c\n')

    assert [(row.number, row.problem) for row in rows[:2]] == [
        (2, "3 cells where 2 columns are named"),
        (3, "',' expected after '\"'"),
    ]
    assert rows[2].cells == {"id": "3", "words": "c"}


def test_a_quotation_never_closed_is_told(tmp_path: Path) -> None:
    rows = read(tmp_path / "a.csv", b'id,words\n1,"a\n2,b\n')

    assert rows[-1].number == 2
    assert "never closed" in str(rows[-1].problem)


def test_an_archive_is_read_like_a_plain_file(tmp_path: Path) -> None:
    rows = read(tmp_path / "a.csv.gz", gzip.compress("id\nä\n".encode()))

    assert rows[0].cells == {"id": "ä"}


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", b"", "titles"),
        ("a.csv", b"id,id\n1,2\n", "two columns"),
        ("a.csv", b"id\n\xff\xfe\n", "UTF-8"),
        ("a.csv.gz", b"id\n1\n", "archive is damaged"),
        ("b.csv.gz", gzip.compress(b"id\n" + b"1\n" * 500)[:-12], "archive is damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    with pytest.raises(ImportFileError, match=reason):
        read(tmp_path / name, content)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="there is no file"), csv_rows(tmp_path / "none.csv"):
        pass
