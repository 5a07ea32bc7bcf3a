// Moving cards on an actor map: with a mouse, a finger or the arrow keys. Each ends in the dialog, whose form posts what
// the form on the card's own page posts; without this script that page does the same.
const view = () => document.getElementById("vue");
const dialog = document.getElementById("move");
const said = document.getElementById("map-said");
const FAR = 6; // pixels before a press is a drag
const LONG = 350; // milliseconds before a finger holds a card instead of scrolling
const EDGE = 60; // pixels from the edge of the window where a drag scrolls it
let held = null; // { link, from, start, moved }: the card being moved, its link, and where it came from

const cardOf = (target) => target.closest?.(".chip a[data-version]");
const roomOf = (node) => node?.closest?.("[data-interest], [data-waiting]");
const cell = (interest, influence) => view().querySelector(`[data-interest="${interest}"][data-influence="${influence}"]`);
const name = (link) => link.querySelector("bdi").textContent;

const LEVELS = [...new Set([...view().querySelectorAll("[data-interest]")].map((room) => Number(room.dataset.interest)))].sort();
const LAST_LOW = LEVELS[LEVELS.length / 2 - 1]; // where a card that waits beside the board enters it

function levels(room) {
  return room.dataset.interest ? { interest: Number(room.dataset.interest), influence: Number(room.dataset.influence) } : null;
}

function told(room) {
  const at = levels(room);
  if (!at) return "à placer";
  const zone = room.closest(".zone").querySelector("h2").firstChild.textContent.trim();
  return `intérêt ${at.interest}, influence ${at.influence}, ${zone}`;
}

function hold(link) {
  const chip = link.closest(".chip");
  held = { link, chip, room: roomOf(link), next: chip.nextElementSibling, list: chip.parentElement };
}

let shifting = false; // a node that is put elsewhere loses the focus for a moment

function put(chip, list, next = null) {
  shifting = true;
  list.insertBefore(chip, next);
  shifting = false;
}

function putBack() {
  if (!held) return;
  const { chip, list, next } = held;
  held = null;
  chip.classList.remove("is-moving", "is-lifted");
  if (chip.parentElement !== list) put(chip, list, next);
}

// --- The question, and the post --------------------------------------------------------------------------------------
function ask(room) {
  const { link } = held;
  const form = dialog.querySelector("form");
  const at = levels(room);
  form.action = link.pathname;
  form.elements.interest.value = at?.interest ?? "";
  form.elements.influence.value = at?.influence ?? "";
  form.elements.read_version.value = link.dataset.version;
  form.elements.is_confirmed.value = "False";
  form.querySelector("fieldset").hidden = !at;
  const roles = form.querySelector("[data-roles]");
  roles.replaceChildren(
    ...link.dataset.roles.trim().split(/\s+/).filter(Boolean).map((role) => {
      const field = document.createElement("input");
      [field.type, field.name, field.value] = ["hidden", role, "on"];
      return field;
    }),
  );
  dialog.querySelector("h2").textContent = `Déplacer ${name(link)}`;
  dialog.querySelector("[data-told]").textContent = `${told(held.room)} → ${told(room)}`;
  dialog.showModal();
  form.elements.why.select();
}

dialog.addEventListener("close", () => {
  const link = held?.link;
  putBack();
  link?.focus();
  said.textContent = link ? `${name(link)}\u00a0: rien n’a changé.` : "";
});
dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
dialog.querySelector("form").addEventListener("submit", () => {
  dialog.querySelector("[name=retour]").value = location.search.slice(1);
});

// --- The keyboard ---------------------------------------------------------------------------------------------------
const STEPS = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

function step(link, [up, right]) {
  if (!held) {
    hold(link);
    held.chip.classList.add("is-moving");
  }
  const at = levels(roomOf(link));
  const bounded = (level) => Math.min(Math.max(level, LEVELS[0]), LEVELS.at(-1));
  const room = at ? cell(bounded(at.interest + up), bounded(at.influence + right)) : cell(LAST_LOW, LAST_LOW);
  if (room !== roomOf(link)) put(held.chip, room.querySelector(".chips"));
  link.focus();
  held.chip.scrollIntoView({ block: "nearest" });
  said.textContent = `${name(link)}\u00a0: ${told(room)}. Entrée pour confirmer, Échap pour annuler.`;
}

