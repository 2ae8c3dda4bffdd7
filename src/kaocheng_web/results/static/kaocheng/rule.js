// Sliders and typed figures follow each other; what is published is what stands on the page.
for (const slider of document.querySelectorAll("[data-sets]")) {
  const field = document.getElementById(slider.dataset.sets);
  slider.disabled = false;
  slider.addEventListener("input", () => { field.value = slider.value; }); // bubbles on to the form, which asks again
  field.addEventListener("input", () => { slider.value = field.value; });
}

document.querySelector("#publish")?.addEventListener("submit", (event) => {
  for (const mirror of event.target.querySelectorAll("[data-mirrors]")) {
    const typed = document.getElementById(mirror.dataset.mirrors);
    if (typed) mirror.value = typed.value;
  }
}, { capture: true });
