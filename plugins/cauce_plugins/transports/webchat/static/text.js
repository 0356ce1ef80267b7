// Text of strangers into DOM nodes. Nothing here, or anywhere in the widget, ever parses markup: text stays text.

const MARKS = { "*": "strong", _: "em", "~": "del", "`": "code" };
const LINK = /(?:https?:\/\/|www\.)[^\s<>"'`«»“”]+/gi;
const WORD = /[\p{L}\p{N}]/u;

/** Make an element: attributes by name, `on…` listeners as functions, children as nodes or text; null is left out. */
function el(tag, attributes = {}, ...children) {
  const svg = tag === "svg" || tag === "path";
  const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

/** Return the address if a browser may safely be sent there, else null. Relative ones belong to the chat's server. */
function safeURL(address, base) {
  try {
    const url = new URL(address, base);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

/** Make a button; without children it shows its label, with them the label is what is spoken. */
function button(kind, label, press, ...children) {
  const spoken = children.length ? label : null;
  const shown = children.length ? children : [label];
  return el("button", { type: "button", class: kind, "aria-label": spoken, onclick: press }, ...shown);
}

function anchor(href, ...children) {
  return el("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, ...children);
}

/** Find links as a map from where each starts to where it ends, without the punctuation that closes the sentence. */
function findLinks(text) {
  const links = new Map();
  for (const { 0: found, index } of text.matchAll(LINK)) {
    if (index && WORD.test(text[index - 1])) continue;
    let end = found.length;
    let surplus = found.split(")").length - found.split("(").length; // closing brackets that nothing in it opened
    for (; end; end--) {
      const last = found[end - 1];
      if (last === ")" ? surplus-- <= 0 : !".,;:!?*_~]}…".includes(last)) break;
    }
    if (end > 8 || found.startsWith("www.")) links.set(index, index + end);
  }
  return links;
}

/** Turn WhatsApp-like text (*bold* _italic_ ~strike~ `code`, links) into a fragment. Time is linear in the text. */
function rich(text) {
  const links = findLinks(text);
  const hopeless = {}; // by mark: no closing one before this place
  const fragment = document.createDocumentFragment();

  function closing(mark, from, to) {
    if (from < (hopeless[mark] || 0)) return -1;
    let at = from;
    for (; at < to && text[at] !== "\n"; at++) {
      if (links.has(at)) at = links.get(at);
      if (text[at] === mark && at > from && closes(mark, at)) return at < to ? at : -1;
    }
    hopeless[mark] = at;
    return -1;
  }

  function closes(mark, at) {
    const after = text[at + 1] || "";
    return text[at - 1] !== " " && after !== mark && !WORD.test(after);
  }

  function opens(mark, at) {
    const before = text[at - 1] || "";
    const after = text[at + 1] || "";
    return after.trim() !== "" && after !== mark && before !== mark && !WORD.test(before);
  }

  function walk(parent, from, to, depth) {
    let plain = from;
    const flush = (at) => at > plain && parent.append(text.slice(plain, at));
    for (let at = from; at < to; ) {
      const mark = text[at];
      const linkEnd = links.get(at);
      let end = -1;
      if (linkEnd) {
        const shown = text.slice(at, linkEnd);
        const href = safeURL(/^www/i.test(shown) ? `https://${shown}` : shown);
        flush(at);
        parent.append(href ? anchor(href, shown) : shown);
        at = plain = linkEnd;
      } else if (mark in MARKS && depth < 4 && opens(mark, at) && (end = closing(mark, at + 1, to)) > 0) {
        const node = el(MARKS[mark]);
        flush(at);
        if (mark === "`") node.append(text.slice(at + 1, end));
        else walk(node, at + 1, end, depth + 1);
        parent.append(node);
        at = plain = end + 1;
      } else at++;
    }
    flush(to);
  }

  walk(fragment, 0, text.length, 0);
  return fragment;
}

const EMOJI = /^(?:\p{Extended_Pictographic}[\u{fe0f}\u{1f3fb}-\u{1f3ff}]?(?:\u{200d}|\s)?){1,3}$/u;

/** Whether a text is one to three emoji and nothing else: those are shown large. */
function onlyEmoji(text) {
  return text.length <= 24 && EMOJI.test(text);
}
