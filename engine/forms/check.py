"""What is wrong with a form, before anybody is asked to fill it in."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import regex

from engine.errors import Finding
from engine.feel.errors import FeelError
from engine.feel.expression import compile_expression
from engine.forms.form import ANSWERED, CHOICES, COMPUTED, CONTAINERS, REQUIRED_IF, WITHIN, Field, Form, level
from engine.forms.prose import placeholders
from engine.forms.wording import PROPERTIES

KEY = regex.compile(r"[a-z_][A-Za-z0-9_]{0,79}")
RESERVED = frozenset({"add", "remove", "case", "profile", "clocks", "csrf_token", "submission_key"})
NUMBERS = frozenset({"max_files", "max_megabytes", "min_rows", "max_rows"})
KNOWN_PROPERTIES = (
    PROPERTIES
    | NUMBERS
    | {REQUIRED_IF, WITHIN, "autocomplete", "personal", "text_rows", "inputmode", "earliest", "latest", "row"}
)


def check_form(form: Form, catalogues: Collection[str] | None = None) -> list[Finding]:
    """Every finding of this form, sorted; `catalogues`, when given, are the keys that exist."""
    check = _Check(form)
    check.level(form.fields, top=True)
    seen: set[str] = set()
    for one in form.everything():
        if one.id and one.id in seen:
            said = f"The id '{one.id}' is used twice in this form: the form editor would not open it."
            check.found(one, "form-duplicate-id", said)
        seen.add(one.id)
        check.component(one)
        if catalogues is not None and one.catalogue and one.catalogue not in catalogues:
            check.found(one, "form-unknown-catalogue", f"There is no catalogue '{one.catalogue}'.")
    return sorted(check.findings)


class _Check:
    """Collects the findings of one form."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.findings: list[Finding] = []

    def found(self, one: Field, code: str, message: str, level: str = "error") -> None:
        finding = Finding(file=self.form.file, element=one.name, code=code, message=message, level=level)
        self.findings.append(finding)

    def level(self, fields: tuple[Field, ...], *, top: bool = False) -> None:
        """Keys that live side by side: present, well formed, each once."""
        seen: set[str] = set()
        for one in level(fields):
            if one.kind in ANSWERED | COMPUTED or one.kind == "dynamiclist" or one.key:
                self.key(one, seen, top=top)
            if one.kind in CONTAINERS:
                self.level(one.fields)

    def key(self, one: Field, seen: set[str], *, top: bool) -> None:
        if not one.key:
            what = "path" if one.kind == "dynamiclist" else "key"
            self.found(one, "form-no-key", f"Give this {one.kind} a {what}: answers are stored under it.")
        elif not KEY.fullmatch(one.key):
            said = "Use a key of letters, digits and underscores that starts with a small letter."
            self.found(one, "form-bad-key", said)
        elif top and one.key in RESERVED:
            self.found(
                one, "form-reserved-key", f"The key '{one.key}' has a meaning of its own; choose another."
            )
        elif one.key in seen:
            self.found(one, "form-duplicate-key", f"The key '{one.key}' is used twice.")
        seen.add(one.key)

    def component(self, one: Field) -> None:
        """The settings of one component."""
        demanded = one.required or bool(one.required_if)
        if (demanded or one.asked) and not one.label:
            needs = "error" if demanded else "warning"
            said = (
                "A required field needs a label."
                if demanded
                else "A field without label cannot be understood."
            )
            self.found(one, "form-no-label", said, needs)
        for setting, feel in _expressions(one):
            self.feel(one, setting, feel)
        if one.kind in CHOICES:
            self.options(one)
        self.dependence(one)
        self.limits(one)
        self.pattern(one)
        for name, value in one.properties.items():
            if name not in KNOWN_PROPERTIES:
                said = f"The custom property '{name}' has no meaning here."
                self.found(one, "form-unknown-property", said, "warning")
            elif name in NUMBERS and not value.isdecimal():
                self.found(one, "form-bad-limit", f"The custom property '{name}' must be a whole number.")

    def feel(self, one: Field, setting: str, feel: str) -> None:
        try:
            expression = compile_expression(feel.removeprefix("="))
        except FeelError as error:
            self.found(one, "form-expression", f"The {setting} is not FEEL: {error}")
            return
        for function in sorted(expression.calls):
            self.found(one, "form-unknown-function", f"The {setting}: there is no function '{function}'.")

    def options(self, one: Field) -> None:
        if not (one.options or one.values_key or one.values_expression):
            self.found(one, "form-no-options", "Give it options: values, a valuesKey or a valuesExpression.")
        values = [option.value for option in one.options]
        if len(values) != len(set(values)):
            self.found(one, "form-duplicate-option", "Two of its options have the same value.")

    def dependence(self, one: Field) -> None:
        """Properties that depend on other answers and stand where they can change nothing."""
        if one.within and (one.kind != "select" or not one.catalogue):
            said = "Only a select with a catalogue (valuesKey) is narrowed by the custom property 'within'."
            self.found(one, "form-idle-condition", said, "warning")
        if not one.required_if:
            return
        if one.required:
            said = "It is always required: the custom property 'required_if' changes nothing."
            self.found(one, "form-idle-condition", said, "warning")
        elif not one.asked and one.kind != "dynamiclist":
            said = "Nothing is answered here, so the custom property 'required_if' requires nothing."
            self.found(one, "form-idle-condition", said, "warning")

    def limits(self, one: Field) -> None:
        limits = one.limits
        pairs = ((limits.minimum, limits.maximum), (limits.min_length, limits.max_length))
        if any(low is not None and high is not None and low > high for low, high in pairs):
            self.found(
                one, "form-bad-limit", "Its lower limit is above its upper limit: nothing could be answered."
            )

    def pattern(self, one: Field) -> None:
        try:
            regex.compile(one.pattern)
        except regex.error as error:
            self.found(one, "form-bad-pattern", f"Its pattern is not a regular expression: {error}.")


def _expressions(one: Field) -> Iterator[tuple[str, str]]:
    if one.hide:
        yield "condition 'hide'", one.hide
    if one.values_expression:
        yield "expression for its options", one.values_expression
    if one.kind in COMPUTED | {"table"} and (one.kind in COMPUTED or one.text):
        yield "expression", one.text
    if one.kind == "text":
        yield from (("placeholder", feel) for feel in placeholders(one.text))
    for name in (REQUIRED_IF, "earliest", "latest"):
        if name in one.properties:
            yield f"custom property '{name}'", one.properties[name]
