// The page: the people, the chat of one of them, and what they do. Whatever is sent leaves as a signed webhook.

import { bubble, preview } from "./bubble.js";
import { become, el, iconButton, post, upload } from "./dom.js";
import { panel } from "./panel.js";
import { openAttach, openCard, openList, openMenu, openPerson, openPlace } from "./sheets.js";
import { language, words } from "./words.js";

const chats = new Map();
let numbers = [];
let current = "";
let quoting = null;
let atEnd = true;
let notices = 0;
const drafts = new Map();

const hour = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" });
const entryOf = (id) => [...chats.values()].map((chat) => chat.entries.get(id)).find(Boolean);
const chat = () => chats.get(current);
const digits = (address) => (/^\d+$/.test(address) ? `+${address}` : address);
const lineOf = (one) => numbers.find(({ id }) => id === one.number) || { name: "", display: "" };
const isReaction = (entry) => entry.content.type === "reaction";

// --- what stands on the page

const list = el("ul", { class: "chats" });
const log = el("div", { class: "log", role: "log", "aria-label": words.log, "aria-live": "polite", tabindex: 0 });
const title = el("b", {});
const subtitle = el("small", {});
const face = el("span", { class: "face", "aria-hidden": "true" });
const box = el("textarea", { rows: 1, placeholder: words.write, "aria-label": words.write, maxlength: 4096, autocomplete: "off" });
const quoteBar = el("div", { class: "quote", hidden: true });
const notice = el("p", { class: "notice", role: "status", hidden: true });
const picker = el("input", { type: "file", class: "picker", tabindex: -1, "aria-hidden": "true" });
const settings = panel(() => view("chat"));

const view = (name) => { app.dataset.view = name; see(); };
const composer = el(
  "form", { class: "composer", onsubmit: (event) => { event.preventDefault(); sayIt(); } },
  iconButton("plus", words.attach, () => openAttach(acts)),
  box,
  el("button", { type: "submit", class: "round go", "aria-label": words.send, title: words.send }, iconButton("send", "").firstChild),
);
const app = el(
  "div", { class: "app", "data-view": "people" },
  el(
    "nav", { class: "people", "aria-label": words.people },
    el("header", {}, el("h1", {}, words.title), iconButton("gear", words.settings, () => view("panel"), { class: "round narrow" }), iconButton("plus", words.add, () => openPerson(numbers, add))),
    list,
  ),
  el(
    "main", { class: "phone" },
    el(
      "div", { class: "screen" },
      el("header", {}, iconButton("back", words.back, () => view("people"), { class: "round narrow" }), face, el("span", { class: "who" }, title, subtitle), iconButton("gear", words.settings, () => view("panel"), { class: "round narrow" })),
      notice, log, quoteBar, composer,
    ),
  ),
  settings.node,
  picker,
);

// --- what the person does

const answerTo = (entry) => (entry ? { context: { from: lineOf(chat()).display, id: entry.id } } : {});

function send(message) {
  const context = answerTo(quoting);
  quote(null);
  return deliver({ ...message, ...context });
}

function deliver(message, key = current) {
  const before = notices;
  // What went well takes away what was told before it began, and nothing that another was told since.
  const well = () => before === notices && told("");
  return post("/_phone/message", { key, message }).then(well, (error) => told(words.refused(error.message)));
}

function sayIt() {
  const body = box.value.trim();
  if (!body || !current) return;
  box.value = "";
  grow();
  send({ type: "text", text: { body } });
}

function sendFile(kind, accept) {
  picker.accept = accept;
  picker.onchange = async () => {
    const [file] = picker.files;
    picker.value = "";
    if (!file) return;
    // It goes to whom it was chosen for, with what was written for it, whatever is opened or written meanwhile.
    const [key, answered] = [current, quoting];
    const context = answerTo(answered);
    const more = kind === "document" ? { filename: file.name } : {};
    const caption = kind === "image" || kind === "document" ? box.value.trim() : "";
    try {
      const kept = await upload(file);
      if (quoting === answered) quote(null);
      if (caption && key === current && box.value.trim() === caption) { box.value = ""; grow(); }
      await deliver({ type: kind, [kind]: { ...kept, ...more, ...(caption ? { caption } : {}) }, ...context }, key);
    } catch (error) {
      told(words.refused(error.message));
    }
  };
  picker.click();
}