document.addEventListener("keydown", (event) => {
  const link = cardOf(event.target);
  if (!link || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (STEPS[event.key]) {
    event.preventDefault();
    step(link, STEPS[event.key]);
  } else if (event.key === "Enter" && held?.link === link) {
    event.preventDefault();
    if (roomOf(link) === held.room) putBack();
    else ask(roomOf(link));
  } else if (event.key === "Escape" && held) {
    putBack();
    link.focus();
    said.textContent = `${name(link)}\u00a0: déplacement annulé.`;
  }
});
// Said once, when the first card is reached, to those who do not see it below the board.
document.addEventListener("focusin", function explain(event) {
  if (!cardOf(event.target)) return;
  said.textContent = document.querySelector(".map-keys").textContent;
  document.removeEventListener("focusin", explain);
});
document.addEventListener("focusout", (event) => {
  if (!shifting && held && !drag && !dialog.open && event.target === held.link) putBack();
});

// --- The mouse and the finger ---------------------------------------------------------------------------------------
let dropped = false; // just now: the click that follows a drag must not open the card
let drag = null; // { x, y, touch, timer, layer, over }: a press, which becomes a drag once there is a layer

function lift(x, y) {
  hold(drag.link);
  held.chip.classList.add("is-lifted");
  document.documentElement.classList.add("is-dragging");
  const svg = (tag, attributes) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    return node;
  };
  const text = svg("text", { x: 10, y: 21 });
  text.textContent = name(drag.link);
  drag.ghost = svg("g", {});
  drag.ghost.append(svg("rect", { height: 32, rx: 4 }), text);
  drag.layer = svg("svg", { class: "drag-layer", "aria-hidden": "true" });
  drag.layer.append(drag.ghost);
  document.body.append(drag.layer);
  drag.ghost.firstChild.setAttribute("width", text.getComputedTextLength() + 20);
  follow(x, y);
}

function follow(x, y) {
  drag.ghost.setAttribute("transform", `translate(${x - 12} ${y - 16})`);
  const room = roomOf(document.elementFromPoint(x, y));
  if (room !== drag.over) {
    drag.over?.classList.remove("is-over");
    room?.classList.add("is-over");
    drag.over = room;
  }
  if (y < EDGE) window.scrollBy(0, -12);
  else if (y > window.innerHeight - EDGE) window.scrollBy(0, 12);
}

function drop(kept) {
  clearTimeout(drag.timer);
  const { layer, over } = drag;
  drag = null;
  if (!layer) return;
  layer.remove();
  over?.classList.remove("is-over");
  document.documentElement.classList.remove("is-dragging");
  dropped = true;
  setTimeout(() => (dropped = false));
  if (kept && over && over !== held.room) {
    put(held.chip, over.querySelector(".chips"));
    ask(over);
  } else putBack();
}

document.addEventListener("pointerdown", (event) => {
  const link = cardOf(event.target);
  if (!link || event.button !== 0 || drag || dialog.open) return;
  putBack();
  drag = { link, x: event.clientX, y: event.clientY, id: event.pointerId, touch: event.pointerType !== "mouse" };
  if (drag.touch) drag.timer = setTimeout(() => drag && !drag.layer && lift(drag.x, drag.y), LONG);
});
document.addEventListener("pointermove", (event) => {
  if (!drag || event.pointerId !== drag.id) return;
  const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > FAR;
  if (drag.layer) follow(event.clientX, event.clientY);
  else if (far && drag.touch) drop(false);
  else if (far) lift(event.clientX, event.clientY);
});
document.addEventListener("pointerup", (event) => drag?.id === event.pointerId && drop(true));
document.addEventListener("pointercancel", (event) => drag?.id === event.pointerId && drop(false));
document.addEventListener("keydown", (event) => event.key === "Escape" && drag?.layer && drop(false));
document.addEventListener("touchmove", (event) => drag?.layer && event.preventDefault(), { passive: false });
document.addEventListener("contextmenu", (event) => drag?.touch && event.preventDefault());
document.addEventListener("click", (event) => dropped && event.preventDefault(), true);
document.addEventListener("dragstart", (event) => cardOf(event.target) && event.preventDefault());
