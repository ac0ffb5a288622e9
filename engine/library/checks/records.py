"""What process.yaml says under `records`: classes that hold, and nothing personal among what stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.errors import Finding
from engine.feel.errors import FeelError
from engine.feel.expression import compile_expression
from engine.forms.form import Field
from engine.library.checks.references import Offered
from engine.library.checks.variables import GIVEN, names_read, set_variables
from engine.library.package import Package
from engine.library.process_settings import ProcessSettings, RecordRules
from engine.worktime.amount import read_amount
from engine.worktime.errors import AmountError

Said = tuple[str, str, str, str]  # element, code, message, level
ERROR, WARNING = "error", "warning"
PROSE = "textarea"


def check_records(package: Package, operations: Mapping[str, Offered]) -> Iterator[Finding]:
    """One finding for each line that cannot be kept to, or would keep more or less than it should."""
    rules, asked = package.settings.records, dict(_asked(package))
    known = set_variables(package, operations)
    for element, code, message, level in (
        *_classes(rules),
        *_chosen(rules, asked),
        *(found for path in rules.stays for found in _stays(package.settings, path, asked, known)),
        *_registers(package.settings),
    ):
        file = f"processes/{package.key}/process.yaml"
        yield Finding(file=file, element=element, code=code, message=message, level=level)


def _classes(rules: RecordRules) -> Iterator[Said]:
    for one in rules.classes.values():
        where = f"records.classes.{one.key}.keep"
        try:
            working = read_amount(one.keep).is_working
        except AmountError as error:
            yield where, "amount", str(error), ERROR
            continue
        if working:
            message = f"'{one.keep}': records are kept for years, months or days of the calendar."
            yield where, "amount", message, ERROR
    if rules.classes and rules.otherwise not in rules.classes:
        message = "Say under `otherwise` which class holds where no other is chosen."
        yield "records.otherwise", "record-class", message, ERROR
    if rules.by is None:
        return
    if not rules.classes:
        yield "records.class", "record-class", "A class is chosen, and there are no `classes`.", ERROR
    if not rules.by.startswith("="):
        message = "This must be a FEEL expression; begin it with '='."
        yield "records.class", "expression", message, ERROR
        return
    try:
        compile_expression(rules.by[1:])
    except FeelError as error:
        yield "records.class", "expression", str(error), ERROR


def _chosen(rules: RecordRules, asked: Mapping[str, Field]) -> Iterator[Said]:
    """A field that chooses the class offers classes and nothing else."""
    field = asked.get((rules.by or "").removeprefix("=").strip())
    for option in field.options if field is not None else ():
        if option.value not in rules.classes:
            message = f"The form offers '{option.value}', which is no class."
            yield "records.class", "record-class", message, ERROR


def _stays(
    settings: ProcessSettings, path: str, asked: Mapping[str, Field], known: frozenset[str]
) -> Iterator[Said]:
    where, customer = f"records.stays.{path}", settings.customer
    if path.partition(".")[0] not in known:
        yield where, "record-unset", f"'{path}' is to stay, and nothing sets it.", WARNING
    own = {customer.name, customer.email, customer.address}
    within = [field for key, field in asked.items() if key == path or key.startswith(f"{path}.")]
    if path in own or any("personal" in field.properties for field in within):
        yield where, "record-personal", f"'{path}' is personal; it cannot outlive erasure.", ERROR
    elif any(field.kind in (PROSE, "filepicker") for field in within):
        message = (
            f"'{path}' holds prose or files, in which anybody may be named; name what stays more closely."
        )
        yield where, "record-personal", message, ERROR


def _registers(settings: ProcessSettings) -> Iterator[Said]:
    """A case stays in the registers in which it stands."""
    if not settings.records.stays:
        return
    roots = {path.partition(".")[0] for path in (*settings.records.stays, *settings.counted)}
    for register in settings.registers.values():
        for name in sorted(names_read(register.where) - roots - GIVEN):
            where = f"registers.{register.key}.where"
            message = (
                f"It reads '{name}', which does not stay: cases leave this register when they are erased."
            )
            yield where, "record-register", message, WARNING


def _asked(package: Package) -> Iterator[tuple[str, Field]]:
    """Every field that is answered, by its path in the case file."""
    for form in package.forms.values():
        yield from _paths(form.fields, "")


def _paths(fields: tuple[Field, ...], before: str) -> Iterator[tuple[str, Field]]:
    for field in fields:
        key = f"{before}{field.key}"
        if field.asked and field.key:
            yield key, field
        yield from _paths(field.fields, f"{key}." if field.key else before)