const acts = {
  press: (entry, { id, title: label }) => deliver({ type: "interactive", interactive: { type: "button_reply", button_reply: { id, title: label } }, ...answerTo(entry) }),
  openList: (entry) => openList(entry, ({ id, title: label, description }) => {
    const reply = { id, title: label, ...(description ? { description } : {}) };
    deliver({ type: "interactive", interactive: { type: "list_reply", list_reply: reply }, ...answerTo(entry) });
  }),
  answer: (entry, payload) => deliver({ type: "button", button: { payload, text: payload }, ...answerTo(entry) }),
  react: (entry, emoji) => deliver({ type: "reaction", reaction: { message_id: entry.id, ...(emoji ? { emoji } : {}) } }),
  quote: (entry) => { quote(entry); box.focus(); },
  menu: (entry) => openMenu(entry, reactionOf(chat(), entry.id), acts),
  photo: () => sendFile("image", "image/jpeg,image/png"),
  audio: () => sendFile("audio", "audio/*"),
  document: () => sendFile("document", ".pdf,.txt,.doc,.docx,.xls,.xlsx,.ppt,.pptx"),
  sticker: () => sendFile("sticker", "image/webp"),
  place: () => openPlace((location) => send({ type: "location", location })),
  card: () => openCard((contacts) => send({ type: "contacts", contacts })),
};

async function add(person) {
  try {
    const { key } = await post("/_phone/person", person);
    // The page hears of the new chat on its own; until then it does not know the key.
    const open = () => (chats.has(key) ? select(key) : setTimeout(open, 50));
    open();
  } catch (error) {
    told(words.refused(error.message));
  }
}

// --- what is shown

/** Let the person write only where there is somebody to write to. */
function unlock() {
  for (const part of composer.querySelectorAll("button, textarea")) part.disabled = !current;
}

function told(text) {
  notices += 1;
  notice.textContent = text;
  notice.hidden = !text;
}

function quote(entry) {
  quoting = entry;
  quoteBar.hidden = !entry;
  if (entry) quoteBar.replaceChildren(el("span", {}, el("b", {}, words.quoted), el("span", {}, preview(entry))), iconButton("close", words.unquote, () => quote(null)));
}

