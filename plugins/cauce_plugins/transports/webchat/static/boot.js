// Reading the script line, making the host element, and dressing it: theme, colour, place.

const OWN = /\/webchat\/widget\.js/;
const script = document.currentScript || [...document.scripts].find(({ src }) => OWN.test(src));

/** Return black or white, whichever is read better on a colour. */
function onColour(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000" : "#fff";
}

/** Follow the theme that the page asks for on the host element, or else the system's. */
function followTheme(host) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const asked = host.dataset.theme;
    host.classList.toggle("dark", asked === "dark" || (asked !== "light" && dark.matches));
  };
  dark.addEventListener("change", apply);
  new MutationObserver(apply).observe(host, { attributeFilter: ["data-theme"] });
  apply();
}

/** On phones the keyboard covers the page: keep the panel as tall as what is left. */
function followKeyboard(host) {
  const view = window.visualViewport;
  if (!view) return;
  const apply = () => host.style.setProperty("--tall", `${view.height}px`);
  view.addEventListener("resize", apply);
  apply();
}

function paint(host, accent) {
  if (!/^#[0-9a-f]{6}$/i.test(accent || "")) return;
  host.style.setProperty("--accent", accent);
  host.style.setProperty("--on-accent", onColour(accent));
}

async function boot() {
  const { dataset } = script;
  const base = new URL("..", script.src).href;
  const channel = dataset.channel || "web";
  const host = document.createElement("cauce-webchat");
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  shadow.adoptedStyleSheets = [sheet];
  const whole = dataset.page !== undefined;
  host.className = [whole ? "whole" : "floating", dataset.position === "left" ? "left" : ""].join(" ");
  host.dataset.theme = dataset.theme || "auto";
  followTheme(host);
  followKeyboard(host);
  paint(host, dataset.accent);

  const asked = fetch(`${base}webchat/${encodeURIComponent(channel)}`, { credentials: "omit" });
  const read = (answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status)));
  const about = asked.then(read).catch((error) => {
    console.warn(`Cauce webchat: channel "${channel}" at ${base} did not answer (${error.message}). ` +
      `Is the server running, and is ${location.origin} among the channel's origins?`);
    return {};
  });
  const known = await Promise.race([about, new Promise((resolve) => setTimeout(resolve, 1500, {}))]);
  const language = pickLanguage(dataset.lang, known.lang);
  const root = el("div", { class: "root", lang: language });
  shadow.append(root);
  document.body.append(host);
  const words = { ...WORDS[language], ...(dataset.title ? { title: dataset.title } : {}) };
  const startOpen = dataset.open === "true" ? "1" : "0";
  const panel = new Panel({ root, base, channel, words, language, whole, startOpen });
  const dress = (about) => {
    if (!dataset.accent) paint(host, about.accent);
    panel.dress({ ...about, title: dataset.title || about.title });
  };
  dress(known);
  if (!known.channel) about.then(dress);
  host.open = () => panel.show(true);
  host.close = () => panel.hide();
}

if (script && !document.querySelector("cauce-webchat")) {
  if (document.body) boot();
  else addEventListener("DOMContentLoaded", boot);
}
