// The list of what waits, driven from the keyboard while the focus is in it. A comfort: every gesture has its control.
const list = document.getElementById("waiting");
const selection = document.getElementById("selection");
const all = document.getElementById("choose-all");
const rows = [...list.querySelectorAll("article")];
const box = (row) => row.querySelector("[name=choix]");
const boxes = rows.map(box).filter(Boolean);

function choose(row, checked) {
  const found = box(row);
  if (!found || found.checked === checked) return;
  found.checked = checked;
  found.dispatchEvent(new Event("change", { bubbles: true }));
}

function go(row) {
  row?.querySelector("h3 a").focus();
}

const gestures = {
  j: (row) => go(rows[rows.indexOf(row) + 1]),
  k: (row) => go(rows[rows.indexOf(row) - 1]),
  x: (row) => choose(row, !box(row)?.checked),
  v: () => selection?.querySelector("[value=valider]").focus(),
  r: () => {
    if (!selection) return;
    selection.querySelector("details").open = true;
    selection.querySelector("[name=note]").focus();
  },
};
gestures.ArrowDown = gestures.j;
gestures.ArrowUp = gestures.k;

list.addEventListener("keydown", (event) => {
  const row = event.target.closest("article");
  const typing = event.target.matches("textarea, input:not([type=checkbox])");
  if (!row || !gestures[event.key] || typing || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if ("vr".includes(event.key) && !boxes.some((one) => one.checked)) choose(row, true);
  gestures[event.key](row);
});

// --- All at once ---------------------------------------------------------------------------------------------------
const everything = () => boxes.every((one) => one.checked);
let shown = all && everything();

function name() {
  if (everything() === shown) return;
  shown = !shown;
  [all.textContent, all.dataset.other] = [all.dataset.other, all.textContent];
}

all?.addEventListener("click", (event) => {
  event.preventDefault();
  const checked = !everything();
  for (const one of boxes) one.checked = checked;
  list.dispatchEvent(new Event("change", { bubbles: true }));
});
list.addEventListener("change", () => all && name());
