"""Whom a letter of a case goes to, and how: its customer, those of merged cases, or whom `to` names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.cases.kept import kept_file
from engine.cases.merging import merged_into
from engine.cases.models import Case
from engine.cases.words import customer_words
from engine.correspondence.errors import NoAddress, NoTextMessages, WantsCall
from engine.correspondence.outbox import is_address
from engine.correspondence.templates import EMAIL, POST
from engine.operations.headers import value
from engine.operations.operation import Call

UNWRITTEN: Mapping[str, type[NoAddress]] = {"phone": WantsCall, "sms": NoTextMessages}


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Somebody who is written to, with what the letter may say to them. `merged` is their own case.

    `refused` says why they cannot be written to, whatever the address.
    """

    variables: Mapping[str, Any]
    channel: str
    address: str | None
    merged: Case | None = None
    refused: NoAddress | None = None


def readers(call: Call, key: str) -> Iterator[Reader]:
    """Everybody this letter goes to, the case's own customer first."""
    words = {**call.variables["case"], **customer_words(call.case, call.step.settings)}
    own = {**call.variables, "case": words}
    wanted = _key(value(call, "channel")) if "channel" in call.job.headers else None
    if "to" in call.job.headers:
        address = _text(value(call, "to"))
        yield _reader(own, wanted or EMAIL, email=address, postal=address)
        return
    yield _customer(call, own, wanted)
    if call.package.letter(key).audience != "customer":
        return
    for case in merged_into(call.step.session, call.case.id):
        yield _customer(call, _as_told_to(call, case, own), wanted, case)


def own_secret(call: Call) -> str:
    """The secret of the case's own customer."""
    return str(customer_words(call.case, call.step.settings)["secret"])


def _customer(
    call: Call, variables: Mapping[str, Any], wanted: str | None, merged: Case | None = None
) -> Reader:
    keys = call.package.settings.customer
    email, postal, preferred = (variables.get(key or "") for key in (keys.email, keys.address, keys.channel))
    return _reader(
        variables, wanted or _key(preferred), email=_text(email), postal=_text(postal), merged=merged
    )


def _reader(
    variables: Mapping[str, Any],
    wanted: str | None,
    *,
    email: str | None,
    postal: str | None,
    merged: Case | None = None,
) -> Reader:
    """By the channel they want; whoever wants none of ours gets an e-mail, and a letter without address."""
    refusal = UNWRITTEN.get(wanted or "")
    writes = wanted == POST or (wanted != EMAIL and bool(postal) and not is_address((email or "").strip()))
    return Reader(
        variables=variables,
        channel=POST if writes else EMAIL,
        address=postal if writes else email,
        merged=merged,
        refused=refusal() if refusal else None,
    )


def _as_told_to(call: Call, case: Case, variables: Mapping[str, Any]) -> dict[str, Any]:
    """What the letter says, with the name, addresses, reference and secret of a merged case's customer."""
    file = kept_file(call.step.session, case.id)
    customer = call.package.settings.customer
    named = (customer.name, customer.email, customer.language, customer.address, customer.channel)
    words = {"reference": case.reference, **customer_words(case, call.step.settings)}
    return {
        **variables,
        **{key: file.get(key) for key in named if key},
        "case": {**variables["case"], **words},
    }


def _text(found: Any) -> str | None:
    return found if isinstance(found, str) else None


def _key(found: Any) -> str | None:
    """A channel as text, or as the chosen entry of a list."""
    return _text(found.get("key") if isinstance(found, Mapping) else found)
