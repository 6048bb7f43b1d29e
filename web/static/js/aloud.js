// Read aloud, play the voice, and silence: nothing sounds unless somebody asks.

const rate = Number(document.body.dataset.voiceRate) || 0.85;
const words = [document.body.dataset.readWords, document.body.dataset.silenceWords];

export function silence() {
  if ("speechSynthesis" in window) window.speechSynthesis.cancel();
  for (const audio of document.querySelectorAll("audio")) audio.pause();
}

function drawing(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `/static/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

function label(button, text) {
  button.querySelector("span").textContent = text;
}

function readButton(blocks) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button quiet read-aloud";
  const caption = document.createElement("span");
  caption.textContent = words[0];
  button.append(drawing("volume-2"), caption);
  const rest = () => {
    button.dataset.speaking = "no";
    label(button, words[0]);
  };
  button.addEventListener("click", () => {
    const speaking = button.dataset.speaking === "yes";
    silence();
    if (speaking) return;
    button.dataset.speaking = "yes";
    label(button, words[1]);
    for (const [at, block] of blocks.entries()) {
      const speech = new SpeechSynthesisUtterance(block.innerText);
      speech.lang = (block.closest("[lang]").lang) === "en" ? "en-GB" : "es-ES";
      speech.rate = rate;
      speech.onerror = rest;
      if (at === blocks.length - 1) speech.onend = rest;
      window.speechSynthesis.speak(speech);
    }
  });
  return button;
}

if ("speechSynthesis" in window) {
  for (const block of document.querySelectorAll("[data-aloud]")) {
    (block.closest("h1, h2") ?? block).after(readButton([block]));
  }
  for (const tools of document.querySelectorAll("[data-read]")) {
    tools.append(readButton(tools.dataset.read.split(" ").map((id) => document.getElementById(id))));
  }
}

for (const button of document.querySelectorAll("[data-play-voice]")) {
  const audio = button.parentElement.querySelector("[data-voice]");
  const show = () => label(button, audio.paused ? button.dataset.play : button.dataset.pause);
  for (const change of ["play", "pause", "ended"]) audio.addEventListener(change, show);
  button.addEventListener("click", () => {
    const playing = !audio.paused;
    silence();
    if (!playing) audio.play();
  });
}

for (const button of document.querySelectorAll("[data-quiet-all]")) button.addEventListener("click", silence);
window.addEventListener("pagehide", silence);
