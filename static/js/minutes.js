// Keeps the minutes as they are written. Without it, the button does.
const form = document.querySelector("[data-minutes]");
const text = form.elements.text;
const status = form.querySelector("[data-status]");
const conflict = form.querySelector("[data-conflict]");
const WAIT = 1500;
let kept = text.value, timer = null, sending = false, stopped = conflict.childElementCount > 0, leaving = false;

const say = (words, late = false) => {
  status.textContent = words;
  status.classList.toggle("is-late", late);
};

async function keep() {
  if (sending || stopped || text.value === kept) return;
  sending = true;
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
      say("Quelqu’un d’autre a écrit : réunissez les deux textes, puis enregistrez.", true);
    } else if (answer.status === 422) {
      say((await answer.json()).refusal, true);
    } else {
      say("Pas enregistré : votre session a peut-être expiré. Copiez votre texte, puis rechargez la page.", true);
    }
  } catch {
    say("Pas enregistré : le serveur ne répond pas. Nouvel essai à la prochaine frappe.", true);
  }
  sending = false;
  if (text.value !== kept && text.value !== sent) wait();
}

function wait() {
  clearTimeout(timer);
  timer = setTimeout(keep, WAIT);
}

text.addEventListener("input", () => {
  if (!stopped) say("Écriture…");
  wait();
});
form.addEventListener("submit", () => {
  leaving = true;
  clearTimeout(timer);
});
addEventListener("beforeprint", () => {
  form.querySelector("[data-printed]").textContent = text.value; // paper does not scroll
});
addEventListener("beforeunload", (event) => {
  if (!leaving && text.value !== kept) event.preventDefault();
});
