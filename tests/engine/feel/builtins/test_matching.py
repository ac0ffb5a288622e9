"""Built-in functions that search by patterns."""

from __future__ import annotations

import re
from typing import Any

import pytest

from engine.feel.builtins.patterns import compile_pattern
from tests.engine.feel.conftest import Evaluate

RESULTS: dict[str, Any] = {
    'matches("foobar", "^fo*b")': True,
    'matches("abc", "ABC", "i")': True,
    'matches("x", "[A-Z-[OI]]", "i")': True,
    'matches("O", "[A-Z-[OI]]", "i")': False,
    'matches("abcd\\n\\ndefg", "^$", "m")': True,
    'matches("a\\nb", "a.b")': False,
    'matches("a\\nb", "a.b", "s")': True,
    'matches("hello world", "hello\\ sworld", "x")': True,
    'matches("hello world", "\\p{ IsBasicLatin}+", "x")': True,
    'matches("hello", "\\p{ IsBasicLatin}+")': None,
    'matches("aa", "(a)\\1")': True,
    'matches("a", "(a)\\2")': None,
    'matches("a", "[\\1]")': None,
    'matches("é", "\\i\\c*")': True,
    'matches("_", "\\w")': False,  # XML Schema: punctuation is no word character
    'matches("a", "\\p{Lu}")': False,
    'matches("a-b", "[a\\-b]-[b]")': True,
    'matches("a", "a", "q")': None,
    'matches("a", "a{2,1}")': None,
    'matches("a", "a{1001}{9001}")': None,
    'matches("a", "*a")': None,
    'matches("a", "(a")': None,
    'matches("a", "a)")': None,
    'matches("a", "[z-a]")': None,
    'matches("a", "(?=a)")': None,
    'matches("a", "\\N{DIGIT ONE}")': None,
    'matches(null, "a")': None,
    'replace("abracadabra", "a(.)", "a$1$1")': "abbraccaddabbra",
    'replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")': "[1=ab][2=]cd",
    'replace("a", "(a)", "$0$10")': "aa0",
    'replace("a", "a", "\\\\$")': "$",
    'replace("a", "a", "$x")': None,
    'replace("a", "a", "\\\\x")': None,
    'replace("abc", "x*", "-")': None,
    'split("a1b22c", "\\d+")': ["a", "b", "c"],
    'split("a;b;;", ";")': ["a", "b", "", ""],
    'split("abc", "")': None,
    'extract("a1b22", "\\d+")': ["1", "22"],
}


@pytest.mark.parametrize(("text", "expected"), RESULTS.items())
def test_a_pattern_finds_what_xpath_says(value_of: Evaluate, text: str, expected: Any) -> None:
    assert value_of(text) == expected


@pytest.mark.parametrize("character", [chr(code) for code in range(32, 127)])
def test_every_printable_character_can_be_searched(character: str) -> None:
    quoted = re.sub(r"([\\|.?*+(){}\-\[\]^$])", r"\\\1", character)

    assert compile_pattern(f"^{quoted}$").search(character)
    assert compile_pattern(f"^[{quoted}]$").search(character)
