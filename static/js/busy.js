// Long work says so: once sent, a form shows that it is at work, and its button cannot be pressed twice.
for (const form of document.querySelectorAll("form[data-busy]")) {
  const button = form.querySelector("button");
  const busy = form.querySelector(".busy");
  const turn = (working) => {
    form.setAttribute("aria-busy", working);
    button.disabled = working;
    busy.hidden = !working;
  };
  form.addEventListener("submit", () => turn(true));
  form.addEventListener("input", () => turn(false)); // somebody stopped the page, and goes on
  addEventListener("pageshow", (event) => event.persisted && turn(false));
}
