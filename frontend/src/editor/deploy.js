// Deploying: asks once, sends the drawing, and on a refusal keeps everything and says why.
import { send } from "./server.js";

export function wireDeploy(modeler, desk, { say, check, draft }) {
  const dialog = desk.querySelector("dialog");
  const button = desk.querySelector("[data-deploy-open]");
  const confirm = dialog.querySelector("[data-deploy]");

  button.addEventListener("click", () => dialog.showModal());
  dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
  confirm.addEventListener("click", async () => {
    confirm.disabled = true;
    say("Deploying …");
    try {
      const { xml } = await modeler.saveXML({ format: true });
      const { status, said } = await send(desk, desk.dataset.deploy, { xml });
      if (status === 201) {
        draft.forget();
        window.location.assign(said.location);
        return;
      }
      if (said.findings) check.show(said.findings);
      say(said.detail ?? `The server answered ${status}; nothing was deployed and your drawing is still here.`);
    } catch (error) {
      say(`Not deployed (${error.message}). Your drawing is still here.`);
    } finally {
      confirm.disabled = false;
      dialog.close();
    }
  });
}
