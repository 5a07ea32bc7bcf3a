// Drives the month's grid like a spreadsheet. Everything here is a comfort: the form works without it.
const form = document.getElementById("grid");
const said = document.getElementById("grid-said");
const rows = [...form.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td")].map((cell) => cell.querySelector(".cell-input")));
const inputs = rows.flat().filter(Boolean);
const plural = (count, one, many) => `${count} ${count > 1 ? many : one}`;
const fields = [...form.querySelectorAll("input:not([type=hidden])")];
const value = (field) => (field.type === "checkbox" ? field.checked : field.value);
// What is stored, whatever the page shows: after a refusal it shows what was typed.
const saved = (field) => (field.type === "checkbox" ? false : field.dataset.saved || "");
const differs = (field) => (field.type === "checkbox" ? field.checked : field.value.trim() !== saved(field));

function place(input) {
  const row = rows.findIndex((cells) => cells.includes(input));
  return [row, rows[row].indexOf(input)];
}

function step(input, down, across) {
  let [row, column] = place(input);
  do {
    row += down;
    column += across;
    if (!rows[row] || column < 0 || column >= rows[row].length) return;
  } while (!rows[row][column]);
  rows[row][column].focus();
  rows[row][column].select();
}

function tell(sentence = "") {
  const changed = inputs.filter((input) => fields.some((field) => field.closest("td") === input.closest("td") && differs(field)));
  for (const input of inputs) input.classList.toggle("is-changed", changed.includes(input));
  const count = changed.length ? `${plural(changed.length, "case changée", "cases changées")}, à enregistrer.` : "";
  said.textContent = [sentence, count].filter(Boolean).join(" ");
}

// --- Keyboard ----------------------------------------------------------------------------------------------------
form.addEventListener("keydown", (event) => {
  const input = event.target;
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (!inputs.includes(input)) {
    // Beside the figures, Enter goes back to them: half a grid is not saved by mistake.
    if (!fields.includes(input) || !["Enter", "Escape"].includes(event.key)) return;
    event.preventDefault();
    (input.closest("td")?.querySelector(".cell-input") || inputs[0])?.focus();
    return;
  }
  const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
  const moves = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    Enter: [event.shiftKey ? -1 : 1, 0],
    ArrowLeft: (whole || input.selectionEnd === 0) && [0, -1],
    ArrowRight: (whole || input.selectionStart === input.value.length) && [0, 1],
  };
  const beside = inputs[inputs.indexOf(input) + (event.shiftKey ? -1 : 1)];
  if (event.key === "Tab" && beside) {
    beside.focus();
  } else if (event.key === "F2") {
    const more = input.closest("td").querySelector("details");
    more.open = true;
    more.querySelector("input").focus();
  } else if (event.key === "Escape") {
    input.value = input.dataset.saved;
    input.select();
    keep();
    tell();
  } else if (moves[event.key]) {
    step(input, ...moves[event.key]);
  } else {
    return;
  }
  event.preventDefault();
});
form.addEventListener("focusin", (event) => inputs.includes(event.target) && event.target.select());

// --- A block copied from a spreadsheet ---------------------------------------------------------------------------
const MOST_ROWS = 200;

// A cell that holds a tab or a line end comes between quotes, doubled inside; it is one cell all the same.
function table(text) {
  const lines = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^\t\n]*))(\t|\n|$)/g)) {
    lines.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === "\n") lines.push([]);
    if (!end) break;
  }
  return lines;
}

form.addEventListener("paste", (event) => {
  const input = event.target;
  const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
  if (!inputs.includes(input) || !/[\t\n]/.test(text)) return;
  event.preventDefault();
  const [top, left] = place(input);
  const left_out = { texts: 0, outside: 0 };
  let pasted = 0;
  const lines = table(text);
  lines.slice(0, MOST_ROWS).forEach((line, down) =>
    line.forEach((raw, across) => {
      const figure = raw.trim();
      if (!figure) return;
      const target = rows[top + down]?.[left + across];
      if (!target) left_out.outside += 1;
      else if (!/^[+\-−]?\d[\d\s\u00a0\u2009\u202f]*([.,]\d+)?$/.test(figure)) left_out.texts += 1;
      else {
        target.value = figure;
        pasted += 1;
      }
    }),
  );
  left_out.outside += lines.slice(MOST_ROWS).reduce((sum, line) => sum + line.filter((raw) => raw.trim()).length, 0);
  const reasons = [
    left_out.outside && plural(left_out.outside, "valeur tombait hors de la grille ou sur une case qui ne se saisit pas", "valeurs tombaient hors de la grille ou sur des cases qui ne se saisissent pas"),
    left_out.texts && plural(left_out.texts, "valeur n’était pas un nombre", "valeurs n’étaient pas des nombres"),
  ].filter(Boolean);
  keep();
  tell(`${plural(pasted, "valeur collée", "valeurs collées")}${reasons.length ? ` ; ${reasons.join(", ")}` : ""}.`);
});

// --- What is typed survives a lost session or network -------------------------------------------------------------
const draft = `cottri:${form.dataset.draft}`;

function stored() {
  try {
    return sessionStorage;
  } catch {
    return undefined; // a browser that keeps nothing
  }
}

function keep() {
  const typed = fields.filter(differs).map((field) => [field.name, value(field)]);
  if (typed.length) stored()?.setItem(draft, JSON.stringify(typed));
  else stored()?.removeItem(draft);
}

const byName = new Map(fields.map((field) => [field.name, field]));
const kept = JSON.parse(stored()?.getItem(draft) || "[]");
const closed = kept.filter(([name]) => name.endsWith("-quantity") && !byName.has(name)).map(([, was]) => was);
const back = kept.filter(([name, was]) => byName.has(name) && saved(byName.get(name)) !== was);
if ((back.length || closed.length) && !form.querySelector(".cell-error") && !document.querySelector(".notice.is-success")) {
  for (const [name, was] of back) {
    const field = byName.get(name);
    if (field.type === "checkbox") field.checked = was;
    else field.value = was;
    if (field.closest("details")) field.closest("details").open = true;
  }
  document.getElementById("restored").hidden = false;
  if (closed.length) {
    const lost = document.getElementById("closed");
    lost.hidden = false;
    lost.append(closed.join(" ; "));
  }
} else {
  keep();
}
document.getElementById("forget").addEventListener("click", () => {
  stored()?.removeItem(draft);
  location.reload();
});
form.addEventListener("input", () => {
  keep();
  tell();
});
form.addEventListener("submit", keep);
tell();
