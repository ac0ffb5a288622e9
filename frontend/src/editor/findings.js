// What the server's check says about the drawing, shown on the elements and as a list one can walk by keyboard.
import { send } from "./server.js";

const PAUSE = 700; // milliseconds of rest before a changed drawing is checked

export function showFindings(modeler, desk, say) {
  const canvas = modeler.get("canvas");
  const overlays = modeler.get("overlays");
  const registry = modeler.get("elementRegistry");
  const list = desk.querySelector("[data-findings]");
  const count = desk.querySelector("[data-count]");
  let marked = [];
  let asked = 0;
  let timer;

  function clear() {
    for (const [id, marker] of marked) if (registry.get(id)) canvas.removeMarker(id, marker);
    marked = [];
    overlays.remove({ type: "finding" });
    list.replaceChildren();
  }

  function show(findings) {
    clear();
    const here = findings.filter((finding) => finding.file === desk.dataset.file);
    const byElement = Map.groupBy(here, (finding) => finding.element);
    for (const [id, about] of byElement) {
      const shape = registry.get(id);
      if (!shape || shape === canvas.getRootElement()) continue;
      const level = about.some((finding) => finding.level === "error") ? "error" : "warning";
      canvas.addMarker(id, `finding-${level}`);
      marked.push([id, `finding-${level}`]);
      const badge = document.createElement("span");
      badge.className = `finding-badge finding-badge-${level}`;
      badge.textContent = level === "error" ? "!" : "?";
      badge.title = about.map((finding) => finding.message).join("\n");
      const position = shape.waypoints ? { top: -10, left: 0 } : { top: -10, right: 10 };
      overlays.add(id, "finding", { position, html: badge });
    }
    for (const finding of findings) list.append(line(finding));
    const errors = findings.filter((finding) => finding.level === "error").length;
    count.textContent = findings.length || "";
    desk.dataset.errors = errors;
    say(words(errors, findings.length - errors));
  }

  function line(finding) {
    const item = document.createElement("li");
    item.className = `finding finding-line-${finding.level}`;
    const shape = finding.file === desk.dataset.file && registry.get(finding.element);
    const where = document.createElement(shape ? "button" : "span");
    where.textContent = shape?.businessObject?.name || finding.name || finding.element || finding.file.split("/").pop();
    if (shape) { where.type = "button"; where.addEventListener("click", () => point(modeler, shape)); }
    const code = document.createElement("code");
    code.textContent = finding.code;
    const elsewhere = finding.file === desk.dataset.file ? "" : ` (${finding.file})`;
    item.append(where, ` ${finding.message}${elsewhere} ${finding.advice} `, code);
    return item;
  }

  async function now() {
    const turn = ++asked;
    const { xml } = await modeler.saveXML({ format: true });
    const { status, said } = await send(desk, desk.dataset.check, { xml });
    if (turn !== asked) return;
    if (said.findings) show(said.findings);
    else say(said.detail ?? `The check did not answer (${status}).`);
  }

  modeler.on("commandStack.changed", () => {
    clearTimeout(timer);
    timer = setTimeout(now, PAUSE);
  });
  return { now, show };
}

export function point(modeler, shape) {
  modeler.get("selection").select(shape);
  modeler.get("canvas").scrollToElement(shape, 120);
}

function words(errors, warnings) {
  const number = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
  if (!errors && !warnings) return "Checked: ready to deploy.";
  if (!errors) return `Checked: ready to deploy, with ${number(warnings, "warning")}.`;
  return `Checked: ${number(errors, "error")}${warnings ? ` and ${number(warnings, "warning")}` : ""}.`;
}
