// The charts of a sheet. The library is fetched once one of them comes into view; before it, without it and on paper, the
// server's own drawing stays.
const MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(" ");
const DAYS = "dimanche lundi mardi mercredi jeudi vendredi samedi".split(" ");
const FRENCH = {
  moduleType: "locale",
  name: "fr",
  dictionary: {
    "Zoom in": "Agrandir",
    "Zoom out": "Réduire",
    "Reset axes": "Tout le contrat",
    "Double-click to zoom back out": "Double-cliquez pour revenir à tout le contrat",
    "Double-click on legend to isolate one trace": "Double-cliquez dans la légende pour n’en garder qu’une",
    "Taking snapshot - this may take a few seconds": "L’image se prépare",
    "Snapshot succeeded": "L’image est prête\u00a0:",
    "Sorry, there was a problem downloading your snapshot!": "L’image n’a pas pu être faite.",
  },
  format: {
    days: DAYS,
    shortDays: DAYS.map((day) => day.slice(0, 3)),
    months: MONTHS,
    shortMonths: "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split(" "),
    date: "%d/%m/%Y",
    decimal: ",",
    thousands: "\u202f",
  },
};

let library;
function fetched(address) {
  library ??= new Promise((done, failed) => {
    document.head.append(Object.assign(document.createElement("script"), { src: address, onload: done, onerror: failed }));
  }).then(() => window.Plotly.register(FRENCH));
  return library;
}

function picture(plot, name) {
  // On its own the picture needs the title that the page gave it.
  const layout = { ...plot.layout, title: { text: plot.layout.meta.title, font: { size: 16 }, x: 0.01 }, margin: { ...plot.layout.margin, t: 70 } };
  return window.Plotly.downloadImage({ data: plot.data, layout, config: { locale: "fr" } }, { format: "png", filename: name, width: 1200, height: 640, scale: 2 });
}

async function draw(chart) {
  const plot = chart.querySelector(".chart-plot");
  const { data, layout } = JSON.parse(document.getElementById(chart.dataset.chart).textContent);
  await fetched(chart.dataset.library);
  const save = { name: "png", title: "Enregistrer l’image (PNG)", icon: window.Plotly.Icons.camera, click: () => picture(plot, chart.dataset.chart.replace("figure", "trajectoire")) };
  const config = {
    locale: "fr",
    responsive: true,
    displaylogo: false,
    displayModeBar: true,
    plotlyServerURL: "",
    modeBarButtons: [[save, "zoomIn2d", "zoomOut2d", "resetScale2d"]],
  };
  // A finger that scrolls the page must not zoom the chart; the buttons do.
  if (matchMedia("(pointer: coarse)").matches) layout.dragmode = false;
  plot.hidden = false;
  if (plot.clientWidth < 480) Object.assign(layout.xaxis, { nticks: 4, tickangle: 0 });
  await window.Plotly.newPlot(plot, data, layout, config);
  chart.classList.add("is-live");
  by_epci(chart.querySelector("button[aria-pressed]"), plot);
}

function by_epci(button, plot) {
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const pressed = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", pressed);
    const visible = plot.data.map((trace) => trace.meta === "always" || (trace.meta === "epci") === pressed);
    window.Plotly.restyle(plot, { visible });
  });
}

const idle = window.requestIdleCallback ?? setTimeout;
const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    // When the library cannot be had, the drawing is still there.
    idle(() => draw(target.parentElement).catch(() => {}), { timeout: 1000 });
  }
});
for (const chart of document.querySelectorAll("[data-chart]")) seen.observe(chart.querySelector(".chart-drawing"));
