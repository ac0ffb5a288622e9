// What Camunda Modeler does with a file: its three editors for Camunda 8, each opened, exported and closed again.
// Diagrams and forms are exported a second time after every name was changed and changed back: what an editor
// tidies away when an owner works on an element shows only then.
import BpmnModeler from "camunda-bpmn-js/lib/camunda-cloud/Modeler";
import { CamundaCloudModeler as DmnModeler } from "camunda-dmn-js";
import { Form, FormEditor } from "@bpmn-io/form-js";

function box() {
  const element = document.createElement("div");
  element.style.height = "60rem";
  document.body.append(element);
  return element;
}

const words = (warnings) => (warnings ?? []).map((warning) => warning.message);

async function bpmn(text) {
  const modeler = new BpmnModeler({ container: box(), propertiesPanel: { parent: box() } });
  const { warnings } = await modeler.importXML(text);
  const said = words(warnings);
  if (modeler.get("commandStack").canUndo()) said.push("the modeler changed the diagram while it opened it");
  const { xml } = await modeler.saveXML({ format: true });
  const modeling = modeler.get("modeling");
  const named = modeler.get("elementRegistry").filter((element) => !element.labelTarget && element.businessObject.name);
  for (const element of named) {
    const { name } = element.businessObject;
    for (const next of [`${name} `, name]) modeling.updateProperties(element, { name: next });
  }
  const worked = (await modeler.saveXML({ format: true })).xml;
  modeler.destroy();
  return { said, saved: xml, worked };
}

async function dmn(text) {
  const modeler = new DmnModeler({ container: box(), drd: { propertiesPanel: { parent: box() } } });
  const said = words((await modeler.importXML(text)).warnings);
  for (const view of modeler.getViews()) {
    const { warnings } = await modeler.open(view);
    // A model of one table has no drawing of its requirements; the modeler draws one when it is asked for.
    if (view.type !== "drd") said.push(...words(warnings));
  }
  const { xml } = await modeler.saveXML({ format: true });
  modeler.destroy();
  return { said, saved: xml };
}

async function form(text) {
  const editor = new FormEditor({ container: box() });
  const said = words((await editor.importSchema(JSON.parse(text))).warnings);
  const saved = JSON.stringify(editor.saveSchema());
  const [modeling, fields] = [editor.get("modeling"), editor.get("formFieldRegistry")];
  for (const { id } of fields.getAll()) {
    const name = ["label", "dateLabel", "text"].find((key) => fields.get(id)[key] !== undefined);
    if (!name) continue;
    const words = fields.get(id)[name];
    for (const next of [`${words} `, words]) modeling.editFormField(fields.get(id), name, next);
  }
  const worked = JSON.stringify(editor.saveSchema());
  editor.destroy();
  const viewer = new Form({ container: box() });
  said.push(...words((await viewer.importSchema(JSON.parse(text))).warnings));
  viewer.destroy();
  return { said, saved, worked };
}

const kinds = { bpmn, dmn, form };

globalThis.opened = async (kind, text) => {
  document.body.replaceChildren();
  try {
    return await kinds[kind](text);
  } catch (error) {
    return { said: [`it does not open: ${error.message}`], saved: null };
  }
};
