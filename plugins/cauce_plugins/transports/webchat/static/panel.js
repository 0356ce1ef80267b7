// The panel and its launcher: where messages stand, what is spoken, what the keyboard does.

const NEAR = 80; // this close to the end, the view follows what arrives
const THINKING = [350, 15000]; // when the dots appear after a message was sent, and when they give up
const PATIENCE = 1500; // a break shorter than this is not worth a word

class Panel {
  constructor(options) {
    Object.assign(this, options);
    this.look = new Look(this.words, this.language, this.base);
    this.items = []; // in the order shown
    this.byId = new Map();
    this.age = 0; // how many visits came before this one in this tab
    this.unread = 0;
    this.following = true;
    this.seenTop = 0; // how far the log was scrolled when it was looked at last
    this.build();
    this.line = new Line(this.base, this.channel, {
      message: (message) => this.message(message),
      page: (messages, more) => this.history(messages, more),
      state: (id, state) => {
        this.delivered(id, state);
        this.arrange();
      },
      status: (name) => this.status(name),
      fresh: () => this.fresh(),
    });
    this.line.start();
    if (this.whole || this.wasOpen()) this.show(false);
  }

  // -- building

  build() {
    const { words, whole } = this;
    this.launch = button("launcher", words.open, () => (this.panel.hidden ? this.show(true) : this.hide()),
      icon("chat"), icon("close"), (this.badge = el("span", { class: "badge", "aria-hidden": "true", hidden: true })));
    for (const [name, value] of [["haspopup", "dialog"], ["expanded", "false"], ["controls", "panel"]])
      this.launch.setAttribute(`aria-${name}`, value);
    const frame = { id: "panel", class: "panel", role: whole ? null : "dialog", "aria-labelledby": "title" };
    const escape = (event) => event.key === "Escape" && !whole && this.hide();
    this.panel = el(whole ? "main" : "section", { ...frame, hidden: true, onkeydown: escape },
      this.top(), this.middle(), this.composer());
    this.root.append(this.panel, whole ? "" : this.launch);
  }

  top() {
    const { words, whole } = this;
    this.heading = el(whole ? "h1" : "h2", { id: "title" }, words.title);
    this.standing = el("p", { class: "state", role: "status" }, words.online);
    return el("div", { class: "top" }, el("span", { class: "face" }, icon("chat")),
      el("div", { class: "who" }, this.heading, this.standing),
      whole ? null : button("closer", words.close, () => this.hide(), icon("close")));
  }

  middle() {
    const { words } = this;
    const live = { role: "log", "aria-live": "polite", "aria-label": words.log, tabindex: 0 };
    this.log = el("div", { class: "log", ...live, onscroll: () => this.scrolled() });
    this.older = button("older", words.older, () => this.readOlder());
    this.newest = button("newest", words.newest, () => this.toEnd(true), icon("down"));
    this.older.hidden = this.newest.hidden = true;
    this.hello = el("div", { class: "hello" });
    this.dots = el("div", { class: "message other dots", "aria-hidden": "true", hidden: true },
      el("div", { class: "bubble" }, el("i"), el("i"), el("i")));
    this.log.append(this.older, this.hello, this.dots);
    return el("div", { class: "middle" }, this.log, this.newest);
  }

  composer() {
    const { words } = this;
    const field = { id: "write", rows: 1, maxlength: 4096, placeholder: words.write, autocomplete: "off", dir: "auto" };
    const heard = { oninput: () => this.typed(), onkeydown: (event) => this.key(event) };
    this.input = el("textarea", { ...field, enterkeyhint: "send", ...heard });
    this.sender = button("sender", words.send, null, icon("send"));
    this.sender.type = "submit";
    this.sender.setAttribute("aria-disabled", "true");
    const label = el("label", { class: "spoken", for: "write" }, words.write);
    return el("form", { onsubmit: (event) => this.submit(event) }, label, this.input, this.sender);
  }

  /** Take over what the channel says about itself. */
  dress({ title, greeting, starters }) {
    if (title) this.heading.textContent = title;
    const choices = (starters || []).map((text) => ({ id: text, title: text }));
    const first = { from: "bot", at: Date.now(), text: greeting || this.words.greeting, style: "buttons", choices };
    this.hello.replaceChildren(this.look.message(first, ({ title: text }) => this.say(text)).node);
    this.hello.querySelector(".stamp").remove();
    this.arrange();
  }

