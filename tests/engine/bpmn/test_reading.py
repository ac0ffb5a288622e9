"""What is refused, by which code, and that everything wrong is said at once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from engine.bpmn.model import Model
from engine.bpmn.reading import read_model
from engine.bpmn.schedule import check_timer
from engine.errors import PackageError
from tests.engine.bpmn.drawing import Drawing, mapping, zeebe
from tests.engine.bpmn.found import findings, structure


def line(draw: Callable[[Drawing], object]) -> Drawing:
    """start -> x -> end, with x drawn by the test."""
    drawing = Drawing()
    drawing.start()
    draw(drawing)
    drawing.end()
    drawing.path("start", "x", "end")
    return drawing


def plain(extension: str = "", body: str = "", tag: str = "userTask", **attributes: str) -> Drawing:
    """A line with one node of this tag."""
    extra = zeebe("userTask") if tag == "userTask" else ""
    return line(lambda drawing: drawing.node(tag, "x", extra + extension, body, **attributes))


REFUSED: dict[str, tuple[Drawing, tuple[str, str]]] = {
    "unknown extension element": (plain("<zeebe:surprise/>"), ("x", "unknown-extension")),
    "unknown attribute of an extension element": (
        plain(zeebe("formDefinition", formId="f", colour="red")),
        ("x", "unknown-extension"),
    ),
    "extension element in the wrong place": (
        plain(zeebe("taskDefinition", type="t")),
        ("x", "unknown-extension"),
    ),
    "execution listeners": (plain("<zeebe:executionListeners/>"), ("x", "unsupported-extension")),
    "task listeners": (plain("<zeebe:taskListeners/>"), ("x", "unsupported-extension")),
    "form key": (plain(zeebe("formDefinition", formKey="f")), ("x", "unsupported-extension")),
    "external reference": (
        plain(zeebe("formDefinition", externalReference="f")),
        ("x", "unsupported-extension"),
    ),
    "linked resources": (plain("<zeebe:linkedResources/>"), ("x", "unsupported-extension")),
    "agent": (plain("<zeebe:agentDefinition/>"), ("x", "unsupported-extension")),
    "binding to a version tag": (
        plain(zeebe("formDefinition", formId="f", bindingType="versionTag", versionTag="v1")),
        ("x", "unsupported-extension"),
    ),
    "extension of another engine": (plain("<camunda:formData/>"), ("x", "foreign-extension")),
    "attribute of another engine": (plain(**{"camunda:assignee": "me"}), ("x", "foreign-extension")),
    "JUEL": (plain(mapping({"a": "=${b}"})), ("x", "juel")),
    "an expression that does not compile": (plain(mapping({"a": "=1 +"})), ("x", "expression")),
    "a name that is none": (plain(mapping({"a b": "=1"})), ("x", "variable-name")),
    "complex gateway": (plain(tag="complexGateway"), ("x", "unsupported-element")),
    "ad-hoc sub-process": (plain(tag="adHocSubProcess"), ("x", "unsupported-element")),
    "several event definitions": (
        plain(
            "",
            "<bpmn:signalEventDefinition/><bpmn:timerEventDefinition/>",
            "intermediateCatchEvent",
        ),
        ("x", "several-events"),
    ),
    "a Python script": (
        plain("", "<bpmn:script>print(1)</bpmn:script>", "scriptTask", scriptFormat="python"),
        ("x", "script-language"),
    ),
    "a script task without expression": (plain(tag="scriptTask"), ("x", "no-script")),
    "an unreadable timer": (line(lambda d: d.catch("x", timer=("duration", "two days"))), ("x", "timer")),
    "a cycle in cron text": (line(lambda d: d.catch("x", timer=("cycle", "0 0 9 * * MON"))), ("x", "timer")),
    "a cycle by a macro of cron": (line(lambda d: d.catch("x", timer=("cycle", "@daily"))), ("x", "timer")),
    "a timer without time": (
        plain("", "<bpmn:timerEventDefinition/>", "intermediateCatchEvent"),
        ("x", "timer"),
    ),
    "an empty duration": (line(lambda d: d.catch("x", timer=("duration", "P"))), ("x", "timer")),
    "a cycle that never ends in no time": (
        line(lambda d: d.catch("x", timer=("cycle", "R/PT0S"))),
        ("x", "timer"),
    ),
    "a service task without type": (plain(tag="serviceTask"), ("x", "no-job-type")),
    "a send task without anything to send": (plain(tag="sendTask"), ("x", "no-job-type")),
    "a receive task without message": (plain(tag="receiveTask"), ("x", "no-message")),
    "a business rule task without decision": (plain(tag="businessRuleTask"), ("x", "no-decision")),
    "a call of nothing": (plain(tag="callActivity"), ("x", "incomplete-extension")),
    "a call of a process that is not there": (
        plain(zeebe("calledElement", processId="q"), tag="callActivity"),
        ("x", "missing-process"),
    ),
    "a message without correlation key": (
        line(lambda d: d.catch("x", message="m")),
        ("x", "no-correlation-key"),
    ),
    "a message that is not defined": (
        plain("", '<bpmn:messageEventDefinition messageRef="nowhere"/>', "intermediateCatchEvent"),
        ("x", "dangling-reference"),
    ),
    "an intermediate catch event without event": (
        plain(tag="intermediateCatchEvent"),
        ("x", "unsupported-event"),
    ),
    "a multi-instance activity without collection": (
        plain(body="<bpmn:multiInstanceLoopCharacteristics/>"),
        ("x", "no-collection"),
    ),
    "a loop cardinality": (
        plain(
            body="<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality>"
            "</bpmn:multiInstanceLoopCharacteristics>"
        ),
        ("x", "unsupported-element"),
    ),
    "a loop without end": (plain(body="<bpmn:standardLoopCharacteristics/>"), ("x", "endless-loop")),
    "a sub-process without start": (plain(tag="subProcess"), ("x", "no-start")),
    "resource roles": (plain(body="<bpmn:potentialOwner id='o'/>"), ("x", "unsupported-element")),
    "a start quantity": (plain(startQuantity="2"), ("x", "unsupported-attribute")),
    "a link without target": (line(lambda d: d.throw("x", link="nowhere")), ("x", "link")),
    "an error without code": (
        line(lambda d: d.event("intermediateThrowEvent", "x", define="<bpmn:escalationEventDefinition/>")),
        ("x", "no-code"),
    ),
    "an expression in another language": (
        plain(
            "",
            "<bpmn:timerEventDefinition>"
            "<bpmn:timeDuration xsi:type='bpmn:tFormalExpression' language='groovy'>"
            "PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>",
            "intermediateCatchEvent",
        ),
        ("x", "language"),
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_run_exactly_is_refused_by_name(what: str) -> None:
    drawing, expected = REFUSED[what]

    with pytest.raises(PackageError):
        read_model({"0.bpmn": drawing.xml()})

    assert expected in findings(drawing)


def test_every_message_is_a_sentence_that_names_the_file() -> None:
    for drawing, _ in REFUSED.values():
        with pytest.raises(PackageError) as refusal:
            read_model({"a.bpmn": drawing.xml()})
        for finding in refusal.value.findings:
            assert finding.file == "a.bpmn"
            assert finding.message[0].isupper() or finding.message.startswith(("'", "zeebe:"))
            assert finding.message.endswith(".")


def test_cron_text_is_answered_with_what_to_write_in_its_place() -> None:
    drawing, _ = REFUSED["a cycle in cron text"]

    with pytest.raises(PackageError) as refusal:
        read_model({"a.bpmn": drawing.xml()})

    finding = next(one for one in refusal.value.findings if one.code == "timer")
    assert "cron" in finding.message
    suggested = re.search(r"R/\S+", finding.message)
    assert suggested is not None
    check_timer("cycle", suggested.group(0))


def test_many_mistakes_are_found_at_once() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.node("serviceTask", "nameless")
    drawing.user("ask", "<zeebe:surprise/>" + mapping({"a": "=1 +"}))
    drawing.gateway("exclusive", "which")
    drawing.user("lonely")
    drawing.path("start", "nameless", "ask", "which")
    drawing.flow("which", "ask", "x >")
    drawing.flow("which", "nowhere")
    drawing.flow("which", "nameless")

    assert findings(drawing) >= {
        ("nameless", "no-job-type"),
        ("ask", "unknown-extension"),
        ("ask", "expression"),
        ("which_ask", "expression"),
        ("which_nowhere", "dangling-flow"),
        ("which", "flow-without-condition"),
        ("lonely", "unreachable"),
    }


def test_two_processes_of_one_id_are_refused() -> None:
    drawing = structure(lambda _: None)

    assert ("p", "duplicate-process") in findings(drawing, drawing)


def test_files_without_an_executable_process_are_refused() -> None:
    xml = structure(lambda _: None).xml().replace(b'isExecutable="true"', b'isExecutable="false"')

    assert ("", "missing-process") in findings(xml)
    assert ("p", "not-executable") in findings(xml)
    with pytest.raises(PackageError):
        read_model({})


def test_messages_of_the_same_id_in_two_files_stay_apart() -> None:
    first, second = Drawing("p"), Drawing("q")
    for drawing, name in ((first, "one"), (second, "two")):
        drawing.roots["m"] = f'<bpmn:message id="m" name="{name}"/>'
        drawing.start("start", define='<bpmn:messageEventDefinition messageRef="m"/>')

    model = read_model({"a.bpmn": first.xml(), "b.bpmn": second.xml()})

    assert [model.processes[p].starts[0].event.name for p in "pq"] == ["one", "two"]  # type: ignore[union-attr]


def collaboration() -> Model:
    drawing = structure(lambda _: None)
    pool = (
        '<bpmn:collaboration id="c"><bpmn:participant id="us" name="Us" processRef="p"/>'
        '<bpmn:participant id="them" name="Customer"/>'
        '<bpmn:messageFlow id="mf" sourceRef="them" targetRef="a"/></bpmn:collaboration><bpmn:process '
    )
    return read_model({"a.bpmn": drawing.xml().replace(b"<bpmn:process ", pool.encode(), 1)})


def test_black_box_pools_and_message_flows_are_fine() -> None:
    assert list(collaboration().processes) == ["p"]


def test_elements_of_a_sub_process_take_its_lane_unless_they_have_their_own() -> None:
    drawing = Drawing()
    drawing.lanes = {"Office": ["sub"], "Boss": ["start"]}
    drawing.start()
    with drawing.inside("sub"):
        drawing.start("inner")
        with drawing.inside("deeper"):
            drawing.start("innermost")
            drawing.user("a")
            drawing.path("innermost", "a")
        drawing.path("inner", "deeper")
    drawing.path("start", "sub")

    elements = read_model({"a.bpmn": drawing.xml()}).processes["p"].elements

    assert {name: element.lane for name, element in elements.items()} == {
        "start": "Boss",
        "sub": "Office",
        "inner": "Office",
        "deeper": "Office",
        "innermost": "Office",
        "a": "Office",
    }
    assert (elements["a"].scope, elements["sub"].scope) == ("deeper", None)


def test_an_element_says_what_was_written() -> None:
    drawing = Drawing()
    drawing.extension = zeebe("versionTag", value="1.2")
    drawing.start()
    drawing.user("a", zeebe("taskHeaders", zeebe("header", key="k", value="v")), "", name="Ask")
    drawing.parts[-1] = drawing.parts[-1].replace(
        "<bpmn:extension", "<bpmn:documentation>Be kind.</bpmn:documentation><bpmn:extension", 1
    )
    drawing.path("start", "a")

    process = read_model({"a.bpmn": drawing.xml()}).processes["p"]

    element = process.elements["a"]
    assert process.version_tag == "1.2"
    assert (element.label, element.documentation, dict(element.headers)) == ("Ask", "Be kind.", {"k": "v"})
    assert [flow.id for flow in element.incoming] == ["start_a"]
    assert [flow.id for flow in process.flows] == ["start_a"]


def test_an_event_definition_within_another_is_a_finding_and_no_fault() -> None:
    drawing = Drawing()
    drawing.start()
    inner = "<bpmn:timerEventDefinition>PT1H</bpmn:timerEventDefinition>"
    drawing.catch("pause", define=f"<bpmn:timerEventDefinition>{inner}</bpmn:timerEventDefinition>")
    drawing.path("start", "pause")

    assert {code for _, code in findings(drawing)} >= {"schema", "not-readable"}
