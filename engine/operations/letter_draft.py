"""letter.draft: write a letter for somebody to read and change; `letter.send` of the same letter sends it."""

from __future__ import annotations

from engine.correspondence.drafts import put_draft
from engine.correspondence.outbox import readable_by, template_for
from engine.operations.operation import Call, Done, Operation
from engine.operations.readers import own_secret, readers

RESULT = "letter_draft"
HIDDEN = "****"


def draft_letter(call: Call) -> Done:
    """{subject, text}: the draft for the customer; those of merged cases get one of their own each.

    The customer's secret is struck out of the variable: a case file is read by more people than a letter.
    """
    key = call.job.headers["letter"]
    drafts = []
    for reader in readers(call, key):
        template = template_for(call.package, key, reader.variables, reader.channel)
        drafts.append(
            put_draft(
                call.step,
                call.case,
                template,
                readable_by(reader.variables, template.audience),
                call.around,
                recipient=reader.address,
                for_case=reader.merged,
            )
        )
    first = drafts[0]
    shown = {"subject": first.subject, "text": first.text.replace(own_secret(call), HIDDEN)}
    return Done(
        variables={call.job.headers.get("result", RESULT): shown},
        verb="letter drafted",
        facts={"letter": key, "subject": first.subject},
    )


LETTER_DRAFT = Operation(
    type="letter.draft",
    title="Draft a letter",
    perform=draft_letter,
    headers=("letter", "to", "channel", "result"),
    required=("letter",),
    result=RESULT,
)
