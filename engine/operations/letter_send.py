"""letter.send: write a letter of the package to the customer, or to whom the header `to` names."""

from __future__ import annotations

from typing import Any

from engine.correspondence.errors import NoAddress
from engine.correspondence.models import Letter
from engine.correspondence.outbox import write_letter
from engine.operations.operation import Call, Done, Operation, OperationError
from engine.operations.readers import readers


def send_letter(call: Call) -> Done:
    """Put the letter into the outbox, or among those to post. Raises BPMN error `no_address`.

    An e-mail leaves after the commit. The error is also raised for whoever wants to be called: the diagram
    draws the call as a task.

    A letter to the customer goes to the customers of merged cases too, each with their own reference, secret
    and language. Those who can be written to are, also when the error says that one of them cannot. Where
    there is a draft of the letter, its words are sent.
    """
    key = call.job.headers["letter"]
    written: list[Letter] = []
    refused: list[NoAddress] = []
    for reader in readers(call, key):
        try:
            if reader.refused is not None:
                raise reader.refused
            letter = write_letter(
                call.step,
                call.case,
                call.package,
                key,
                reader.variables,
                reader.address,
                around=call.around,
                occasion=call.job.id,
                for_case=reader.merged,
                channel=reader.channel,
            )
        except NoAddress as error:
            refused.append(error)
        else:
            written.append(letter)
    if refused:
        raise OperationError("no_address", str(refused[0])) from refused[0]
    first, *others = written
    facts: dict[str, Any] = {
        "letter": key,
        "letter_id": first.id,
        "subject": first.subject,
        "channel": first.channel,
    }
    if others:
        facts["also_to"] = [letter.recipient for letter in others]
    return Done(verb="letter written", facts=facts)


LETTER_SEND = Operation(
    type="letter.send",
    title="Send a letter",
    perform=send_letter,
    headers=("letter", "to", "channel"),
    required=("letter",),
    errors=("no_address",),
)
