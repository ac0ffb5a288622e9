// Talking with the server about the drawing that is open.
const ENDED = "Your session has ended. Sign in again in another tab, then go on here; your drawing stays.";

export async function send(desk, address, fields) {
  const answer = await post(desk, address, fields);
  // Only our own answers are JSON; a page instead means that the session, or the seal of this page, has ended.
  if (isJson(answer)) return { status: answer.status, said: await answer.json() };
  if (!(await renewSeal(desk))) return { status: 401, said: { detail: ENDED } };
  const again = await post(desk, address, fields);
  return { status: again.status, said: isJson(again) ? await again.json() : { detail: ENDED } };
}

const isJson = (answer) => (answer.headers.get("Content-Type") ?? "").includes("json");

const post = (desk, address, fields) =>
  fetch(address, {
    method: "POST",
    credentials: "same-origin",
    headers: { "X-CSRFToken": desk.dataset.token, Accept: "application/json" },
    body: new URLSearchParams({ file: desk.dataset.file, base: desk.dataset.base, ...fields }),
  });

// Whoever signed in again elsewhere has a new seal: it stands in a fresh copy of this very page.
async function renewSeal(desk) {
  const page = await fetch(window.location.href, { credentials: "same-origin" });
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("[data-editor]");
  if (!fresh) return false;
  desk.dataset.token = fresh.dataset.token;
  return true;
}
