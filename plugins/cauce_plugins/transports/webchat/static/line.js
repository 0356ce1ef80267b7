// The line to the server: the visit, what is still to be sent, and the stream of what was said.
//
// Each message has an id made here, and the server takes an id once: sending again after a lost answer is always safe.
// The stream is fetched, not an EventSource, so that the token travels in a header and never in an address.

const QUIET = 45000; // the server breathes every 15 s; three breaths missed is a dead line
const HIDDEN = 20000; // a tab nobody looks at lets its connection go: browsers grant few to one server
const SLOWEST = 30000;

/** Keep small things where the browser allows it, and in memory where it does not. */
class Shelf {
  constructor(prefix) {
    this.prefix = prefix;
    this.memory = {};
  }

  /** Run against the browser's store; `otherwise` against memory where that is closed or full. */
  with(action, otherwise) {
    try {
      return action(localStorage);
    } catch {
      return otherwise?.();
    }
  }

  get(key) {
    const name = this.prefix + key;
    return this.with((store) => JSON.parse(store.getItem(name))) ?? this.memory[name] ?? null;
  }

  set(key, value) {
    const name = this.prefix + key;
    delete this.memory[name];
    if (value === null) this.with((store) => store.removeItem(name));
    else this.with((store) => store.setItem(name, JSON.stringify(value)), () => (this.memory[name] = value));
  }

  /** Return the values of the keys that begin so, in the order of the keys. */
  all(start) {
    const names = [...(this.with((store) => Object.keys(store)) || []), ...Object.keys(this.memory)];
    const found = names.filter((name) => name.startsWith(this.prefix + start)).sort();
    return found.map((name) => this.get(name.slice(this.prefix.length))).filter(Boolean);
  }

  /** Call back when another tab changes a key. */
  watch(call) {
    addEventListener("storage", ({ key }) => key?.startsWith(this.prefix) && call(key.slice(this.prefix.length)));
  }
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (c) => ({ "+": "-", "/": "_", "=": "" })[c]);
}

/** Sleep that `wake()` cuts short. */
class Nap {
  rest(ms) {
    return new Promise((resolve) => {
      this.wake = resolve;
      setTimeout(resolve, ms);
    });
  }

  wake() {}
}

/**
 * One conversation with one channel. `on` hears message(m), page(messages, more), state(id, state), status(name) and
 * fresh(). Statuses: idle, online, reconnecting, offline, busy. States of an own message: pending, sent, failed.
 */
class Line {
  constructor(base, channel, on) {
    this.base = base;
    this.path = `${base}webchat/${encodeURIComponent(channel)}`;
    this.on = on;
    this.shelf = new Shelf(`cauce:${base}:${channel}:`);
    this.token = this.shelf.get("token");
    this.last = 0;
    this.first = Infinity;
    this.nap = new Nap();
    this.sendNap = new Nap();
    this.asleep = document.hidden;
    this.held = ""; // why messages cannot leave now
  }

  /** Begin: show what waits to be sent, and go on with the visit if there is one. */
  start() {
    this.showPending();
    this.shelf.watch((key) => this.otherTab(key));
    addEventListener("online", () => this.hurry());
    addEventListener("offline", () => this.cut?.abort());
    document.addEventListener("visibilitychange", () => this.lookedAt());
    if (this.token) this.listen();
    this.flush();
  }

  /** Try again now, except what the server itself asked to wait. */
  hurry() {
    this.nap.wake();
    if (this.held !== "busy") this.sendNap.wake();
  }

  lookedAt() {
    clearTimeout(this.hiding);
    if (document.hidden) {
      this.hiding = setTimeout(() => {
        this.asleep = true;
        this.cut?.abort();
      }, HIDDEN);
      return;
    }
    this.asleep = false;
    this.hurry();
  }

  otherTab(key) {
    if (key === "token") {
      const token = this.shelf.get("token");
      if (!token || token === this.token) return;
      this.adopt(token);
      this.listen();
    } else if (this.shelf.get(key)) this.showPending();
    else this.on.state(key.split(":").pop(), "sent");
  }

