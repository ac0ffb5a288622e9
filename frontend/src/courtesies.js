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
