// A slider beside each figure, and a figure that follows its slider; htmx asks the server for the verdict.
const read = (text) => Number(text.replace(/[\s\u00a0\u202f]/g, "").replace(",", "."));

for (const figure of document.querySelectorAll("input[data-low]")) {
  const slider = document.createElement("input");
  slider.type = "range";
  slider.className = "form-range";
  [slider.min, slider.max, slider.step] = [figure.dataset.low, figure.dataset.high, figure.dataset.step];
  slider.setAttribute("aria-label", `${figure.labels[0].textContent}, curseur`);
  const follow = () => {
    const number = read(figure.value);
    slider.value = Number.isFinite(number) ? number : slider.min;
  };
  follow();
  figure.addEventListener("input", follow);
  slider.addEventListener("input", () => {
    figure.value = slider.value.replace(".", ",");
  });
  figure.parentElement.after(slider);
}

// What was typed before htmx was there, or what the browser kept through a reload, deserves its verdict too.
addEventListener("load", () => {
  for (const figure of document.querySelectorAll("input[data-low]")) {
    if (figure.value !== figure.defaultValue) figure.dispatchEvent(new Event("input", { bubbles: true }));
  }
});

document.addEventListener("focusin", ({ target }) => target.id === "partage" && target.select());
