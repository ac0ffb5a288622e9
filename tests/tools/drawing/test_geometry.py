"""Room for the words of a drawing, in fonts that the reader's machine chooses."""

from __future__ import annotations

import pytest

from tools.drawing.geometry import LABEL_LINE, label_size

# Pixels that DejaVu Sans takes at the size of a label, as Chromium measures it.
WIDTHS = {"Overrun": 44.7, "Not approved": 74.7, "Emergency": 62.0}


@pytest.mark.parametrize(("words", "needed"), WIDTHS.items())
def test_a_label_has_room_for_a_font_wider_than_arial(words: str, needed: float) -> None:
    width, height = label_size(words)

    assert (width >= needed, height) == (True, LABEL_LINE)


def test_a_narrow_label_has_more_lines() -> None:
    assert label_size("Not approved")[1] == LABEL_LINE
    assert label_size("Not approved", at_most=60)[1] == 2 * LABEL_LINE


def test_a_label_is_never_narrower_than_its_longest_word() -> None:
    assert label_size("Implementation failed", at_most=40)[0] >= label_size("Implementation")[0]
