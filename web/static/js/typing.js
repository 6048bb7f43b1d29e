// Typing is kept by itself: a moment after the last key, and when the page goes away.

const form = document.querySelector("[data-typing]");
const field = form.querySelector("textarea");
const kept = document.getElementById("kept");
const DRAFT = `evoca:${form.dataset.typing}`;
const PAUSE_MS = 900;

let timer = null;
let saved = field.value;
let leaving = false;

function body() {
  return new URLSearchParams({ typed: field.value });
}

async function save() {
  const text = field.value;
  if (text === saved || leaving) return;
  try {
    const answer = await fetch(form.dataset.typing, { method: "POST", body: body() });
    if (!answer.ok) throw new Error("not kept");
    saved = text;
    localStorage.removeItem(DRAFT);
    kept.textContent = kept.dataset.kept;
  } catch {
    localStorage.setItem(DRAFT, text);
    kept.textContent = kept.dataset.away;
    timer = setTimeout(save, 3000);
  }
}

field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE_MS);
});

form.addEventListener("submit", () => {
  leaving = true;
  clearTimeout(timer);
  localStorage.setItem(DRAFT, field.value);
});

window.addEventListener("pagehide", () => {
  if (leaving || field.value === saved) return;
  // A beacon carries 64 kB at most; a longer text waits in the browser for the next visit.
  if (!navigator.sendBeacon(form.dataset.typing, body())) localStorage.setItem(DRAFT, field.value);
});

const draft = localStorage.getItem(DRAFT);
if (draft && draft.length > field.value.length) {
  field.value = draft;
  save();
}
