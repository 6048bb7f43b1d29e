// The therapist's pages: what arrives by itself never takes away what is being read or filled in.

const news = () => document.getElementById("news");

function busyInside(section) {
  const active = document.activeElement;
  return section.contains(active) && active !== document.body;
}

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const target = event.detail.target;
  const held = target.id !== "part-versions" && (busyInside(target) || target.querySelector("details[open]"));
  if (held) {
    event.detail.shouldSwap = false;
    const notice = news();
    if (notice) notice.hidden = false;
  }
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const target = event.detail.target;
  // A fault that comes again with every question of the page is said once.
  const said = target.id === "toasts" ? [...target.querySelectorAll("p")].map((words) => words.textContent) : [];
  if (said.some((words) => event.detail.serverResponse.includes(words))) event.detail.shouldSwap = false;
  const own = target.contains(event.detail.requestConfig.elt) && event.detail.requestConfig.verb !== "get";
  if (!own && target.id !== "toasts" && busyInside(target)) event.detail.shouldSwap = false;
});

// A form that was saved has replaced itself: whoever goes by the keyboard goes on from its section.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.requestConfig.verb === "get" || document.activeElement !== document.body) return;
  const section = document.getElementById(event.detail.target.id);
  const heading = section && section.querySelector("h2");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
});

// Words that are marked in the memory are the words of the thing that is being added.
document.addEventListener("selectionchange", () => {
  const field = document.querySelector("details[open] [data-marked]");
  const marked = document.getSelection();
  const words = marked.toString().trim();
  if (field && words && marked.anchorNode.parentElement?.closest(".told")) field.value = words;
});

document.addEventListener("click", (event) => {
  const closer = event.target.closest("[data-close-toast]");
  if (closer) closer.closest("[data-toast]").remove();
  if (event.target.closest("[data-print]")) window.print();
});
