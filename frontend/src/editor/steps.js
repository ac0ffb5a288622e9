// The keyboard's way to an element: a list of all of them; choosing one opens its properties.
import { is } from "bpmn-js/lib/util/ModelUtil";
import { point } from "./findings.js";

const KINDS = [
  ["Tasks", (element) => is(element, "bpmn:Activity")],
  ["Events", (element) => is(element, "bpmn:Event")],
  ["Gateways", (element) => is(element, "bpmn:Gateway")],
  ["Flows", (element) => is(element, "bpmn:SequenceFlow")],
  ["Pools and lanes", (element) => is(element, "bpmn:Lane") || is(element, "bpmn:Participant")],
];

export function goToSteps(modeler, desk) {
  const select = desk.querySelector("[data-go]");
  const registry = modeler.get("elementRegistry");

  function fill() {
    const first = select.options[0];
    select.replaceChildren(first);
    const all = registry.filter((element) => element.type !== "label");
    for (const [title, belongs] of KINDS) {
      const group = document.createElement("optgroup");
      group.label = title;
      const named = all.filter(belongs).map((element) => [element.businessObject.name || element.id, element.id]);
      for (const [name, id] of named.sort(([a], [b]) => a.localeCompare(b))) group.append(new Option(name, id));
      if (named.length) select.append(group);
    }
  }

  select.addEventListener("change", () => {
    const shape = registry.get(select.value);
    if (shape) point(modeler, shape);
  });
  modeler.on("commandStack.changed", fill);
  fill();
}
