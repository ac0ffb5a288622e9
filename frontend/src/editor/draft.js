// A drawing that was changed and not deployed stays in this browser, so that a closed tab loses nothing.
import { fit } from "../fit.js";

const PAUSE = 400; // milliseconds

export function keepDraft(modeler, desk, say) {
  const place = `amends-draft ${desk.dataset.process} ${desk.dataset.file}`;
  const offer = desk.querySelector("[data-draft]");
  const stack = modeler.get("commandStack");
  let changed = false;
  let reopened = false; // a draft is a change that cannot be undone
  let timer;

  function forget() {
    clearTimeout(timer);
    localStorage.removeItem(place);
    changed = reopened = false;
    delete desk.dataset.unsaved;
  }

  async function keep() {
    const { xml } = await modeler.saveXML({ format: true });
    try {
      localStorage.setItem(place, JSON.stringify({ xml, base: desk.dataset.base, at: new Date().toISOString() }));
      desk.dataset.unsaved = "kept";
    } catch {
      say("This browser has no room to keep your unsaved drawing. Save it as a file.");
    }
  }

  modeler.on("commandStack.changed", () => {
    changed = reopened || stack.canUndo();
    clearTimeout(timer);
    timer = setTimeout(changed ? keep : forget, PAUSE);
  });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

  const kept = JSON.parse(localStorage.getItem(place) ?? "null");
  if (kept) {
    const older = kept.base === desk.dataset.base ? "" : " It was begun on an earlier version.";
    offer.querySelector("[data-draft-text]").textContent = `You left an unsaved drawing here on ${new Date(kept.at).toLocaleString()}.${older}`;
    offer.hidden = false;
    offer.querySelector("[data-draft-open]").addEventListener("click", async () => {
      await modeler.importXML(kept.xml);
      fit(modeler.get("canvas"));
      offer.hidden = true;
      reopened = true;
      modeler.get("eventBus").fire("commandStack.changed", { trigger: "draft" });
    });
    offer.querySelector("[data-draft-drop]").addEventListener("click", () => { forget(); offer.hidden = true; });
  }
  return { forget };
}
