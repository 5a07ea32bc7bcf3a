// Drives the month's grid like a spreadsheet. Everything here is a comfort: the form works without it.
const form = document.getElementById("grid");
const said = document.getElementById("grid-said");
const rows = [...form.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td")].map((cell) => cell.querySelector(".cell-input")));
const inputs = rows.flat().filter(Boolean);
const plural = (count, one, many) => `${count} ${count > 1 ? many : one}`;
const fields = [...form.querySelectorAll("input:not([type=hidden])")];
const fieldsOf = new Map(inputs.map((input) => [input, [...input.closest("td").querySelectorAll("input:not([type=hidden])")]]));
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

let block = ""; // what the last block pasted left out stays in sight until the next one
function tell(sentence = block) {
  block = sentence;
  const changed = inputs.filter((input) => fieldsOf.get(input).some(differs));
  for (const input of inputs) input.classList.toggle("is-changed", changed.includes(input));
  const count = changed.length ? `${plural(changed.length, "case changée", "cases changées")}, à enregistrer.` : "";
  if (said) said.textContent = [sentence, count].filter(Boolean).join(" "); // nothing is saved where nothing can be typed
}

// --- Keyboard ----------------------------------------------------------------------------------------------------
form.addEventListener("keydown", (event) => {
  const input = event.target;
  if ((event.ctrlKey || event.metaKey) && event.key === "z" && under.size && inputs.includes(input)) {
    event.preventDefault();
    takeBack();
  }
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
const NAMED = 3;
const FIGURE = /^[+\-−]?\d[\d\s\u00a0\u2009\u202f]*([.,]\d+)?$/;
const under = new Map(); // what the cells of the last block held, for Ctrl+Z

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

// A table comes with the names of its columns and rows: what stands at its edge without any figure is left out. Not an
// empty column, unless it has no name either; nor what says that a figure is missing, under the name of a place.
const NO_NAME = /^([=#]|n\.?[acdrs]\.?$|s\.?o\.?$)/i;
const places = new Set([...form.querySelectorAll("[data-place]")].map((cell) => cell.dataset.place));
function withoutHeadings(lines) {
  const isFigure = (text) => FIGURE.test(text);
  const names = (texts) => !texts.some((text) => isFigure(text) || NO_NAME.test(text)) && texts.some((text) => /\p{L}{2}/u.test(text));
  const first = (line) => line[0] || "";
  if (!lines.flat().some(isFigure)) return [];
  const above = [];
  while (names(lines[0]) || (above.length && !lines[0].some(Boolean))) above.push(lines.shift());
  const headings = above.flat();
  const isBeside = () => {
    const texts = lines.map(first);
    return names(texts) ? !above.some((line) => places.has(first(line))) : above.length && ![...above, ...lines].some(first);
  };
  while (isBeside()) {
    headings.push(...lines.map(first));
    for (const line of [...above, ...lines]) line.shift();
  }
  return headings.filter(Boolean);
}

function some(values) {
  const shown = values.slice(0, NAMED).map((text) => `«\u00a0${text.length > 30 ? `${text.slice(0, 30)}…` : text}\u00a0»`);
  return `${shown.join(", ")}${values.length > NAMED ? "…" : ""}`;
}

// Copied cells come as text beside a page and a picture of themselves: the text says it all.
function nothing(data) {
  const picture = [...data.items].some((item) => item.type.startsWith("image/"));
  return `Rien n’est collé\u00a0: ce qui est copié est ${picture ? "une image" : "vide ou n’est pas du texte"}. Copiez les cellules du tableur, ou tapez leurs chiffres.`;
}

form.addEventListener("paste", (event) => {
  const input = event.target;
  if (!inputs.includes(input)) return;
  const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
  if (!text.trim()) {
    event.preventDefault(); // the browser would empty the cell
    tell(nothing(event.clipboardData));
    return;
  }
  if (!/[\t\n]/.test(text)) return;
  event.preventDefault();
  const [top, left] = place(input);
  const left_out = { texts: [], outside: [] };
  under.clear();
  const lines = table(text).map((line) => line.map((raw) => raw.trim()));
  const headings = withoutHeadings(lines);
  lines.forEach((line, down) =>
    line.forEach((figure, across) => {
      if (!figure) return;
      const target = down < MOST_ROWS && rows[top + down]?.[left + across];
      if (!target) left_out.outside.push(figure);
      else if (!FIGURE.test(figure)) left_out.texts.push(figure);
      else {
        under.set(target, target.value);
        target.value = figure;
      }
    }),
  );
  const reasons = [
    left_out.outside.length && `${plural(left_out.outside.length, "valeur tombait hors de la grille ou sur une case qui ne se saisit pas", "valeurs tombaient hors de la grille ou sur des cases qui ne se saisissent pas")} (${some(left_out.outside)})`,
    left_out.texts.length && `${plural(left_out.texts.length, "valeur n’était pas un nombre", "valeurs n’étaient pas des nombres")} (${some(left_out.texts)})`,
  ].filter(Boolean);
  if (headings.length) reasons.push(`${plural(headings.length, "intitulé, laissé", "intitulés, laissés")} de côté (${some(headings)})`);
  keep();
  tell(`${plural(under.size, "valeur collée", "valeurs collées")}${reasons.length ? `, le reste non\u00a0: ${reasons.join("\u00a0; ")}` : ""}.`);
});

function takeBack() {
  for (const [input, was] of under) input.value = was;
  under.clear();
  keep();
  tell("Le collage est défait.");
}

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
const refused = form.dataset.refused !== undefined; // the page shows what was typed, and says why it is not stored
if ((back.length || closed.length) && !refused && !document.querySelector(".notice.is-success")) {
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
    lost.append(closed.join("\u00a0; "));
  }
} else {
  keep();
}
document.getElementById("forget").addEventListener("click", () => {
  stored()?.removeItem(draft);
  location.reload();
});
form.addEventListener("input", () => {
  under.clear();
  keep();
  tell();
});
form.addEventListener("submit", keep);
tell();
