"""What a person reads when an answer does not fit; a field's own wording comes first."""

from __future__ import annotations

from engine.forms.form import CHOICES, Field

# Custom properties of a field: `message.required`, `message.pattern` ... replace one sentence, `message` all.
KINDS = ("required", "type", "pattern", "length", "range", "option")
PROPERTIES = frozenset({"message", *(f"message.{kind}" for kind in KINDS)})


def wording(one: Field, kind: str, default: str) -> str:
    """The sentence for this field and kind of fault."""
    return one.properties.get(f"message.{kind}") or one.properties.get("message") or default


def required(one: Field) -> str:
    """What is said when a required answer is missing."""
    default = "Please fill this in."
    if one.kind in CHOICES:
        default = "Please choose an answer."
    elif one.kind == "checkbox":
        default = "Please tick this box to go on."
    elif one.kind == "filepicker":
        default = "Please choose a file."
    elif one.kind == "datetime":
        default = {"date": "Please give a date.", "time": "Please give a time."}.get(
            one.format, "Please give a date and time."
        )
    return wording(one, "required", default)
