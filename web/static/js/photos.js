// Photos of an element: each is sent by itself, so that its advice comes at once; the square can be dragged or typed.
// Without this script the same forms send everything together.

const form = document.getElementById("adding");
const progress = form.querySelector("[data-progress]");

function busy(node) {
  return node.contains(document.activeElement) || node.querySelector("details[open]") !== null;
}

// A part of the page gives way to its new state; a photo that somebody is busy with stays as it is.
function renew(html, always) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  for (const part of [...fresh.body.children]) {
    const old = document.getElementById(part.id);
    if (!old || (part.id === "learn" && busy(old))) continue;
    if (part.id === "photos") {
      for (const photo of part.querySelectorAll(".album > li")) {
        const known = document.getElementById(photo.id);
        if (known && photo.id !== always && busy(known)) photo.replaceWith(known);
      }
    }
    old.replaceWith(part);
    window.htmx?.process(part);
  }
}

async function send(files) {
  for (const [at, file] of files.entries()) {
    progress.textContent = form.dataset.reading.replace("{number}", at + 1).replace("{of}", files.length);
    const body = new FormData();
    body.append("photos", file, file.name);
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
      const html = await answer.text();
      if (answer.ok) {
        const refused = document.getElementById("refused").innerHTML;
        renew(html);
        document.getElementById("refused").insertAdjacentHTML("afterbegin", refused);
      } else {
        document.getElementById("toasts").insertAdjacentHTML("beforeend", html);
        break;
      }
    } catch {
      progress.textContent = form.dataset.failed;
      return;
    }
  }
  progress.textContent = form.dataset.done;
}

let sending = Promise.resolve();

function take(list) {
  const files = [...list].filter((file) => file.size > 0);
  if (!files.length) return;
  document.getElementById("refused").replaceChildren();
  sending = sending.then(() => send(files));
}

form.querySelector("[data-drop-hint]").hidden = false;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  for (const input of form.querySelectorAll("input[type=file]")) take(input.files);
  form.reset();
});
form.addEventListener("change", (event) => {
  if (event.target.type !== "file") return;
  take(event.target.files);
  event.target.value = "";
});
form.addEventListener("dragover", (event) => {
  event.preventDefault();
  form.classList.add("over");
});
for (const end of ["dragleave", "drop"]) form.addEventListener(end, () => form.classList.remove("over"));
form.addEventListener("drop", async (event) => {
  event.preventDefault();
  take(await dropped(event.dataTransfer));
});

// Files that were dropped, those in dropped folders too.
async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return [...transfer.files];
  return (await Promise.all(entries.map(filesOf))).flat();
}

async function filesOf(entry) {
  if (entry.isFile) return [await new Promise((done, failed) => entry.file(done, failed))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!some.length) return found;
    found.push(...(await Promise.all(some.map(filesOf))).flat());
  }
}

// The square: three numbers that move it, and a picture that shows it and can be dragged.
function draw(field) {
  const number = (name) => Number(field.querySelector(`[name=${name}]`).value) / 100;
  const picture = document.querySelector(`[data-crop="${field.id}"]`);
  const [width, height] = [Number(field.dataset.width), Number(field.dataset.height)];
  const side = Math.max(1, Math.min(width, height) * Math.min(1, number("side")));
  const x = Math.min(Math.max(number("left") * width, 0), width - side);
  const y = Math.min(Math.max(number("top") * height, 0), height - side);
  const square = picture.querySelector(".square");
  for (const [name, value] of Object.entries({ x, y, width: side, height: side })) square.setAttribute(name, value);
  picture.querySelector(".outside").setAttribute("d", `M0 0h${width}v${height}h-${width}zM${x} ${y}v${side}h${side}v-${side}z`);
}

// Another size keeps the middle where it was.
function resize(field) {
  const [width, height] = [Number(field.dataset.width), Number(field.dataset.height)];
  const side = field.querySelector("[name=side]");
  const grown = (Number(side.value) - Number(side.dataset.before ?? side.defaultValue)) * Math.min(width, height);
  side.dataset.before = side.value;
  for (const [name, length] of [["left", width], ["top", height]]) {
    const input = field.querySelector(`[name=${name}]`);
    input.value = percent(Number(input.value) - grown / length / 2);
  }
}

document.addEventListener("input", (event) => {
  const field = event.target.closest("[data-width]");
  if (!field) return;
  if (event.target.name === "side") resize(field);
  draw(field);
});

document.addEventListener("pointerdown", (event) => {
  const picture = event.target.closest("[data-crop]");
  const field = picture && document.getElementById(picture.dataset.crop);
  if (!field || !field.closest("details").open) return;
  event.preventDefault();
  picture.setPointerCapture(event.pointerId);
  const box = picture.getScreenCTM().inverse();
  const [left, top] = ["left", "top"].map((name) => field.querySelector(`[name=${name}]`));
  const [width, height] = [Number(field.dataset.width), Number(field.dataset.height)];
  const from = { x: event.clientX, y: event.clientY, left: Number(left.value), top: Number(top.value) };
  const move = (moved) => {
    left.value = percent(from.left + ((moved.clientX - from.x) * box.a * 100) / width);
    top.value = percent(from.top + ((moved.clientY - from.y) * box.d * 100) / height);
    draw(field);
  };
  picture.addEventListener("pointermove", move);
  picture.addEventListener("pointerup", () => picture.removeEventListener("pointermove", move), { once: true });
});

function percent(value) {
  return (Math.round(Math.min(Math.max(value, 0), 100) * 10) / 10).toString();
}

document.addEventListener("toggle", (event) => {
  const picture = event.target.closest?.(".album > li")?.querySelector("[data-crop]");
  if (picture && event.target.querySelector("[data-width]")) picture.classList.toggle("held", event.target.open);
}, true);

document.addEventListener("htmx:afterRequest", (event) => {
  const sent = event.target.closest?.(".album > li form");
  if (!sent || !event.detail.successful) return;
  const photo = sent.closest("li").id;
  renew(event.detail.xhr.responseText, photo);
  document.querySelector(`#${photo} summary`)?.focus();
});
