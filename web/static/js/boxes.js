// Boxes on a picture: dragged, or moved with the arrow keys. The number fields hold what will be sent.

const SMALLEST = 5;
const FIELDS = ["left", "top", "width", "height"];
const picture = document.querySelector("[data-placing]");

const fieldsOf = (box) => {
  const set = document.querySelector(`[data-numbers="${box.dataset.box}"]`);
  return Object.fromEntries(FIELDS.map((name) => [name, set.querySelector(`[name="${name}"]`)]));
};

const read = (box) => Object.fromEntries(Object.entries(fieldsOf(box)).map(([name, field]) => [name, Number(field.value)]));

const within = (value, low, high) => Math.min(Math.max(Math.round(value), low), high);

function show(box, wanted) {
  const width = within(wanted.width, SMALLEST, 100);
  const height = within(wanted.height, SMALLEST, 100);
  const now = { width, height, left: within(wanted.left, 0, 100 - width), top: within(wanted.top, 0, 100 - height) };
  const [body, corner] = ["move", "size"].map((part) => box.querySelector(`[data-part="${part}"]`));
  const set = (element, values) => Object.entries(values).forEach(([name, value]) => element.setAttribute(name, value));
  set(body, { x: now.left, y: now.top, width, height });
  set(corner, { x: now.left + width - 5, y: now.top + height - 5 });
  set(box.querySelector("text"), { x: now.left + 2, y: now.top + 8 });
  return now;
}

function put(box, wanted) {
  const now = show(box, wanted);
  Object.entries(fieldsOf(box)).forEach(([name, field]) => {
    field.value = now[name];
  });
}

function sized(before, across, down) {
  const width = Math.min(before.width + across, 100 - before.left);
  const height = Math.min(before.height + down, 100 - before.top);
  return { ...before, width, height };
}

const moved = (before, across, down) => ({ ...before, left: before.left + across, top: before.top + down });

function drag(event) {
  const box = event.target.closest("[data-box]");
  if (!box || event.button !== 0) return;
  const change = event.target.dataset.part === "size" ? sized : moved;
  const frame = picture.getBoundingClientRect();
  const before = read(box);
  const start = { x: event.clientX, y: event.clientY };
  const follow = (next) => {
    const across = ((next.clientX - start.x) / frame.width) * 100;
    const down = ((next.clientY - start.y) / frame.height) * 100;
    put(box, change(before, across, down));
  };
  const stop = () => {
    picture.removeEventListener("pointermove", follow);
    ["pointerup", "pointercancel"].forEach((name) => picture.removeEventListener(name, stop));
  };
  picture.setPointerCapture(event.pointerId);
  picture.addEventListener("pointermove", follow);
  ["pointerup", "pointercancel"].forEach((name) => picture.addEventListener(name, stop));
  box.focus({ preventScroll: true });
  event.preventDefault();
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function press(event) {
  const box = event.target.closest("[data-box]");
  const way = ARROWS[event.key];
  if (!box || !way) return;
  put(box, (event.shiftKey ? sized : moved)(read(box), ...way));
  event.preventDefault();
}

if (picture) {
  picture.parentElement.dataset.moves = "";
  picture.parentElement.querySelector("[data-placing-help]").hidden = false;
  picture.addEventListener("pointerdown", drag);
  picture.addEventListener("keydown", press);
  document.addEventListener("input", (event) => {
    const numbers = event.target.closest("[data-numbers]");
    const box = numbers && picture.querySelector(`[data-box="${numbers.dataset.numbers}"]`);
    if (box) show(box, read(box));
  });
}
