// Shows where cases stand on the drawing of their process. <div data-drawing="URL of the XML" data-places="JSON">
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { fit } from "./fit.js";

const EDGE = 56; // pixels of paper above and below the drawing
const LOWEST = 200;
const LEGIBLE = 0.6; // zoom below which labels cannot be read
const READING = 0.8;
const STATES = new Set(["here", "done", "stuck", "waiting", "added", "removed", "changed"]);
const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;

async function show(paper) {
  const viewer = new NavigatedViewer({ container: paper });
  try {
    const answer = await fetch(paper.dataset.drawing, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    await viewer.importXML(await answer.text());
  } catch (error) {
    paper.insertAdjacentHTML("beforeend", '<p class="drawing-failed" role="alert"></p>');
    paper.lastElementChild.textContent = `The drawing cannot be shown (${error.message}). The list of steps says the same in words.`;
    return;
  }
  const canvas = viewer.get("canvas");
  const overlays = viewer.get("overlays");
  const registry = viewer.get("elementRegistry");
  const places = JSON.parse(paper.dataset.places || "[]");
  for (const place of places) {
    if (!registry.get(place.element)) continue;
    const state = STATES.has(place.state) ? place.state : "here";
    canvas.addMarker(place.element, `place-${state}`);
    if (place.badge) {
      const badge = document.createElement("span");
      badge.className = `place-badge place-badge-${state}`;
      badge.textContent = place.badge;
      overlays.add(place.element, { position: { top: -12, left: 4 }, html: badge });
    }
  }
  shape(paper, canvas);
  fit(canvas);
  const active = places.filter((place) => place.state !== "done" && registry.get(place.element));
  // A large drawing shrunk into a small box cannot be read: show the part where the case stands instead.
  if (canvas.zoom() < LEGIBLE && active.length) centre(canvas, registry.get((active.find((place) => place.state === "here") ?? active[0]).element));
  wireTools(paper, canvas);
  wireOutline(paper, canvas, registry);
}

// A box as high as the drawing needs at this width, within reason.
function shape(paper, canvas) {
  const { inner } = canvas.viewbox();
  const wanted = (paper.clientWidth / inner.width) * inner.height + EDGE;
  paper.style.height = `${Math.round(Math.min(Math.max(wanted, LOWEST), window.innerHeight * 0.75))}px`;
  canvas.resized();
}

function centre(canvas, element) {
  const { outer } = canvas.viewbox();
  const width = outer.width / READING;
  const height = outer.height / READING;
  canvas.viewbox({ x: element.x + element.width / 2 - width / 2, y: element.y + element.height / 2 - height / 2, width, height });
}

function wireTools(paper, canvas) {
  const does = {
    in: () => canvas.zoom(Math.min(canvas.zoom() * 1.25, 4)),
    out: () => canvas.zoom(Math.max(canvas.zoom() / 1.25, 0.2)),
    fit: () => fit(canvas),
  };
  const tools = paper.closest("[data-drawing-with-outline]")?.querySelector(".drawing-tools");
  if (!tools) return;
  for (const button of tools.querySelectorAll("button[data-zoom]")) {
    button.addEventListener("click", does[button.dataset.zoom]);
  }
  tools.hidden = false;
}

// Each step of the outline leads to its shape; the arrow keys move the paper while the drawing has the focus.
function wireOutline(paper, canvas, registry) {
  const around = paper.closest("[data-drawing-with-outline]");
  for (const button of around?.querySelectorAll("button[data-element]") ?? []) {
    if (!registry.get(button.dataset.element)) continue;
    button.addEventListener("click", () => {
      for (const marked of registry.filter((shape) => canvas.hasMarker(shape, "place-pointed"))) canvas.removeMarker(marked, "place-pointed");
      canvas.addMarker(button.dataset.element, "place-pointed");
      canvas.scrollToElement(button.dataset.element, 120);
      paper.scrollIntoView({ block: "nearest", behavior: reduced ? "auto" : "smooth" });
    });
  }
  const steps = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
  paper.addEventListener("keydown", (event) => {
    if (event.target !== paper || !steps[event.key]) return;
    const [dx, dy] = steps[event.key];
    canvas.scroll({ dx, dy });
    event.preventDefault();
  });
}

for (const paper of document.querySelectorAll("[data-drawing]")) show(paper);
