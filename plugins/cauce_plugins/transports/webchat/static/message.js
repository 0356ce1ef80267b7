// How one message looks: bubble, text, picture or file, time and, under it, what may be pressed.

const ICONS = {
  chat: "M12 3c-5.2 0-9 3.5-9 8 0 2.1.8 4 2.2 5.4L4.1 20.5l4.5-1.8c1.1.2 2.2.3 3.4.3 5.2 0 9-3.5 9-8s-3.8-8-9-8Z",
  close: "m6.7 5.3 5.3 5.3 5.3-5.3 1.4 1.4-5.3 5.3 5.3 5.3-1.4 1.4-5.3-5.3-5.3 5.3-1.4-1.4 5.3-5.3-5.3-5.3Z",
  send: "M3.5 20.5 21.5 12 3.5 3.5v6.6l11 1.9-11 1.9Z",
  down: "M12 16.5 5.5 10l1.4-1.4 5.1 5.1 5.1-5.1L18.5 10Z",
  file: "M6 2h8l5 5v13a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V4c0-1.1.9-2 2-2Zm7 1.5V8h4.5Z",
  pending: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 2a7 7 0 1 1 0 14 7 7 0 0 1 0-14Zm-1 2v5.4l4.2 2.5.8-1.3-3.5-2.1V7Z",
  sent: "M9.5 17.6 4 12.1l1.4-1.4 4.1 4.1 9.1-9.1L20 7.1Z",
  failed: "M12 2 1.5 21h21Zm-1 7h2v6h-2Zm0 8h2v2h-2Z",
};

function icon(name) {
  return el("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", class: "icon" }, el("path", { d: ICONS[name] }));
}

/** Text for screen readers only. */
function spoken(text) {
  return el("span", { class: "spoken" }, text);
}

/** Build messages for one language; `base` is where the chat's server lives. */
class Look {
  constructor(words, language, base) {
    this.words = words;
    this.base = base;
    this.clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
    this.day = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" });
  }

  /** Return "Today", "Yesterday" or the date. */
  dayName(at) {
    const date = new Date(at).toDateString();
    if (date === new Date().toDateString()) return this.words.today;
    if (date === new Date(Date.now() - 86400000).toDateString()) return this.words.yesterday;
    return this.day.format(at);
  }

  /** Build a message; `press(choice)` is called for an option. Return its parts that change later. */
  message(message, press) {
    const own = message.from === "visitor";
    const mark = own ? el("span", { class: "mark", "aria-live": "off" }) : null;
    const stamp = el("span", { class: "stamp" }, this.time(message.at), mark);
    const text = this.text(message);
    const big = !message.media && !message.choices?.length && onlyEmoji(message.text || "");
    const bubble = el("div", { class: `bubble${big ? " big" : ""}${message.media ? " filled" : ""}`, dir: "auto" },
      message.media ? this.media(message.media, message.text) : null, text, stamp);
    const options = message.choices?.length && message.style !== "text" ? this.options(message, press) : null;
    const node = el("div", { class: `message ${own ? "own" : "other"}` },
      this.author(message.from), bubble, options);
    return { node, mark, options };
  }

  author(from) {
    if (from === "human") return el("span", { class: "author" }, this.words.human);
    return spoken(`${from === "visitor" ? this.words.you : this.words.bot}: `);
  }

  time(at) {
    return el("time", { dir: "ltr", datetime: new Date(at).toISOString() }, this.clock.format(at));
  }

  text(message) {
    let text = message.text || "";
    if (message.style === "text" && message.choices?.length)
      text = [text, ...message.choices.map(({ key, title }) => `${key}. ${title}`)].filter(Boolean).join("\n");
    return text ? el("span", { class: "text" }, rich(text)) : null;
  }

  options(message, press) {
    const buttons = message.choices.map((choice) => {
      const option = button("option", choice.title, (event) => press(choice, event));
      option.dir = "auto";
      option.dataset.id = choice.id;
      return option;
    });
    const kind = message.style === "list" ? "options list" : "options";
    return el("div", { class: kind, role: "group", "aria-label": this.words.options }, ...buttons);
  }

  media({ kind, url, mime, name, size }, caption) {
    const href = safeURL(url, this.base);
    const label = name || this.words[kind] || this.words.file;
    if (!href) return el("div", { class: "card" }, icon("file"), el("span", { class: "name" }, label));
    const fallBack = (event) => event.target.closest(".media").replaceWith(this.card(href, label, mime, size));
    if (kind === "image" || kind === "sticker") {
      const alt = name || caption || label;
      const polite = { loading: "lazy", referrerpolicy: "no-referrer" };
      const link = anchor(href, el("img", { src: href, alt, ...polite, onerror: fallBack }));
      link.className = `media ${kind}`;
      return link;
    }
    if (kind === "video" || kind === "audio") {
      const playing = { controls: true, playsinline: true, preload: "metadata" };
      const player = el(kind, { src: href, "aria-label": label, ...playing, onerror: fallBack });
      return el("div", { class: `media ${kind}` }, player);
    }
    return this.card(href, label, mime, size);
  }

  card(href, label, mime, size) {
    const kind = (/\.(\w{1,5})(?:[?#]|$)/.exec(href)?.[1] || mime?.split("/")[1] || "").toUpperCase();
    const about = [kind, size ? this.size(size) : "", this.words.download].filter(Boolean).join(" · ");
    const shown = label === this.words.file ? decodeName(href) || label : label;
    const link = anchor(href, icon("file"), el("span", { class: "name" }, shown, el("small", {}, about)));
    link.className = "card";
    return link;
  }

  size(bytes) {
    return bytes < 1048576 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1048576).toFixed(1)} MB`;
  }
}

/** Return the last part of an address as a person reads it, "" if there is none. */
function decodeName(href) {
  const last = new URL(href).pathname.split("/").pop();
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