  /** Go on with this visit; where there was another, that one has ended. */
  adopt(token) {
    if (token === this.token) return;
    if (this.token) this.on.fresh();
    this.token = token;
    this.last = 0;
    this.first = Infinity;
    this.cut?.abort();
    this.nap.wake();
  }

  // -- sending

  /** What waits to be sent, oldest first. Each has a key of its own: tabs that write at once must not lose one. */
  outbox() {
    return this.shelf.all("out:").filter(({ state }) => state === "pending");
  }

  showPending() {
    for (const message of this.shelf.all("out:")) this.on.message({ ...message, from: "visitor" });
  }

  /** Keep what has not been sent; what failed for good stands where it was, between two numbers of the transcript. */
  keep({ id, text, choice, at }, state) {
    const seq = state === "failed" ? this.last + 0.5 : undefined;
    const message = { id, text, choice, at, state, seq };
    this.shelf.set(`out:${at}:${id}`, state === "sent" ? null : message);
    this.on.message({ ...message, from: "visitor" });
  }

  /** Queue a message, show it, and send what is queued; one that had failed goes again under its own id. */
  say(text, choice, id = newId(), at = Date.now()) {
    this.keep({ id, text, choice, at }, "pending");
    this.flush();
  }

  /** Send what is queued, in order, one at a time, until nothing is left. */
  async flush() {
    if (this.flushing) return;
    this.flushing = true;
    for (let failures = 0, message; (message = this.outbox()[0]); ) {
      const wait = await this.post(message);
      failures = wait === null ? failures + 1 : 0;
      if (failures) this.trouble();
      const delay = wait ?? backoff(Math.min(failures, 5));
      if (delay) await this.sendNap.rest(delay);
    }
    this.flushing = false;
  }

  /** Send one message. Return how long to wait before the next try in ms, or null where the line is down. */
  async post(message) {
    const { id, text, choice } = message;
    try {
      await this.visit();
      const { token } = this;
      const answer = await this.ask("messages", { id, text, choice: choice || undefined });
      if (answer.status === 401) return this.renew(token);
      if (answer.status === 429) return this.busy(answer);
      if (answer.status >= 500 || answer.status === 408) return null;
      this.keep(message, answer.ok ? "sent" : "failed");
      if (this.held) this.on.status("online");
      this.held = "";
      return 0;
    } catch (wait) {
      return typeof wait === "number" ? wait : null;
    }
  }

  /** Ask the server, and read the answer to its end: one that is not read keeps its connection. */
  async ask(what, body) {
    const headers = this.token ? { Authorization: `Bearer ${this.token}` } : {};
    if (body) headers["Content-Type"] = "application/json";
    const limit = AbortSignal.timeout ? AbortSignal.timeout(20000) : undefined;
    const options = { method: body ? "POST" : "GET", headers, credentials: "omit", cache: "no-store", signal: limit };
    const answer = await fetch(`${this.path}/${what}`, body ? { ...options, body: JSON.stringify(body) } : options);
    const text = await answer.text();
    return { ok: answer.ok, status: answer.status, pause: Number(answer.headers.get("Retry-After")), text };
  }

  /** Tell that messages cannot leave now, until one does. */
  trouble(status = navigator.onLine === false ? "offline" : "reconnecting") {
    this.held = status;
    this.on.status(status);
  }

  busy(answer) {
    this.trouble("busy");
    return Math.min(60, answer.pause || 5) * 1000;
  }

  // -- the visit

  /** Change the visit of all tabs, if it is `from`; return which it is then. The shelf has it for the next page. */
  async agree(from, to) {
    const alone = () => (this.shelf.get("token") === from ? to : this.shelf.get("token"));
    const kept = await exchange(this.shelf.prefix, from, to).catch(alone);
    // Another tab may have begun the next visit since: what it wrote stays.
    if (kept !== from && (kept || this.shelf.get("token") === from)) this.shelf.set("token", kept);
    return kept;
  }

