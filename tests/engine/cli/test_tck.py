from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from engine.cli.tck import tck
from tests.engine.dmn.builders import decision, model, text

CASES = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
  <modelName>sum.dmn</modelName>
  <testCase id="1"><inputNode name="a"><value xsi:type="xsd:decimal">1</value></inputNode>
    <resultNode name="sum"><expected><value xsi:type="xsd:double">3.000000001</value></expected></resultNode>
  </testCase>
  <testCase id="2"><resultNode name="sum"><expected><value xsi:nil="true"/></expected></resultNode></testCase>
  <testCase id="3"><inputNode name="a"><value xsi:type="xsd:decimal">1</value></inputNode>
    <resultNode name="sum"><expected><value xsi:type="xsd:string">3</value></expected></resultNode>
  </testCase>
  <testCase id="4"><resultNode name="outside"><expected><value xsi:type="xsd:decimal">1</value></expected>
    </resultNode></testCase>
  <testCase id="5"><resultNode name="nobody"><expected><value xsi:nil="true"/></expected></resultNode>
  </testCase>
</testCases>"""


def kit(tmp_path: Path) -> Path:
    folder = tmp_path / "level-2" / "0001-sum"
    folder.mkdir(parents=True)
    outside = '<functionDefinition kind="Java"/>'
    (folder / "sum.dmn").write_bytes(model(decision("sum", text("a + 2")), decision("outside", outside)))
    (folder / "sum-test-01.xml").write_text(CASES)
    return tmp_path


def test_counts_are_given_per_model_and_in_all(tmp_path: Path) -> None:
    result = CliRunner().invoke(tck, [str(kit(tmp_path)), "--json"])

    counts = {"passed": 2, "failed": 2, "refused": 1, "values_passed": 1, "values": 3}
    assert json.loads(result.output) == {"total": counts, "models": {"level-2/0001-sum": counts}}
    assert result.exit_code == 1


def test_failures_are_named_with_reason(tmp_path: Path) -> None:
    output = CliRunner().invoke(tck, [str(kit(tmp_path)), "--failures"]).output

    assert '3: sum: expected "3", came 3' in output
    assert "4: outside: refused: Java function 'outside'" in output
    assert "5: DecisionNotFound" in output
    assert "2 of 5 passed (40.00%)" in output


def test_a_folder_without_cases_is_wrong_use(tmp_path: Path) -> None:
    assert CliRunner().invoke(tck, [str(tmp_path)]).exit_code == 2
