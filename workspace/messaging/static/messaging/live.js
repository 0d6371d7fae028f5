// A conversation that stays up to date: messages arrive, readings show, what is written waits for the network.
// Without this file the page still reads and writes by plain forms.
const list = document.querySelector("[data-live]");
const form = document.querySelector("[data-write]");
const state = document.querySelector("[data-live-state]");
const words = list.dataset;
const SLOWEST = 30_000;

let after = Number(list.dataset.after);
let socket = null;
let tries = 0;
let again = null; // the next try
const outbox = new Map(); // id to body, in the order they were written

const element = (name, className, text) => {
  const node = document.createElement(name);
  node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};

const atEnd = () => list.scrollHeight - list.scrollTop - list.clientHeight < 80;
const toEnd = () => { list.scrollTop = list.scrollHeight; };

function drawn(message) {
  const item = element("li", message.own ? "message own" : "message");
  item.dataset.id = message.id;
  const head = element("p", "message-head soft small", `${message.author} · ${message.at ?? words.wordsWaiting}`);
  const bubble = element("div", "bubble");
  if (message.body) bubble.append(element("p", "message-body", message.body));
  for (const attachment of message.attachments ?? []) {
    const box = element("div", "attachment");
    const link = element("a", "", attachment.name);
    link.href = attachment.href;
    box.append(link);
    bubble.append(box);
  }
  item.append(head, bubble);
  if (message.own) {
    const foot = element("p", "message-foot soft small", "");
    foot.dataset.reading = "";
    item.append(foot);
  }
  return item;
}

function show(message) {
  if (message.seq !== undefined && message.seq <= after) return;
  const wasAtEnd = atEnd();
  const item = drawn(message);
  if (message.seq !== undefined) {
    after = message.seq;
    item.dataset.seq = message.seq;
    settled(message.id);
    list.querySelector(`[data-id="${message.id}"].waiting`)?.remove();
  } else {
    item.classList.add("waiting");
  }
  list.append(item);
  if (wasAtEnd || message.own) toEnd();
  if (message.seq === undefined) return;
  if (message.own) sayReadings();
  else sayRead();
}

// Many messages that come at once are read at once: the server refuses more than twenty frames in ten seconds.
let saying = null;
function sayRead() {
  if (document.visibilityState !== "visible") return;
  clearTimeout(saying);
  saying = setTimeout(() => send({ type: "read", seq: after }), 300);
}

// The last of what was written has arrived: nothing of it needs to be kept for later (drafts.js).
function settled(id) {
  outbox.delete(id);
  if (!outbox.size && !form.elements.body.value.trim()) form.dispatchEvent(new Event("draft:sent"));
}

// What the server will never take comes back to whoever wrote it.
function takeBack(id) {
  const body = outbox.get(id);
  if (body === undefined) return;
  outbox.delete(id);
  list.querySelector(`[data-id="${id}"].waiting`)?.remove();
  if (!form.elements.body.value) form.elements.body.value = body;
}

const readers = new Map(); // who has read how far
const others = words.others ? words.others.split("|") : [];

function noteReading(reading) {
  readers.set(reading.name, reading.seq);
  sayReadings();
}

function sayReadings() {
  for (const item of list.querySelectorAll(".message.own[data-seq]")) {
    const has = (name) => (readers.get(name) ?? 0) >= Number(item.dataset.seq);
    const read = others.filter(has);
    const waiting = others.filter((name) => !has(name));
    item.querySelector("[data-reading]").textContent = [
      read.length ? words.wordsRead.replace("{who}", read.join(", ")) : "",
      waiting.length ? words.wordsNotYet.replace("{who}", waiting.join(", ")) : "",
    ].filter(Boolean).join(" · ");
  }
}

const send = (frame) => {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
};

function connect() {
  const address = new URL(list.dataset.live, location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  socket = new WebSocket(address);
  socket.addEventListener("open", () => {
    tries = 0;
    state.textContent = "";
    list.dataset.connected = "yes";
    send({ type: "resume", after });
    for (const [id, body] of outbox) send({ type: "send", id, body });
  });
  socket.addEventListener("message", (event) => {
    const frame = JSON.parse(event.data);
    if (frame.type === "message") show(frame);
    if (frame.type === "read" && frame.by !== words.me) noteReading(frame);
    if (frame.type === "ack") settled(frame.id);
    if (frame.type === "error") {
      takeBack(frame.id);
      state.textContent = frame.message;
    }
  });
  socket.addEventListener("close", (event) => {
    delete list.dataset.connected;
    if (event.code === 4401 || event.code === 4404) { location.reload(); return; }
    state.textContent = words.wordsAway;
    tries += 1;
    const wait = Math.min(SLOWEST, 500 * 2 ** tries) * (0.5 + Math.random() / 2);
    again = setTimeout(connect, wait);
  });
}

// The network is back: no need to wait for the next try.
window.addEventListener("online", () => {
  if (socket.readyState !== WebSocket.CLOSED) return;
  clearTimeout(again);
  connect();
});

form.addEventListener("submit", (event) => {
  const files = form.querySelector("[type=file]");
  if (files.files.length) {
    event.preventDefault();
    sendFiles(files);
    return;
  }
  const body = form.elements.body.value;
  if (!body.trim()) return;
  event.preventDefault();
  const id = crypto.randomUUID();
  outbox.set(id, body);
  show({ id, body, own: true, author: words.wordsYou });
  form.elements.body.value = "";
  form.elements.body.focus();
  send({ type: "send", id, body });
});

// Files go by the form's own address, with their progress; the message itself comes back by the socket.
function sendFiles(files) {
  const progress = form.querySelector("progress");
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.addEventListener("progress", (event) => { progress.value = (100 * event.loaded) / event.total; });
  request.addEventListener("loadend", () => {
    if (request.status && request.status < 400) form.dispatchEvent(new Event("draft:sent"));
    location.reload();
  });
  progress.hidden = false;
  request.send(new FormData(form));
}

form.elements.body.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
document.addEventListener("visibilitychange", () => {
  sayRead();
});
window.addEventListener("beforeunload", (event) => {
  if (outbox.size || form.elements.body.value.trim()) event.preventDefault();
});

toEnd();
connect();
