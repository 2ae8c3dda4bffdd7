// What every page needs: the menu on narrow screens, confirmation of weighty acts, and a message when a fragment could not be fetched.
const menu = document.querySelector(".menu-button");
menu?.addEventListener("click", () => {
  menu.setAttribute("aria-expanded", String(menu.getAttribute("aria-expanded") === "false"));
});

// What scrolls in a frame of its own can be scrolled by keyboard.
for (const frame of document.querySelectorAll(".scroll:not([tabindex])")) frame.tabIndex = 0;

document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

for (const kind of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(kind, (event) => {
    if (event.detail.xhr && event.detail.xhr.status === 401) return; // the page goes to the sign-in page by itself
    const place = document.querySelector("#content");
    const note = document.createElement("p");
    note.className = "message error";
    note.setAttribute("role", "alert");
    const english = document.documentElement.lang === "en";
    note.textContent = english
      ? "The server did not answer. What you typed is still here; try again."
      : "没有收到服务器的回应。您填写的内容仍在页面上，请稍后再试。";
    place.querySelector(".message.error[role=alert]")?.remove();
    place.prepend(note);
  });
}
