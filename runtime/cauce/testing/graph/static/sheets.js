// What opens over the chat: the rows of a list, a place, a card, another person, reactions.

import { el, field, icon, sheet } from "./dom.js";
import { words } from "./words.js";

const EMOJI = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

function form(close, fields, label, onsubmit) {
  const submit = (event) => {
    event.preventDefault();
    onsubmit(Object.fromEntries(new FormData(event.target)));
    close();
  };
  const buttons = el(
    "div", { class: "buttons" },
    el("button", { type: "button", class: "plain", onclick: close }, words.cancel),
    el("button", { type: "submit", class: "strong" }, label),
  );
  return el("form", { onsubmit: submit }, fields, buttons);
}

/** Show the rows of a list message; a row is chosen at once. */
export function openList(entry, choose) {
  const { action, body } = entry.content.interactive;
  sheet(action.button, (close) => {
    const row = (one) => el(
      "button", { type: "button", class: "line", onclick: () => { close(); choose(one); } },
      el("span", {}, one.title), one.description && el("small", {}, one.description),
    );
    const section = (one) => [one.title && el("h3", {}, one.title), ...one.rows.map(row)];
    return el("div", { class: "rows", role: "group", "aria-label": body.text }, action.sections.flatMap(section));
  });
}

export function openPlace(send) {
  sheet(words.place, (close) => {
    const number = { type: "number", step: "any", required: true };
    const fields = [
      field(words.latitude, { name: "latitude", value: "-33.4372", min: -90, max: 90, ...number }),
      field(words.longitude, { name: "longitude", value: "-70.6506", min: -180, max: 180, ...number }),
      field(words.placeName, { name: "name", maxlength: 100 }),
    ];
    return form(close, fields, words.send, ({ latitude, longitude, name }) =>
      send({ latitude: Number(latitude), longitude: Number(longitude), ...(name ? { name } : {}) }));
  });
}

export function openCard(send) {
  sheet(words.card, (close) => {
    const fields = [field(words.name, { name: "name", required: true }), field(words.phone, { name: "phone", type: "tel", required: true })];
    return form(close, fields, words.send, ({ name, phone }) =>
      send([{ name: { formatted_name: name, first_name: name }, phones: [{ phone, type: "CELL" }] }]));
  });
}

export function openPerson(numbers, add) {
  sheet(words.addTitle, (close) => {
    const lines = numbers.map(({ id, name, display }) => el("option", { value: id }, `${name} · +${display}`));
    const line = numbers.length > 1 && el("label", { class: "field" }, el("span", {}, words.line), el("select", { name: "number" }, lines));
    const fields = [
      field(words.name, { name: "name", required: true, maxlength: 80 }),
      field(words.number, { name: "address", required: true, maxlength: 130, hint: words.numberHint }),
      line,
    ];
    return form(close, fields, words.add, add);
  });
}

/** Show what can be sent besides text. */
export function openAttach(acts) {
  const kinds = { photo: acts.photo, audio: acts.audio, document: acts.document, sticker: acts.sticker, place: acts.place, card: acts.card };
  sheet(words.attach, (close) => {
    const item = ([name, act]) => el("button", { type: "button", class: "tile", onclick: () => { close(); act(); } }, icon(name), el("span", {}, words[name]));
    return el("div", { class: "tiles" }, Object.entries(kinds).map(item));
  });
}

/** Show what can be done with a message. */
export function openMenu(entry, mine, acts) {
  sheet(words.more, (close) => {
    const done = (act) => () => { close(); act(); };
    const one = (emoji) => el(
      "button", { type: "button", class: "emojis", "aria-label": `${words.react} ${emoji}`, "aria-pressed": String(emoji === mine), onclick: done(() => acts.react(entry, emoji)) },
      emoji,
    );
    return el(
      "div", { class: "rows" },
      el("div", { class: "reactions" }, EMOJI.map(one)),
      mine && el("button", { type: "button", class: "line", onclick: done(() => acts.react(entry, "")) }, words.unreact),
      el("button", { type: "button", class: "line", onclick: done(() => acts.quote(entry)) }, words.reply),
    );
  });
}
