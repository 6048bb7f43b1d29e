// Recording: pieces of at most five seconds, each kept by the server before it counts as said. Silence never stops it.

import { silence } from "./aloud.js";
import { forget, keep, send, sendLeftovers } from "./backlog.js";

const PIECE_MS = 4000;
const RETRY_MS = 2000;

const resting = document.getElementById("resting");
const listening = document.getElementById("listening");
const hearing = document.getElementById("hearing");
const level = document.getElementById("level");

let recorder = null;
let stream = null;
let count = 0;
let away = false;
let refused = false;
let asking = false;
const queue = [];
let sending = null;

function show(words) {
  if (hearing.textContent !== words) hearing.textContent = words;
}

function add(data) {
  if (!data.size) return;
  const entry = { address: `${listening.dataset.chunks}${count}`, data };
  count += 1;
  queue.push(entry);
  keep(entry.address, data).catch(() => {});
  sending ??= drain();
}

async function drain() {
  while (queue.length) {
    const { address, data } = queue[0];
    try {
      await send(address, data);
      queue.shift();
      away = false;
      forget(address).catch(() => {});
    } catch (fault) {
      if (fault.status >= 400 && fault.status < 500) {
        queue.shift();
        refused = true;
        forget(address).catch(() => {});
        continue;
      }
      away = true;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
  sending = null;
}

function watchLevel() {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const look = () => {
    if (!recorder || recorder.state === "inactive") {
      context.close();
      return;
    }
    analyser.getFloatTimeDomainData(samples);
    const loudness = Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
    level.setAttribute("width", String(Math.min(100, Math.round(loudness * 400))));
    if (refused) show(hearing.dataset.refused);
    else show(away ? hearing.dataset.away : loudness > 0.01 ? hearing.dataset.hears : hearing.dataset.waits);
    setTimeout(look, 200);
  };
  look();
}

async function begin() {
  stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: false } });
  const type = ["audio/webm;codecs=opus", "audio/mp4"].find((kind) => MediaRecorder.isTypeSupported(kind));
  recorder = new MediaRecorder(stream, type ? { mimeType: type } : {});
  recorder.addEventListener("dataavailable", (event) => add(event.data));
  recorder.start(PIECE_MS);
  stream.getAudioTracks()[0].addEventListener("ended", () => show(hearing.dataset.lost));
  resting.hidden = true;
  document.querySelector("footer").hidden = true;
  listening.hidden = false;
  listening.querySelector("h2").focus({ preventScroll: true });
  watchLevel();
}

async function end() {
  if (!recorder || recorder.state === "inactive") return;
  const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve, { once: true }));
  recorder.stop();
  await stopped;
  for (const track of stream.getTracks()) track.stop();
  await sending;
}

document.querySelector("[data-record]").addEventListener("click", (event) => {
  event.preventDefault();
  if (asking) return;
  asking = true;
  silence();
  begin().catch(() => {
    asking = false;
    document.getElementById("no-microphone").hidden = false;
  });
});

for (const form of document.querySelectorAll("form[data-recorded], form[data-stop]")) {
  form.addEventListener("submit", (event) => {
    if (!recorder) return;
    event.preventDefault();
    for (const button of document.querySelectorAll("button")) button.disabled = true;
    // Help is never kept waiting by a server that does not answer: the pieces are safe in the browser.
    const patience = form.hasAttribute("data-stop") ? 1500 : 20000;
    Promise.race([end(), new Promise((resolve) => setTimeout(resolve, patience))]).then(() => form.submit());
  });
}

// A page that is put away keeps what is being said: the last piece goes to the browser's database at once.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && recorder?.state === "recording") recorder.requestData();
});

sendLeftovers().catch(() => {});
