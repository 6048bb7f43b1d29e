// The telling has arrived: what the browser kept of it is not needed any more.

const telling = document.querySelector("[data-told]").dataset.told;

for (const key of Object.keys(localStorage)) {
  if (key.startsWith("evoca:") && key.includes(`/${telling}/`)) localStorage.removeItem(key);
}
