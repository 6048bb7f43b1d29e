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
  const own = target.contains(event.detail.requestConfig.elt) && event.detail.requestConfig.verb !== "get";
  if (!own && target.id !== "toasts" && busyInside(target)) event.detail.shouldSwap = false;
});

document.addEventListener("click", (event) => {
  const closer = event.target.closest("[data-close-toast]");
  if (closer) closer.closest("[data-toast]").remove();
  if (event.target.closest("[data-print]")) window.print();
});