function grow() {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 120)}px`;
}

const reactionOf = (one, id) => [...one.entries.values()].filter((entry) => isReaction(entry) && entry.content.reaction.message_id === id).pop()?.content.reaction.emoji;

function rowOf(one) {
  const last = [...one.entries.values()].pop();
  const unread = [...one.entries.values()].filter((entry) => !entry.mine && ["sent", "delivered", "waiting"].includes(entry.state)).length;
  const line = numbers.length > 1 ? lineOf(one).name : "";
  const button = el(
    "button", { type: "button", class: "chat", "data-id": one.key, "aria-current": one.key === current ? "true" : false, onclick: () => select(one.key) },
    el("span", { class: "face", "aria-hidden": "true" }, one.name.slice(0, 1).toUpperCase()),
    el("span", { class: "who" }, el("b", {}, one.name), el("small", {}, [line, digits(one.address)].filter(Boolean).join(" · ")), last && el("small", { class: "last" }, preview(last))),
    el("span", { class: "side" }, last && el("time", {}, hour.format(last.at * 1000)), unread > 0 && one.key !== current && el("span", { class: "badge" }, String(unread))),
  );
  return el("li", {}, button);
}

function drawList() {
  become(list, el("ul", { class: "chats" }, [...chats.values()].map(rowOf)));
}

const bubbleOf = (one, entry) => bubble(entry, { find: entryOf, emoji: reactionOf(one, entry.id), acts });

function drawChat() {
  const one = chat();
  if (!one) return;
  const line = lineOf(one);
  title.textContent = line.name || `+${line.display}`;
  face.textContent = (line.name || "?").slice(0, 1).toUpperCase();
  drawSubtitle();
  const entries = [...one.entries.values()].filter((entry) => !isReaction(entry));
  log.replaceChildren(...(entries.length ? entries.map((entry) => bubbleOf(one, entry)) : [el("p", { class: "empty" }, words.empty)]));
  log.scrollTop = log.scrollHeight;
}

function drawSubtitle() {
  const one = chat();
  const typing = one.typing > Date.now();
  subtitle.textContent = typing ? words.typing : words.as(`${one.name} · ${digits(one.address)}`);
  subtitle.classList.toggle("typing", typing);
}

function drawEntry(one, entry) {
  const shown = isReaction(entry) ? one.entries.get(entry.content.reaction.message_id) : entry;
  if (!shown) return;
  const old = [...log.children].find((row) => row.dataset.id === shown.id);
  const fresh = bubbleOf(one, shown);
  const low = log.scrollHeight - log.scrollTop - log.clientHeight < 120;
  if (old) become(old, fresh);
  else {
    log.querySelector(".empty")?.remove();
    log.append(fresh);
  }
  if (low || (!old && shown.mine)) log.scrollTop = log.scrollHeight;
}

function select(key) {
  if (current) drafts.set(current, box.value);
  current = key;
  box.value = drafts.get(key) || "";
  quote(null);
  told("");
  // What is not shown cannot be scrolled: first the view, then what is in it.
  view("chat");
  drawChat();
  drawList();
  grow();
  if (matchMedia("(min-width: 900px)").matches) box.focus();
}

/** Tell the platform which messages the person has before the eyes. */
function see() {
  const one = chat();
  const hidden = document.hidden || (app.dataset.view !== "chat" && matchMedia("(max-width: 899px)").matches);
  if (!one || hidden) return;
  const ids = [...one.entries.values()].filter((entry) => !entry.mine && ["sent", "delivered"].includes(entry.state)).map(({ id }) => id);
  if (ids.length) post("/_phone/seen", { ids }).catch(() => {});
}

// --- what is told by the platform

const heard = {
  all({ numbers: known, chats: found, settings: set }) {
    numbers = known;
    chats.clear();
    for (const one of found) chats.set(one.key, { ...one, entries: new Map(one.entries.map((entry) => [entry.id, entry])), typing: 0 });
    if (!chats.has(current)) current = found[0]?.key || "";
    settings.show(set);
    unlock();
    drawList();
    drawChat();
    see();
  },
  chat(one) {
    if (!chats.has(one.key)) chats.set(one.key, { ...one, entries: new Map(), typing: 0 });
    drawList();
  },
  entry(entry, { key }) {
    const one = chats.get(key);
    // What becomes of an earlier message says nothing about who is writing now.
    if (!entry.mine && !one.entries.has(entry.id)) one.typing = 0;
    one.entries.set(entry.id, entry);
    if (key === current) {
      drawEntry(one, entry);
      drawSubtitle();
      see();
    }
    drawList();
  },
  typing(key, { seconds }) {
    chats.get(key).typing = Date.now() + seconds * 1000;
    if (key === current) drawSubtitle();
    setTimeout(() => current && drawSubtitle(), seconds * 1000 + 50);
  },
  settings: (set) => settings.show(set),
};

box.addEventListener("input", grow);
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  sayIt();
});
document.addEventListener("visibilitychange", see);
// Pictures take their room after they are there: whoever was at the end stays there.
log.addEventListener("scroll", () => { atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60; });
for (const kind of ["load", "error"]) log.addEventListener(kind, () => { if (atEnd) log.scrollTop = log.scrollHeight; }, true);
document.documentElement.lang = language;
document.title = `${words.title} · Cauce`;
document.body.append(app);
unlock();

const events = new EventSource("/_phone/events");
events.onmessage = ({ data }) => {
  const change = JSON.parse(data);
  for (const name of Object.keys(heard)) if (name in change) heard[name](change[name], change);
};
events.onerror = () => told(words.offline);
events.onopen = () => notice.textContent === words.offline && told("");