  /** Make sure that there is a visit; of several tabs, one makes it. Throws the wait in ms when told to slow down. */
  async visit() {
    if (this.token) return;
    const make = async () => {
      const kept = await this.agree(null, this.shelf.get("token"));
      if (kept) return this.adopt(kept);
      const answer = await this.ask("visits", {});
      if (answer.status === 429) throw this.busy(answer);
      if (!answer.ok) throw new Error(`visit refused: ${answer.status}`);
      this.adopt(await this.agree(null, JSON.parse(answer.text).token));
    };
    // The lock spares visits that nobody uses; without it, as on pages without TLS, the first one kept is the visit.
    await (navigator.locks ? navigator.locks.request(this.shelf.prefix, make) : make());
    this.listen();
  }

  /** The server does not know a visit any more: go on with the one another tab made, or be ready for a new one. */
  async renew(dead) {
    const kept = await this.agree(dead, null);
    if (this.token !== dead) return 0;
    if (kept) this.adopt(kept);
    else {
      this.token = null;
      this.cut?.abort();
      this.on.fresh();
    }
    return 0;
  }

  // -- hearing

  /** Load what was said, then hear what is said, for as long as there is a visit. */
  async listen() {
    if (this.listening) return;
    this.listening = true;
    for (let failures = 0; this.token; ) {
      try {
        if (this.asleep) await this.nap.rest(2 ** 31 - 1);
        if (!this.last) await this.history();
        if (this.token) await this.stream(() => (failures = 0));
      } catch {
        // the loop is the remedy: come back and ask for what is missing
      }
      if (!this.token) break;
      failures++;
      this.on.status(navigator.onLine === false ? "offline" : "reconnecting");
      if (!this.asleep) await this.nap.rest(failures === 1 ? 150 : backoff(failures - 1));
    }
    this.listening = false;
    this.on.status("idle");
  }

  /** Read the page of history before `before`, or the latest one. */
  async history(before) {
    const { token } = this;
    const answer = await this.ask(before ? `history?before=${before}` : "history");
    if (answer.status === 401) return this.renew(token);
    if (!answer.ok || token !== this.token) throw new Error(`history refused: ${answer.status}`);
    const { messages, more } = JSON.parse(answer.text);
    this.on.page(messages, more);
    for (const { seq } of messages) {
      this.last = Math.max(this.last, seq);
      this.first = Math.min(this.first, seq);
    }
  }

  async stream(opened) {
    const cut = (this.cut = new AbortController());
    const { token } = this;
    const headers = { Authorization: `Bearer ${token}`, "Last-Event-ID": String(this.last) };
    const answer = await fetch(`${this.path}/events`, {
      headers, signal: cut.signal, credentials: "omit", cache: "no-store",
    });
    if (answer.status === 401) return this.renew(token);
    if (!answer.ok) throw new Error(`stream refused: ${answer.status}`);
    const reader = answer.body.getReader();
    const decoder = new TextDecoder();
    let rest = "";
    let quiet;
    try {
      for (;;) {
        clearTimeout(quiet);
        quiet = setTimeout(() => cut.abort(), QUIET);
        const { done, value } = await reader.read();
        if (done || token !== this.token) return;
        const blocks = (rest + decoder.decode(value, { stream: true })).split("\n\n");
        rest = blocks.pop();
        for (const block of blocks) this.hear(block, opened);
      }
    } finally {
      clearTimeout(quiet);
      cut.abort();
    }
  }

  hear(block, opened) {
    const fields = Object.fromEntries(block.split("\n").map((line) => line.split(/: ?(.*)/s, 2)));
    if (fields.event === "ready") {
      opened();
      this.hurry();
      this.on.status(this.held === "busy" ? "busy" : "online");
    }
    if (fields.event !== "message") return;
    const message = JSON.parse(fields.data);
    if (message.seq && message.seq <= this.last) return;
    if (message.seq) this.last = message.seq;
    this.on.message(message);
  }
}

/** Wait longer after each failure, never over half a minute, and not all visitors at once. */
function backoff(failures) {
  if (!failures) return 0;
  return Math.min(SLOWEST, 500 * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
}