  // -- opening and closing

  /** Whether it was open on the page before this one; as the script line asks where nothing was chosen yet. */
  wasOpen() {
    try {
      return (sessionStorage.getItem(`${this.line.shelf.prefix}open`) ?? this.startOpen) === "1";
    } catch {
      return this.startOpen === "1";
    }
  }

  remember(open) {
    try {
      sessionStorage.setItem(`${this.line.shelf.prefix}open`, open ? "1" : "0");
    } catch {
      // nothing is lost but a convenience
    }
  }

  show(focus) {
    this.panel.hidden = false;
    this.launch.setAttribute("aria-expanded", "true");
    this.launch.classList.add("opened");
    this.count(0);
    this.remember(true);
    this.toEnd();
    if (focus) this.input.focus();
  }

  hide() {
    this.panel.hidden = true;
    this.launch.setAttribute("aria-expanded", "false");
    this.launch.classList.remove("opened");
    this.remember(false);
    this.launch.focus();
  }

  count(unread) {
    this.unread = unread;
    this.badge.hidden = !unread;
    this.badge.textContent = unread > 9 ? "9+" : unread;
    const { open, unread: words } = this.words;
    this.launch.setAttribute("aria-label", unread ? `${open}, ${words(unread)}` : open);
  }

  // -- writing

