// Making elements, icons and dialogs. Texts are always set as text, never as markup.

/** Make an element: `el("p", { class: "x", onclick }, "text", other)`. Empty parts are left out. */
export function el(tag, attributes = {}, ...parts) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false || value === null) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...parts.flat().filter((part) => part !== undefined && part !== null && part !== false && part !== ""));
  return node;
}

/**
 * Make what stands on the page like `fresh`, part by part. What has not changed stays where it is: what is being pressed
 * is still there when it is let go, what plays plays on, the keyboard stays where it was. Another `data-id` is another thing.
 */
export function become(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE || old.nodeName !== fresh.nodeName || old.dataset.id !== fresh.dataset.id) {
    old.replaceWith(fresh);
    return;
  }
  for (const name of old.getAttributeNames()) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) old.setAttribute(name, value);
  const [stood, parts] = [[...old.childNodes], [...fresh.childNodes]];
  parts.forEach((part, at) => (stood[at] ? become(stood[at], part) : old.append(part)));
  stood.slice(parts.length).forEach((left) => left.remove());
}

const PATHS = {
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  plus: "M12 5v14M5 12h14",
  send: "M4 12l16-8-5 16-3.5-6.5L4 12z",
  gear: "M4 7h10m4 0h2M4 17h2m4 0h10M16 4.5a2.5 2.5 0 110 5 2.5 2.5 0 010-5zM8 14.5a2.5 2.5 0 110 5 2.5 2.5 0 010-5z",
  list: "M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01",
  reply: "M10 6l-6 6 6 6M4 12h10a6 6 0 016 6",
  dots: "M5 12h.01M12 12h.01M19 12h.01",
  photo: "M4 6h16v12H4zM4 16l5-5 4 4 3-3 4 4",
  video: "M4 6h11v12H4zM15 10l5-3v10l-5-3",
  audio: "M12 4a3 3 0 013 3v5a3 3 0 01-6 0V7a3 3 0 013-3zM6 11a6 6 0 0012 0M12 17v3",
  document: "M7 3h7l4 4v14H7zM14 3v4h4",
  sticker: "M5 5h14v9l-5 5H5zM19 14h-5v5",
  place: "M12 21s-7-6-7-11a7 7 0 0114 0c0 5-7 11-7 11zM12 7.5a2.5 2.5 0 110 5 2.5 2.5 0 010-5z",
  card: "M12 4a4 4 0 110 8 4 4 0 010-8zM4 20c1-4 4-5 8-5s7 1 8 5",
  link: "M10 14l9-9M13 5h6v6M18 14v5H5V6h5",
};

/** Draw an icon. What it means is said by the label of what it stands in. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A round button with an icon. */
export const iconButton = (name, label, onclick, more = {}) =>
  el("button", { type: "button", class: "round", "aria-label": label, title: label, onclick, ...more }, icon(name));

/** Open a sheet over the page and take it away when it closes. `build(close)` returns its content. */
export function sheet(title, build) {
  const dialog = el("dialog", { class: "sheet", "aria-label": title, onclose: () => dialog.remove() });
  const close = () => dialog.close();
  dialog.addEventListener("click", (event) => event.target === dialog && close());
  dialog.append(el("div", { class: "inner" }, el("h2", {}, title), build(close)));
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** A field with its label. */
export function field(label, attributes) {
  const { hint, ...rest } = attributes;
  const input = el("input", { autocomplete: "off", ...rest });
  return el("label", { class: "field" }, el("span", {}, label), input, hint && el("small", {}, hint));
}

/** Post JSON and return what is answered; raises an Error with the words of a refusal. */
export async function post(path, body) {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  return reading(answer);
}

/** Post a file and return how a message names it. */
export async function upload(file) {
  const type = file.type || "application/octet-stream";
  return reading(await fetch("/_phone/files", { method: "POST", headers: { "Content-Type": type }, body: file }));
}

async function reading(answer) {
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.error || answer.status);
  return told;
}
