// Small comforts; every page works without them.

// An error summary is read first.
document.querySelector(".error-summary")?.focus();

// The person menu closes when one leaves it.
for (const menu of document.querySelectorAll("details.menu")) {
  const close = (event) => { if (!menu.contains(event.target)) menu.open = false; };
  document.addEventListener("click", close);
  document.addEventListener("focusin", close);
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { menu.open = false; menu.querySelector("summary").focus(); }
  });
}

// A choice that only filters or sorts is sent at once.
for (const field of document.querySelectorAll("form[data-auto] select, form[data-auto] input[type=checkbox]")) {
  field.addEventListener("change", () => field.form.requestSubmit());
}

// Files that are too large are told before they travel, while everything typed is still there.
const { largest, tooLarge } = document.body.dataset;
const ROOM = 100_000; // bytes for what else the form sends
for (const picker of document.querySelectorAll("input[type=file]")) {
  picker.addEventListener("change", () => {
    const pickers = [...picker.form.querySelectorAll("input[type=file]")];
    const bytes = pickers.flatMap((one) => [...one.files]).reduce((sum, file) => sum + file.size, 0);
    for (const one of pickers) one.setCustomValidity("");
    if (bytes + ROOM > Number(largest)) picker.setCustomValidity(tooLarge);
    picker.reportValidity();
  });
}
// The server checks the answers, so a browser does not stop a form by itself.
document.addEventListener("submit", (event) => {
  const picker = [...event.target.querySelectorAll("input[type=file]")].find((one) => one.validity.customError);
  if (picker) { event.preventDefault(); picker.reportValidity(); }
});

// One press sends a form once; the server would refuse a second one anyway.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// What was typed is not lost by leaving by mistake.
for (const form of document.querySelectorAll("form[data-guard]")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}
