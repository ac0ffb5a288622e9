// The process owner's desk: draw, see what the check says, deploy. One element [data-editor] says where everything is.
import BpmnModeler from "bpmn-js/lib/Modeler";
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ZeebePropertiesProviderModule } from "bpmn-js-properties-panel";
import ZeebeBehaviorsModule from "camunda-bpmn-js-behaviors/lib/camunda-cloud";
import ZeebeModdle from "zeebe-bpmn-moddle/resources/zeebe.json";
import AmendsPanelModule from "./editor/panel.js";
import { keepDraft } from "./editor/draft.js";
import { showFindings } from "./editor/findings.js";
import { goToSteps } from "./editor/steps.js";
import { wireDeploy } from "./editor/deploy.js";
import { fit } from "./fit.js";

const GAP = 14; // pixels
const desk = document.querySelector("[data-editor]");
const status = desk.querySelector("[data-status]");
const say = (text) => { status.textContent = text; };

const modeler = new BpmnModeler({
  container: desk.querySelector(".editor-canvas"),
  propertiesPanel: { parent: desk.querySelector(".editor-panel") },
  additionalModules: [
    BpmnPropertiesPanelModule,
    BpmnPropertiesProviderModule,
    ZeebePropertiesProviderModule,
    ZeebeBehaviorsModule,
    AmendsPanelModule,
  ],
  moddleExtensions: { zeebe: ZeebeModdle },
});

// The palette floats over the left edge; how wide it is depends on the height it has.
function whole() {
  const palette = desk.querySelector(".djs-palette")?.getBoundingClientRect().width ?? 0;
  fit(modeler.get("canvas"), palette + 2 * GAP);
}

async function open() {
  const answer = await fetch(desk.dataset.xml, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  await modeler.importXML(await answer.text());
  whole();
}

const zooms = { in: 1.25, out: 0.8 };
for (const button of desk.querySelectorAll("button[data-zoom]")) {
  button.addEventListener("click", () => {
    const canvas = modeler.get("canvas");
    const factor = zooms[button.dataset.zoom];
    if (factor) canvas.zoom(Math.min(4, Math.max(0.2, canvas.zoom() * factor)));
    else whole();
  });
}
for (const button of desk.querySelectorAll("button[data-step]")) {
  button.addEventListener("click", () => modeler.get("commandStack")[button.dataset.step]());
}
desk.querySelector("[data-save]").addEventListener("click", async () => {
  const { xml } = await modeler.saveXML({ format: true });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([xml], { type: "application/xml" }));
  link.download = desk.dataset.file.split("/").pop();
  link.click();
  URL.revokeObjectURL(link.href);
});

try {
  await open();
  const draft = keepDraft(modeler, desk, say);
  const check = showFindings(modeler, desk, say);
  goToSteps(modeler, desk);
  wireDeploy(modeler, desk, { say, check, draft });
  check.now();
  desk.dataset.ready = "yes";
} catch (error) {
  say(`The drawing cannot be opened (${error.message}).`);
}
