// A message as people see it: its text with the marks of WhatsApp, its files, its buttons, its ticks.

import { el, icon, iconButton } from "./dom.js";
import { language, words } from "./words.js";

const hour = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" });
const MARKS = /```([^`]+)```|(?<![\w*])\*([^\s*][^*\n]*)\*(?!\w)|(?<![\w_])_([^\s_][^_\n]*)_(?!\w)|(?<![\w~])~([^\s~][^~\n]*)~(?!\w)|(https?:\/\/[^\s<>"]+)/g;

/** Return a text with its bold, italic, struck and fixed parts and its links. */
export function marked(text) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(MARKS)) {
    parts.push(text.slice(from, found.index));
    const [whole, fixed, bold, italic, struck, link] = found;
    if (fixed) parts.push(el("code", {}, fixed));
    else if (bold) parts.push(el("b", {}, ...marked(bold)));
    else if (italic) parts.push(el("i", {}, ...marked(italic)));
    else if (struck) parts.push(el("s", {}, ...marked(struck)));
    else parts.push(el("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, link));
    from = found.index + whole.length;
  }
  return [...parts, text.slice(from)].filter(Boolean);
}

const text = (body, kind = "text") => (body ? el("p", { class: kind }, ...marked(String(body))) : null);
const source = (file) => (file.id ? `/_phone/files/${encodeURIComponent(file.id)}` : file.link);

function link(address, name, label) {
  const shown = address && /^(https?:|\/_phone\/)/.test(address) ? { href: address, target: "_blank", rel: "noopener noreferrer" } : {};
  return el(shown.href ? "a" : "span", { class: "card", ...shown }, icon(name), el("span", {}, label));
}

const FILES = {
  image: (file) => el("img", { src: source(file), alt: words.photo, loading: "lazy" }),
  sticker: (file) => el("img", { class: "sticker", src: source(file), alt: words.sticker, loading: "lazy" }),
  video: (file) => el("video", { src: source(file), controls: true, preload: "metadata", "aria-label": words.video }),
  audio: (file) => el("audio", { src: source(file), controls: true, preload: "metadata", "aria-label": words.audio }),
  document: (file) => link(source(file), "document", file.filename || String(file.link || "").split("/").pop() || words.file),
};

function fileOf(kind, file) {
  const shown = FILES[kind](file);
  // A picture that cannot be shown is still a file that was sent.
  shown.addEventListener("error", () => shown.replaceWith(link(source(file), kind === "image" ? "photo" : "sticker", file.link || words.file)));
  return [shown, text(file.caption)];
}

function interactive(found, entry, acts) {
  if (found.button_reply || found.list_reply) return [text((found.button_reply || found.list_reply).title)];
  const header = found.header || {};
  const top = header.type === "text" ? text(header.text, "header") : header.type ? fileOf(header.type, header[header.type]) : null;
  const parts = [top, text(found.body?.text), text(found.footer?.text, "footer")].flat();
  const action = found.action || {};
  const button = (name, label, onclick) => el("button", { type: "button", class: "choice", onclick }, name && icon(name), el("span", {}, label));
  if (found.type === "button") {
    const press = ({ reply }) => button("reply", reply.title, () => acts.press(entry, reply));
    return [...parts, el("div", { class: "choices" }, action.buttons.map(press))];
  }
  if (found.type === "list") return [...parts, el("div", { class: "choices" }, button("list", action.button, () => acts.openList(entry)))];
  if (found.type === "cta_url") {
    const { url, display_text: label } = action.parameters;
    return [...parts, el("div", { class: "choices" }, el("a", { class: "choice", href: url, target: "_blank", rel: "noopener noreferrer" }, icon("link"), el("span", {}, label)))];
  }
  if (found.type === "location_request_message") return [...parts, el("div", { class: "choices" }, button("place", words.sendPlace, () => acts.place()))];
  return [...parts, el("p", { class: "footer" }, words.form)];
}

function template(found, entry, acts) {
  const replies = (found.components || []).filter((one) => one.sub_type === "quick_reply");
  const label = (one) => one.parameters?.[0]?.payload || one.parameters?.[0]?.text || "…";
  const button = (one) => el("button", { type: "button", class: "choice", onclick: () => acts.answer(entry, label(one)) }, icon("reply"), el("span", {}, label(one)));
  return [
    el("p", { class: "footer" }, `${words.template} · ${found.name}`),
    text(entry.shown),
    replies.length ? el("div", { class: "choices" }, replies.map(button)) : null,
  ];
}

function inside(entry, acts) {
  const { content } = entry;
  const kind = content.type || "text";
  const found = content[kind] || {};
  if (kind === "text") return [text(found.body)];
  if (kind in FILES) return fileOf(kind, found);
  if (kind === "location") return [link("", "place", [found.name, found.address, `${found.latitude}, ${found.longitude}`].filter(Boolean).join(" · "))];
  if (kind === "contacts") return found.map((card) => link("", "card", [card.name?.formatted_name, card.phones?.[0]?.phone].filter(Boolean).join(" · ")));
  if (kind === "interactive") return interactive(found, entry, acts);
  if (kind === "template") return template(found, entry, acts);
  if (kind === "button") return [text(found.text)];
  return [text(words.unknown(kind), "footer")];
}

/** Return what a message says in one line and without marks, for lists and quotes. */
export const preview = (entry) => String(said(entry)).replace(MARKS, (...found) => found.slice(1, 6).find(Boolean)).replace(/\s+/g, " ").slice(0, 120);

function said(entry) {
  const { content } = entry;
  const kind = content.type || "text";
  const found = content[kind] || {};
  const named = { image: words.photo, video: words.video, audio: words.audio, document: words.document, sticker: words.sticker, location: words.place };
  if (kind === "interactive") return (found.button_reply || found.list_reply)?.title || found.body?.text || words.form;
  if (kind === "contacts") return found[0]?.name?.formatted_name || words.card;
  if (kind === "reaction") return found.emoji || words.unreact;
  return entry.shown || found.body || found.caption || found.text || found.filename || named[kind] || words.unknown(kind);
}

const TICKS = { waiting: "◷", sent: "✓", delivered: "✓✓", read: "✓✓", played: "✓✓", failed: "!" };

/** Return the bubble of a message. `find(id)` gives the one it quotes; `emoji` is what it was reacted to with. */
export function bubble(entry, { find, emoji, acts }) {
  const quoted = entry.content.context && find(entry.content.context.message_id || entry.content.context.id);
  const quote = quoted && el("blockquote", {}, preview(quoted));
  const label = words[entry.state === "played" ? "read" : entry.state];
  const tick = entry.mine && el("span", { class: "tick", "data-state": entry.state, role: "img", "aria-label": label, title: label }, TICKS[entry.state]);
  const parts = inside(entry, acts).filter(Boolean);
  const isChoices = (part) => part.classList.contains("choices");
  const failed = !entry.mine && entry.state === "failed";
  return el(
    "div", { class: `row ${entry.mine ? "mine" : "theirs"}${failed ? " failed" : ""}`, "data-id": entry.id, "data-state": entry.state },
    el(
      "div", { class: "bubble" },
      quote,
      parts.filter((part) => !isChoices(part)),
      failed && el("p", { class: "why" }, words.failed(entry.error.replace(":", " · "))),
      el("div", { class: "foot" }, el("time", {}, hour.format(entry.at * 1000)), tick),
      parts.filter(isChoices),
      emoji && el("span", { class: "emoji", role: "img", "aria-label": emoji }, emoji),
    ),
    iconButton("dots", words.more, () => acts.menu(entry), { class: "round more" }),
  );
}
