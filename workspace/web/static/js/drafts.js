// A form with data-draft never loses what was typed: it is kept on the server, for whoever types it alone, after
// two seconds of pause and when the page is left from view, and comes back with the form; the form is sent once,
// and when the network is away or the session has ended it stays as it is and says so. Two tabs or two devices make
// two versions, both kept and shown. Nothing that was typed is kept in the browser's storage.
// A page whose address says what it is for (?vaccine=…, ?step=…) shows a version of another thing and never puts it in
// its place; a version of that same thing comes back. With data-draft-given none comes back by itself.
// A form with data-draft-live is sent by a script of its own, which says so by the event "draft:sent".
// The words come from the page: <template id="draft-words" data-offline="…">.
const PAUSE = 2000;
const AGAIN = 8000;
const WAIT = 5000;
const SENT = "grenier-draft-sent"; // which versions are being sent, never what they say
const VIEWS = new Set(["all", "after"]); // what an address says of the page, not of the form
const words = document.getElementById("draft-words")?.dataset ?? {};
const refused = document.querySelector("[aria-invalid=true], .error-summary") !== null;

const element = (name, className, text) => {
  const node = document.createElement(name);
  node.className = className;
  if (text) node.textContent = text;
  return node;
};
// A version 4 identifier; randomUUID exists on https and localhost only.
const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
};
const said = (text, when) => (text ?? "").replace("{when}", when);
const token = () => document.querySelector("[name=csrf_token]")?.value ?? "";
const controls = (form) =>
  [...form.elements].filter(
    (control) =>
      control.name && control.matches("input, select, textarea") &&
      !["hidden", "file", "password", "submit", "button"].includes(control.type),
  );

function typed(form) {
  const kept = {};
  for (const control of controls(form)) {
    kept[control.name] ??= [];
    if (control.type === "checkbox" || control.type === "radio") {
      if (control.checked) kept[control.name].push(control.value);
    } else {
      kept[control.name].push(control.value);
    }
  }
  return kept;
}