  typed() {
    this.sender.setAttribute("aria-disabled", String(!this.input.value.trim()));
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 132)}px`;
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.submit(event);
  }

  submit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.typed();
    this.say(text);
    this.input.focus();
  }

  say(text, choice) {
    this.line.say(text, choice);
    this.toEnd(true);
  }

  retry({ text, choice, id, at }) {
    this.line.say(text, choice, id, at);
    this.input.focus();
  }

  press(item, choice, event) {
    if (!item.active) return;
    this.say(choice.title, choice.id);
    if (event?.detail === 0) this.input.focus();
  }

  // -- what the line tells

  message(message) {
    const follow = this.follows();
    const known = this.byId.has(message.id);
    const item = this.put(message);
    this.arrange();
    if (message.from !== "visitor") this.think(false);
    if (known || message.state) return;
    if (message.from !== "visitor" && this.panel.hidden) this.count(this.unread + 1);
    if (follow) this.toEnd();
    else if (item) this.newest.hidden = false;
  }

  history(messages, more) {
    const { scrollHeight, scrollTop } = this.log;
    const fresh = !this.items.some(({ seq }) => seq && Number.isInteger(seq));
    this.log.setAttribute("aria-live", "off");
    for (const message of messages) this.put(message);
    this.older.hidden = !more;
    this.arrange();
    if (fresh) this.toEnd();
    else this.log.scrollTop = scrollTop + this.log.scrollHeight - scrollHeight;
    setTimeout(() => this.log.setAttribute("aria-live", "polite"), 200);
  }

  delivered(id, state) {
    const item = this.byId.get(id);
    if (!item?.mark) return;
    item.state = state;
    const { words } = this;
    item.mark.replaceChildren(icon(state), spoken(words[state]));
    item.node.classList.toggle("unsent", state === "failed");
    if (state === "failed" && !item.retry) {
      item.retry = button("retry", `${words.failed}. ${words.retry}`, () => this.retry(item));
      item.node.append(item.retry);
    }
    if (state !== "failed") {
      item.retry?.remove();
      item.retry = null;
    }
    if (state === "sent" && item === this.items.at(-1) && this.lastOther()?.from !== "human") this.think(true);
  }

  status(name) {
    if (name === this.heard) return;
    this.heard = name;
    clearTimeout(this.waiting);
    const tell = () => {
      this.panel.dataset.status = name;
      const text = this.words[name === "idle" ? "online" : name];
      if (this.standing.textContent !== text) this.standing.textContent = text;
    };
    if (name === "reconnecting") this.waiting = setTimeout(tell, PATIENCE);
    else tell();
  }

  fresh() {
    this.age++;
    this.older.hidden = true;
    const node = el("p", { class: "note" }, this.words.fresh);
    const note = { id: `fresh${this.age}`, age: this.age - 0.5, seq: 0, node };
    this.byId.clear();
    for (const item of this.items) {
      if (item.state !== "pending") continue;
      item.age = this.age;
      this.byId.set(item.id, item);
    }
    this.items.push(note);
    this.arrange();
  }

  // -- where messages stand

  lastOther() {
    return this.items.findLast((item) => item.from && item.from !== "visitor");
  }

  /** Add a message, or take over what has become known of it. */
  put(message) {
    let item = this.byId.get(message.id);
    if (item) {
      const again = item.state === "failed" && message.state === "pending";
      if (message.seq || again) Object.assign(item, { seq: message.seq, age: this.age });
    } else {
      item = { ...message, state: "", age: this.age, active: false };
      Object.assign(item, this.look.message(message, (choice, event) => this.press(item, choice, event)));
      this.items.push(item);
      this.byId.set(message.id, item);
    }
    if (item.mark && item.state !== "sent") this.delivered(item.id, message.state || "sent");
    return item;
  }

  /** Put the nodes in order (what has no number yet comes last), with dividers, groups and one live menu. */
  arrange() {
    const rank = ({ age, seq, at }) => [age, seq || Infinity, at || 0];
    this.items.sort((a, b) => {
      const [x, y] = [rank(a), rank(b)];
      const at = x.findIndex((value, index) => value !== y[index]);
      return at < 0 ? 0 : x[at] < y[at] ? -1 : 1;
    });
    let day = "";
    let before = null;
    let place = this.hello;
    const menu = this.items.findLastIndex((item) => item.options);
    this.items.forEach((item, index) => {
      const today = item.at ? new Date(item.at).toDateString() : day;
      if (today !== day) {
        item.divider ||= el("p", { class: "day" }, el("span", {}, this.look.dayName(item.at)));
        place = this.stand(item.divider, place);
      } else item.divider?.remove();
      place = this.stand(item.node, place);
      item.node.classList.toggle("follows", today === day && before?.from === item.from);
      if (item.options) this.enable(item, index === menu && this.age === item.age, this.items.slice(index + 1));
      day = today;
      before = item;
    });
    this.hello.hidden = !this.older.hidden;
    const starters = this.hello.querySelector(".options");
    if (starters) starters.hidden = this.items.length > 0;
    if (this.log.lastChild !== this.dots) this.log.append(this.dots);
  }

  /** Move a node behind another, without touching it if it is there: moved nodes would be read aloud again. */
  stand(node, place) {
    if (place.nextSibling !== node) place.after(node);
    return node;
  }

  /** A menu can be pressed until something is answered; then it shows what was. */
  enable(item, latest, later) {
    const answer = later.find((other) => other.from === "visitor" && other.state !== "failed");
    item.active = latest && !answer;
    item.options.classList.toggle("past", !item.active);
    for (const button of item.options.children) {
      const chosen = answer?.choice === button.dataset.id;
      button.setAttribute("aria-disabled", String(!item.active));
      button.classList.toggle("chosen", chosen);
      if (chosen && button.childElementCount === 0) button.append(spoken(` (${this.words.chosen})`));
    }
  }

  async readOlder() {
    this.older.disabled = true;
    await this.line.history(this.line.first).catch(() => {});
    this.older.disabled = false;
  }

  think(on) {
    clearTimeout(this.thinking);
    if (!on) this.dots.hidden = true;
    else
      this.thinking = setTimeout(() => {
        const follow = this.follows();
        this.dots.hidden = false;
        if (follow) this.toEnd();
        this.thinking = setTimeout(() => (this.dots.hidden = true), THINKING[1]);
      }, THINKING[0]);
  }

  /** Whether the view follows: at the end, and on the way there, until somebody scrolls back. */
  follows() {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    if (scrollHeight - scrollTop - clientHeight < NEAR) this.following = true;
    else if (scrollTop < this.seenTop) this.following = false;
    this.seenTop = scrollTop;
    return this.following;
  }

  toEnd(smooth) {
    this.newest.hidden = this.following = true;
    this.seenTop = this.log.scrollTop;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.log.scrollTo({ top: this.log.scrollHeight, behavior: smooth && !calm ? "smooth" : "auto" });
  }

  scrolled() {
    if (this.follows()) this.newest.hidden = true;
  }
}
