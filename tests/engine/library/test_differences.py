"""What is different between two versions is told thing by thing, in words."""

from __future__ import annotations

from typing import Any

from engine.library.differences import Difference, differences
from engine.library.package import Package
from engine.library.source import shipped_root
from tests.engine.commands.package import PackageBuilder, number, text

KEY = "change_control"


def drawn(**user: Any) -> PackageBuilder:
    """One task with a form."""
    return PackageBuilder().start().user("look", form="look", **user).end().flow("start", "look", "end")


def told(old: PackageBuilder, new: PackageBuilder) -> list[str]:
    """The sentences."""
    return [str(one) for one in differences(old.build(), new.build())]


def shipped(**changes: tuple[bytes, bytes]) -> tuple[Difference, ...]:
    """What is told of change control when texts are replaced in one of its files."""
    package = Package.read(shipped_root(), KEY)
    files = dict(package.files)
    for name, (old, new) in changes.items():
        path = next(path for path in files if path.rsplit("/", 1)[-1].replace(".", "_") == name)
        assert old in files[path], name
        files[path] = files[path].replace(old, new)
    return differences(package, Package.from_files(KEY, files))


def test_the_same_package_differs_in_nothing() -> None:
    assert shipped() == ()


def test_a_step_is_told_with_what_changed_about_it() -> None:
    assert told(drawn(lane="Front line"), drawn(lane="Officer")) == [
        "Diagram 'Demonstration': look (look) was changed: lane was 'Front line' and is now 'Officer'."
    ]
    assert told(drawn(), drawn(due="=now()")) == [
        "Diagram 'Demonstration': look (look) was changed: due date is now '=now()'."
    ]


def test_a_new_step_and_the_ways_to_and_from_it_are_told() -> None:
    new = PackageBuilder().start().user("look", form="look").user("sign").end()
    new.flow("start", "look", "sign", "end")

    found = differences(drawn().build(), new.build())

    assert [(one.what, one.key) for one in found] == [
        ("removed", "f_look_end"),
        ("added", "sign"),
        ("added", "f_look_sign"),
        ("added", "f_sign_end"),
    ]
    assert {one.process for one in found} == {"demo"}


def test_fields_of_forms_are_told_by_their_label() -> None:
    old = drawn().form("look", text("what"))
    new = drawn().form("look", text("what", required=True), number("amount"))

    assert told(old, new) == [
        "Form 'look': the form was changed: order of the fields says 'amount'.",
        "Form 'look': what (what) was changed: required is now 'yes'.",
        "Form 'look': amount (amount) was added: kind 'number'; label 'amount'.",
    ]


def test_rules_of_tables_are_told_by_their_cells() -> None:
    found = shipped(risk_points_dmn=(b"&gt;= 30", b"&gt;= 45"))

    (rule,) = found
    assert (rule.where, rule.name) == ("Table 'How many risk points?'", "rule 9")
    assert rule.details == ("if Minutes of downtime was '>= 30' and is now '>= 45'",)


def test_a_letter_is_told_line_by_line() -> None:
    (found,) = shipped(received_en_md=(b"How we treat it", b"What we do"))

    assert (found.part, found.where) == ("letter", "Letter 'received'")
    assert found.details[0].startswith("text says '**What we do.** {{ class.title }}")
    assert " instead of '**How we treat it.** {{ class.title }}" in found.details[0]


def test_settings_are_told_entry_by_entry() -> None:
    (found,) = shipped(process_yaml=(b"target: 1 working day\n", b"target: 2 working days\n"))

    assert str(found) == (
        "Settings: clocks: classification was changed: "
        "target was '1 working day' and is now '2 working days'."
    )


def test_of_other_files_it_is_said_that_they_changed() -> None:
    assert [str(one) for one in shipped(README_md=(b"# ", b"# The "))] == [
        f"File: processes/{KEY}/README.md was changed."
    ]


def test_how_it_is_laid_out_is_no_difference() -> None:
    package = Package.read(shipped_root(), KEY)
    path = f"processes/{KEY}/model_change.bpmn"
    moved = package.files[path].replace(b'<dc:Bounds x="', b'<dc:Bounds x="1')

    assert moved != package.files[path]
    assert differences(package, Package.from_files(KEY, {**package.files, path: moved})) == ()


def test_an_unfinished_file_is_told_and_hides_no_other_part() -> None:
    found = shipped(risk_points_dmn=(b"<decision ", b"<decision"), README_md=(b"# ", b"# The "))

    assert [str(one) for one in found] == [
        f"File: processes/{KEY}/risk_points.dmn was changed: it cannot be read yet.",
        f"File: processes/{KEY}/README.md was changed.",
    ]


def test_without_a_version_before_everything_is_new() -> None:
    found = differences(None, drawn().form("look", text("what")).build())

    assert {one.what for one in found} == {"added"}
    assert {one.part for one in found} == {"diagram", "form", "settings"}
