// What is published is what stands on the page: the hidden fields follow those that are typed.
document.querySelector("#publish")?.addEventListener("submit", (event) => {
  for (const mirror of event.target.querySelectorAll("[data-mirrors]")) {
    const typed = document.getElementById(mirror.dataset.mirrors);
    if (typed) mirror.value = typed.value;
  }
}, { capture: true });
