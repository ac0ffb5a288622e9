"""The customer's secret."""

from __future__ import annotations

from engine.cases.secret import customer_secret, new_nonce, secret_matches

KEY = b"k" * 32


def test_the_secret_is_the_same_each_time_and_differs_between_cases() -> None:
    nonce = new_nonce()

    assert customer_secret(KEY, "A", nonce) == customer_secret(KEY, "A", nonce)
    assert (
        len(
            {
                customer_secret(KEY, "A", nonce),
                customer_secret(KEY, "B", nonce),
                customer_secret(KEY, "A", ""),
            }
        )
        == 3
    )


def test_it_is_taken_as_people_type_it() -> None:
    secret = customer_secret(KEY, "A", "n")

    assert secret_matches(secret.lower().replace("-", " "), KEY, "A", "n")


def test_a_wrong_one_is_refused() -> None:
    assert not secret_matches("AAAA-AAAA-AAAA", KEY, "A", "n")
    assert not secret_matches("", KEY, "A", "n")
    assert not secret_matches("\N{SNOWMAN}" * 12, KEY, "A", "n")
