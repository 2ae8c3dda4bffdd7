// Choosing all rows of a page, and a question before scores that were typed and not saved are left behind.
document.querySelector("[data-pick-all]")?.addEventListener("change", (event) => {
  for (const box of document.querySelectorAll("input[name=pick]")) box.checked = event.target.checked;
});

for (const form of document.querySelectorAll("form[data-unsaved]")) {
  let typed = false;
  form.addEventListener("input", () => { typed = true; });
  form.addEventListener("submit", () => { typed = false; });
  window.addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
  // Enter goes to the next score, as on paper.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input.score")) return;
    event.preventDefault();
    const fields = [...form.querySelectorAll("input.score")];
    fields[fields.indexOf(event.target) + 1]?.focus();
  });
}
