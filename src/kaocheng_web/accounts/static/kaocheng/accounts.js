// Example installation only: a row of the table of logins fills in the form.
for (const button of document.querySelectorAll("[data-fill]")) {
  button.addEventListener("click", () => {
    document.querySelector("#id_login").value = button.dataset.fill;
    document.querySelector("#id_password").value = button.dataset.with;
    document.querySelector("#sign-in button").focus();
  });
}
