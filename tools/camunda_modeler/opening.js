// What Camunda Modeler does with a file: its three editors for Camunda 8, each opened, exported and closed again.
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
  modeler.destroy();
  return { said, saved: xml };
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
  editor.destroy();
  const viewer = new Form({ container: box() });
  said.push(...words((await viewer.importSchema(JSON.parse(text))).warnings));
  viewer.destroy();
  return { said, saved };
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
