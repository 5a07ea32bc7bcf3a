// The usual periods at one click; the list of all of them does the same without a script.
for (const pick of document.querySelectorAll("button[data-period]")) {
  pick.addEventListener("click", () => {
    const period = document.getElementById("id_period");
    period.value = pick.dataset.period;
    period.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
