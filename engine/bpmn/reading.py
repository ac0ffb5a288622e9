"""Reads BPMN files into one model, or refuses them with everything that is wrong."""

from __future__ import annotations

from collections.abc import Mapping

from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from engine.bpmn.graph.building import Builder
from engine.bpmn.model import Model, Process
from engine.bpmn.rules import advice, drawing, references, structure, support
from engine.bpmn.source.elements import read_elements
from engine.bpmn.source.extension import read_extension
from engine.bpmn.source.findings import Findings
from engine.bpmn.source.spiff import AreaParser, DiagramParser
from engine.bpmn.source.xml import XmlNode, parse_xml
from engine.errors import PackageError


def read_model(files: Mapping[str, bytes]) -> Model:
    """All executable processes of the files, by name -> content.

    Raises PackageError with every finding, warnings included; never gives half a model. Warnings alone do not
    refuse: they are in `Model.findings`.
    """
    findings = Findings()
    processes: dict[str, Process] = {}
    for file in sorted(files):
        root, problems = parse_xml(files[file], file)
        findings.extend(problems)
        if root is not None:
            _read_file(file, root, processes, findings)
    if not processes and not findings.errors:
        file = min(files, default="")
        findings.add(file, None, "missing-process", "There is no process marked as executable.")
    for process in processes.values():
        structure.check(process, findings)
        references.check_calls(process, processes, findings)
        advice.check(process, findings)
    if findings.errors:
        raise PackageError(list(findings.all))
    return Model(processes=processes, findings=tuple(sorted(findings.all)))


def _read_file(file: str, root: XmlNode, processes: dict[str, Process], findings: Findings) -> None:
    support.check(root, file, findings)
    references.check(root, file, findings)
    drawing.check(root, file, findings)
    parser = DiagramParser(file, findings)
    try:
        parser.add_bpmn_xml(root, file)
        read: list[AreaParser] = list(parser.process_parsers.values())
        specs = [area.get_spec() for area in read]
    except (
        ValidationException,
        ValueError,
    ) as error:  # an id or coordinate that the library cannot do without
        findings.add(file, None, "not-readable", f"The file cannot be read: {str(error).rstrip('. ')}.")
        return
    for area, spec in zip(read, specs, strict=True):
        identity = str(area.node.get("id"))
        if identity in processes:
            findings.add(
                file, identity, "duplicate-process", f"The process id {identity} is used in two files."
            )
            continue
        builder = Builder(identity, file, findings)
        drawn = read_elements(area, identity, parser)
        built = builder.build(drawn)
        built.spec = spec
        extension = read_extension(area.node, file, findings)
        lanes = area.node.xpath(".//*[local-name()='lane']/@name")
        processes[identity] = Process(
            id=identity,
            name=str(area.node.get("name", "")),
            file=file,
            elements={element.id: element for element, _ in drawn},
            version_tag=extension.version_tag,
            lanes=tuple(dict.fromkeys(str(lane) for lane in lanes)),
            area=built,
        )
