// The bar of actions: questions open as dialogs, rules are picked one after the other. Without this file every question
// has a page of its own and nothing is missing.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog && dialog.showModal) {
    event.preventDefault();
    dialog.showModal();
    dialog.querySelector("textarea, input:not([type=hidden]), select")?.focus();
  }
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  for (const open of document.querySelectorAll("details.blocked[open]")) {
    if (!open.contains(event.target) || event.target.closest("a")) open.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const open of document.querySelectorAll("details.blocked[open]")) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});

// A rule picked from the list becomes a ticked box, and the line is free for the next one.
document.addEventListener("input", (event) => {
  const line = event.target.closest?.("[data-more-codes]");
  if (!line || ![...line.list.options].some((option) => option.value === line.value)) return;
  const code = line.value.split(" ")[0];
  const box = document.createElement("div");
  box.className = "form-check";
  const tick = document.createElement("input");
  Object.assign(tick, { type: "checkbox", name: "codes", value: code, checked: true, className: "form-check-input" });
  tick.id = `${line.id}-${code}`;
  const label = document.createElement("label");
  label.className = "form-check-label";
  label.htmlFor = tick.id;
  label.textContent = line.value;
  box.append(tick, label);
  document.querySelector(`label[for="${line.id}"]`).before(box);
  line.value = "";
});

// A weighty form is sent once.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!event.target.closest(".actions, .question") || !button || event.defaultPrevented) return;
  setTimeout(() => button.setAttribute("disabled", ""), 0);
  setTimeout(() => button.removeAttribute("disabled"), 8000);
});