function apply(form, kept) {
  const seen = {};
  for (const control of controls(form)) {
    const values = kept[control.name];
    if (!values) continue;
    const before = `${control.checked} ${control.value}`;
    if (control.type === "checkbox" || control.type === "radio") {
      control.checked = values.includes(control.value);
    } else {
      seen[control.name] ??= 0;
      control.value = values[seen[control.name]++] ?? "";
    }
    if (before !== `${control.checked} ${control.value}`) unfold(control);
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
  unfold(form);
}

// What came back is in sight, were it folded away.
function unfold(inside) {
  for (let around = inside.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
}

// Return the answer of our own server, or why there is none: "offline", "signed-out".
async function ask(path, options = {}) {
  try {
    const answer = await fetch(path, { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(WAIT), ...options });
    return answer.type === "opaqueredirect" ? "signed-out" : answer;
  } catch {
    return "offline";
  }
}

const post = (path, fields, keepalive = false) =>
  ask(path, { method: "POST", body: new URLSearchParams([["csrf_token", token()], ...fields]), keepalive });

const discard = (ids) => post("/drafts/sent", ids.map((id) => ["id", id]), true);

class Draft {
  constructor(form) {
    this.form = form;
    this.key = `${form.dataset.draft}:${new URL(form.getAttribute("action"), location.href).pathname}`;
    this.isLive = form.dataset.draftLive !== undefined;
    this.atFirst = typed(form);
    this.saved = JSON.stringify(this.atFirst);
    this.others = [];
    this.step = "writing"; // then "asking" the server, "passing" our own submission, "sent"
    this.queue = Promise.resolve();
    this.begin();
  }

  begin() {
    this.id = newId();
    this.revision = 0;
  }

  get now() {
    return JSON.stringify(typed(this.form));
  }

  get isBlank() {
    return Object.values(typed(this.form)).flat().every((value) => !value.trim());
  }

  // Whether the address names no other thing than this version: each word of it stands in the name of the form, or
  // in a field that this version fills as the address did.
  isAbout(kept) {
    const name = `-${this.form.dataset.draft}-`;
    const isNamed = (value) => name.includes(`-${value}-`);
    return [...new URLSearchParams(location.search)].every(
      ([field, value]) =>
        VIEWS.has(field) || !value ||
        isNamed(value.toLowerCase().replace(/[^a-z0-9]/g, "-")) || // "home:today" is "home-today" there
        isNamed(value.replaceAll("-", "")) || // an identifier stands there without its strokes
        (this.atFirst[field]?.some((each) => each) && String(this.atFirst[field]) === String(kept[field])),
    );
  }

  get isDirty() {
    return this.now !== this.saved && !(this.isLive && this.isBlank);
  }

  say(text, { isError = false, link = null } = {}) {
    this.line ??= this.form.appendChild(element("p", "", ""));
    this.line.className = isError ? "error" : "soft small";
    this.line.role = isError ? "alert" : "status";
    this.line.dataset.draftLine = "";
    this.line.textContent = text ?? "";
    if (link) {
      const anchor = element("a", "", link.text);
      anchor.href = link.href;
      anchor.target = "_blank";
      this.line.append(" ", anchor);
    }
  }

  sayWhy(why) {
    if (why === "offline") this.say(words.offline, { isError: true });
    if (why === "signed-out") {
      this.say(words.signedOut, { isError: true, link: { text: words.signIn, href: "/sign-in" } });
    }
    if (why === "somebody") this.say(words.somebody, { isError: true });
  }

  // One save after the other; return "saved", or why not.
  save(options) {
    this.queue = this.queue.then(() => this.saveOnce(options));
    return this.queue;
  }

  async saveOnce({ keepalive = false, again = true } = {}) {
    clearTimeout(this.timer);
    if (!this.isDirty) return "saved";
    const now = this.now;
    const fields = [["id", this.id], ["form", this.key], ["revision", this.revision], ["typed", now]];
    const answer = await post("/drafts", fields, keepalive);
    if (typeof answer === "string") {
      this.sayWhy(answer);
      if (answer === "offline") this.later(AGAIN);
      return answer;
    }
    if (answer.status === 403 && again) {
      // Signed in again since, in another tab: the token of this page is an old one.
      const why = await this.look();
      return why === "here" ? this.saveOnce({ keepalive, again: false }) : why;
    }
    if (!answer.ok) {
      const told = await answer.json().catch(() => ({}));
      this.say(told.message ?? words.offline, { isError: true });
      return "refused";
    }
    const kept = await answer.json();
    const isBoth = kept.id !== this.id;
    Object.assign(this, { id: kept.id, revision: kept.revision, saved: now });
    this.say(said(words.saved, kept.when));
    if (isBoth) {
      await this.look();
      this.show(words.both);
    }
    return "saved";
  }

  later(wait = PAUSE) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  // Ask for the versions of this form, and for the token of the session as it is now. Return "here", or why not.
  async look() {
    const answer = await ask(`/drafts?${new URLSearchParams({ form: this.key })}`);
    if (typeof answer === "string" || !answer.ok) {
      const why = typeof answer === "string" ? answer : "offline";
      this.sayWhy(why);
      return why;
    }
    const found = await answer.json();
    if (found.who !== words.who) {
      this.sayWhy("somebody");
      return "somebody";
    }
    for (const field of document.querySelectorAll("[name=csrf_token]")) field.value = found.token;
    const known = new Set([this.now]);
    this.others = found.drafts.filter((draft) => {
      const text = JSON.stringify(draft.typed);
      const isNew = draft.id !== this.id && !known.has(text);
      known.add(text);
      return isNew;
    });
    return "here";
  }

  async restore(sent) {
    if (refused && sent?.key === this.key) {
      // The page shows what was sent and refused: it goes on from there.
      Object.assign(this, { id: sent.id, revision: sent.revision });
      this.saved = "";
    }
    if ((await this.look()) !== "here") return;
    const isUntouched = this.now === JSON.stringify(this.atFirst);
    // What one came here to do goes first: an older version is shown, and taken only when asked for.
    const same = this.form.dataset.draftGiven === undefined && this.others.find((other) => this.isAbout(other.typed));
    if (refused || !isUntouched || !same) {
      this.show();
      return;
    }
    this.take(same);
  }

  take(draft) {
    const now = this.now;
    apply(this.form, draft.typed);
    Object.assign(this, { id: draft.id, revision: draft.revision, saved: this.now });
    this.others = this.others.filter((other) => other.id !== draft.id);
    this.show(this.now === now ? "" : said(words.restored, draft.when));
  }

  // Say what came back and which other versions there are, each to be looked at; nothing is chosen for good.
  show(text = "") {
    this.found?.remove();
    this.found = null;
    if (!text && !this.others.length) return;
    const found = element("div", "sheet padded stack tight", "");
    found.dataset.draftFound = "";
    found.role = "status";
    if (text) {
      const line = element("p", "", text);
      line.append(" ", this.button(words.discard, () => this.forget()));
      found.append(line);
    }
    for (const other of this.others) {
      const line = element("p", "soft small", said(words.other, other.when));
      line.append(" ", this.button(words.show, () => this.turnTo(other)));
      found.append(line);
    }
    this.form.prepend(found);
    this.found = found;
  }

  button(text, act) {
    const button = element("button", "button quiet small", text);
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  }

  async turnTo(other) {
    if ((await this.save()) !== "saved") return;
    const before = this.id;
    await this.look();
    this.id = before;
    this.take(this.others.find((draft) => draft.id === other.id) ?? other);
    await this.look();
    this.show(said(words.restored, other.when));
  }

  async forget() {
    await discard([this.id]);
    apply(this.form, this.atFirst);
    this.begin();
    this.saved = this.now;
    this.show();
    this.say("");
  }

  async sent() {
    const id = this.id;
    clearTimeout(this.timer);
    this.begin();
    this.saved = this.now;
    this.say("");
    this.queue = this.queue.then(() => discard([id]));
    await this.queue;
  }

  listen() {
    this.form.addEventListener("input", () => this.isDirty && this.later());
    this.form.addEventListener("change", () => this.isDirty && this.later());
    this.form.addEventListener("draft:sent", () => this.sent());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.step === "writing") this.save({ keepalive: true });
    });
    if (this.isLive) return;
    window.addEventListener("beforeunload", (event) => {
      if (this.step !== "sent" && this.isDirty && this.now !== JSON.stringify(this.atFirst)) event.preventDefault();
    });
    // Back from the next page: the form may be sent again.
    window.addEventListener("pageshow", () => {
      this.step = "writing";
    });
    this.form.addEventListener("submit", (event) => this.submit(event));
  }

  async submit(event) {
    if (event.defaultPrevented || this.step === "passing") return;
    event.preventDefault();
    if (this.step !== "writing") return;
    this.step = "asking";
    this.form.ariaBusy = "true";
    const others = this.others;
    let why = await this.look();
    this.others = others;
    if (why === "here") why = await this.save();
    this.form.ariaBusy = null;
    if (why !== "saved" && why !== "refused") {
      this.step = "writing";
      return;
    }
    const { id, key, revision } = this;
    sessionStorage.setItem(SENT, JSON.stringify({ id, key, revision }));
    this.step = "passing";
    this.form.requestSubmit(event.submitter);
    this.step = "sent";
  }
}

// A form that was sent leads on by a redirection: then, and only then, its version is let go.
async function takeSent() {
  const sent = JSON.parse(sessionStorage.getItem(SENT) ?? "null");
  sessionStorage.removeItem(SENT);
  const [arrival] = performance.getEntriesByType("navigation");
  if (sent && !refused && arrival?.redirectCount && !location.pathname.startsWith("/sign-in")) await discard([sent.id]);
  return sent;
}

const drafts = [...document.querySelectorAll("form[data-draft]")].map((form) => new Draft(form));
for (const draft of drafts) draft.listen();
const sent = await takeSent();
for (const draft of drafts) draft.restore(sent);
