// Reading and writing zeebe:properties, as commands, so that undo works and an empty bag leaves the file.
import { getBusinessObject } from "bpmn-js/lib/util/ModelUtil";

const bagOf = (element) =>
  getBusinessObject(element).get("extensionElements")?.get("values").find((value) => value.$type === "zeebe:Properties");

export const properties = (element) => bagOf(element)?.get("properties") ?? [];

export function setProperty({ modeling, bpmnFactory }, element, name, value) {
  const bearer = getBusinessObject(element);
  const pairs = properties(element)
    .filter((entry) => entry.name !== name)
    .map((entry) => ({ name: entry.name, value: entry.value }));
  if (value) pairs.push({ name, value });

  const make = (type, attributes, parent) => Object.assign(bpmnFactory.create(type, attributes), { $parent: parent });
  const others = (bearer.get("extensionElements")?.get("values") ?? []).filter((entry) => entry.$type !== "zeebe:Properties");
  const extension = make("bpmn:ExtensionElements", { values: [...others] }, bearer);
  if (pairs.length) {
    const bag = make("zeebe:Properties", {}, extension);
    bag.properties = pairs.map((pair) => make("zeebe:Property", pair, bag));
    extension.values.push(bag);
  }
  for (const entry of others) entry.$parent = extension;
  modeling.updateProperties(element, { extensionElements: extension.values.length ? extension : undefined });
}
