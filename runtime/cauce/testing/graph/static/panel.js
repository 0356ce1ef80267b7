// The switches of the fake: what goes wrong, in which order statuses come, what time it is there.

import { el, iconButton, post } from "./dom.js";
import { words } from "./words.js";

const MAIN = ["ok", "slow", "429", "500", "reset", "off"];
const OTHERS = ["503", "drop", "timeout", "truncated", "garbage", "noid", "template", "expired", "locked"];

/** Make the panel; `show(settings)` keeps it true. `close` is for narrow screens. */
export function panel(close) {
  let asked = Promise.resolve();
  let waiting = 0;
  // One after the other, and what is told of an earlier one does not undo on the page what was pressed since.
  const ask = (path, wanted) => {
    waiting += 1;
    asked = asked.then(() => post(path, wanted)).catch(() => null).then((told) => {
      waiting -= 1;
      if (told) show(told);
    });
  };
  const set = (wanted) => ask("/_phone/settings", wanted);
  const radio = (mode) => {
    const [name, hint] = words.modes[mode];
    const input = el("input", { type: "radio", name: "mode", value: mode, onchange: () => set({ mode }) });
    return el("label", { class: "switch" }, input, el("span", {}, name, el("small", {}, hint)));
  };
  const shuffled = el("input", { type: "checkbox", onchange: () => set({ order: shuffled.checked ? "shuffled" : "told" }) });
  const clock = el("output", {});
  const others = el("details", {}, el("summary", {}, words.otherModes), OTHERS.map(radio));
  const node = el(
    "aside", { class: "panel", "aria-label": words.settings },
    el("header", {}, el("h2", {}, words.settings), iconButton("close", words.close, close, { class: "round narrow" })),
    el("fieldset", {}, el("legend", {}, words.mode), MAIN.map(radio), others),
    el("label", { class: "switch alone" }, shuffled, el("span", {}, words.shuffled)),
    el(
      "section", { class: "clock" },
      el("h3", {}, words.clock), clock,
      el("button", { type: "button", class: "plain", onclick: () => ask("/_phone/clock", { hours: 24 }) }, words.forward),
      el("small", {}, words.window),
    ),
  );
  function show({ mode, order, ahead }) {
    if (waiting) return;
    for (const input of node.querySelectorAll("input[name=mode]")) input.checked = input.value === mode;
    if (OTHERS.includes(mode)) others.open = true;
    shuffled.checked = order !== "told";
    clock.textContent = ahead ? words.ahead(Math.round(ahead / 3600)) : words.now;
    node.dataset.mode = mode;
  }
  return { node, show };
}
