// Keeps the minutes as they are written. Without it, the button does.
const form = document.querySelector("[data-minutes]");
const text = form.elements.text;
const status = form.querySelector("[data-status]");
const conflict = form.querySelector("[data-conflict]");
const WAIT = 1500;
let timer = null, sending = null, stopped = conflict.childElementCount > 0, leaving = false;
let kept = stopped ? null : text.value;

const say = (words, late = false) => {
  status.textContent = words;
  status.classList.toggle("is-late", late);
};

// --- What is written survives a lost session, with the version that was read: the server compares --------------------
const draft = `cottri:compte-rendu:${form.dataset.draft}`; // of one person: the next one in this tab writes in their own name

function stored() {
  try {
    return sessionStorage;
  } catch {
    return undefined; // a browser that keeps nothing
  }
}

function remember() {
  if (text.value === kept) stored()?.removeItem(draft);
  else stored()?.setItem(draft, JSON.stringify([form.elements.version.value, text.value]));
}

function restore() {
  const [version, written] = JSON.parse(stored()?.getItem(draft) || "[]");
  if (written === kept) stored()?.removeItem(draft);
  if (stopped || written === undefined || written === kept) return;
  form.elements.version.value = version;
  text.value = written;
  say("Ce que vous aviez écrit sans pouvoir l’enregistrer est revenu\u00a0: relisez-le, puis enregistrez.");
}

async function send() {
  if (stopped || text.value === kept) return;
  const sent = text.value;
  try {
    const answer = await fetch(location.href, {
      method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" }, redirect: "manual",
    });
    if (answer.ok) {
      const { version, at } = await answer.json();
      form.elements.version.value = version;
      kept = sent;
      say(`Enregistré à ${at}.`);
    } else if (answer.status === 409) {
      const { version, conflict: both } = await answer.json();
      form.elements.version.value = version;
      conflict.innerHTML = both;
      stopped = true; // what follows is for the writer to read and decide
      say("Quelqu’un d’autre a écrit\u00a0: réunissez les deux textes, puis enregistrez.", true);
    } else if (answer.status === 422) {
      say((await answer.json()).refusal, true);
    } else {
      say("Pas enregistré\u00a0: votre session a peut-être expiré. Rechargez la page\u00a0: votre texte y reviendra.", true);
    }
  } catch {
    say("Pas enregistré\u00a0: le serveur ne répond pas. Nouvel essai à la prochaine frappe.", true);
  }
  remember();
  if (text.value !== kept && text.value !== sent) wait();
}

function keep() {
  sending ??= send().finally(() => {
    sending = null;
  });
  return sending;
}

function wait() {
  clearTimeout(timer);
  timer = setTimeout(keep, WAIT);
}

text.addEventListener("input", () => {
  if (!stopped) say("Écriture…");
  remember();
  wait();
});
form.addEventListener("submit", async (event) => {
  clearTimeout(timer);
  event.preventDefault(); // the page is left once its text is stored, never before
  stopped = false; // what is sent after two texts were shown is what was made of both
  await keep();
  await keep(); // what was typed while the first was on its way
  if (text.value !== kept) return;
  stored()?.removeItem(draft);
  leaving = true;
  form.submit();
});
addEventListener("beforeprint", () => {
  form.querySelector("[data-printed]").textContent = text.value; // paper does not scroll
});
addEventListener("beforeunload", (event) => {
  if (!leaving && text.value !== kept) event.preventDefault();
});
restore();
