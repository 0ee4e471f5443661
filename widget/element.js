// Turns `<qa-chat>` into a conversation with the articles: questions go in, turns come out.

import { Api, Problem } from "./api.js";
import { attributesFrom, button, make } from "./dom.js";
import { Launcher, launchFor } from "./launcher.js";
import { Reader } from "./reader.js";
import { Store } from "./store.js";
import { AnswerStream } from "./stream.js";
import { SHEET } from "./style.js";
import { translator } from "./texts.js";
import { Turn } from "./turn.js";

// A module has none, and needs the attribute `server`.
const SCRIPT = document.currentScript;
const HOME = SCRIPT?.src ? new URL(".", SCRIPT.src).href : location.origin;

export class QaChat extends HTMLElement {
  static observedAttributes = ["lang", "server", "key", "launcher"];

  #texts = {};
  #turns = [];
  #running = null;
  #parts = null;
  #opened = false;

  connectedCallback() {
    if (!this.shadowRoot) this.attachShadow({ mode: "open" }).adoptedStyleSheets = [SHEET];
    this.#build();
  }

  disconnectedCallback() {
    this.stop();
    this.#parts?.launcher?.close();
  }

  attributeChangedCallback(name, before, after) {
    if (this.#parts && before !== after) this.#build();
  }

  /** Texts of your own, by the names in texts.js, as attributes `text-…` give them. */
  get texts() {
    return this.#texts;
  }

  set texts(value) {
    this.#texts = { ...value };
    if (this.#parts) this.#build();
  }

  open() {
    this.#parts?.launcher?.open();
  }

  close() {
    this.#parts?.launcher?.close();
  }

  stop() {
    this.#running?.abort();
  }

  clear() {
    const { log, words, field, store, context } = this.#parts;
    this.#leave();
    this.#turns = [];
    store.clear();
    log.replaceChildren(words.intro);
    context.announce(context.t("cleared"));
    this.#tidy();
    field.focus();
  }

  /** Resolves when the answer has ended, whichever way. */
  async ask(question) {
    const asked = question.trim();
    if (!asked || this.#running || !this.#parts) return;
    const { log, announcer } = this.#parts;
    announcer.replaceChildren();
    const turn = this.#add(asked);
    log.scrollTop = turn.node.offsetTop - log.offsetTop + 1;
    const control = (this.#running = new AbortController());
    this.#tidy();
    await this.#follow(turn, control.signal);
    if (this.#running === control) this.#running = null;
    this.#tidy();
  }

  async #follow(turn, signal) {
    const history = this.#turns.filter((it) => it.answer).map((it) => it.past).slice(-6);
    try {
      const stream = new AnswerStream(this.#parts.context.api, signal, (state) => turn.pause(state));
      for await (const event of stream.ask(turn.question, history)) if (!signal.aborted) turn.take(event);
    } catch (error) {
      const known = error instanceof Problem;
      if (signal.aborted) return void (this.#turns.includes(turn) && turn.stop());
      if (!known) console.error(error);
      turn.fail(known ? error : { status: 500 });
    }
    if (!turn.answer) return;
    this.#parts.store.save(this.#turns.filter((it) => it.answer).map(({ question, answer }) => ({ question, answer })));
    this.#tell("qa-answer", turn.answer);
  }

  #add(question, answer) {
    const { log, words, context } = this.#parts;
    const turn = new Turn(context, question, answer);
    this.#turns.push(turn);
    words.intro.remove();
    log.append(turn.node);
    return turn;
  }

  /** The turn that failed goes. */
  #retry(turn) {
    if (this.#running) return;
    this.#turns = this.#turns.filter((it) => it !== turn);
    turn.node.remove();
    this.#parts.field.focus();
    this.ask(turn.question);
  }

  #leave() {
    this.stop();
    this.#running = null;
  }

  #build() {
    this.#leave();
    const lang = this.closest("[lang]")?.lang || document.documentElement.lang;
    const t = translator(lang, { ...attributesFrom(this, "text-"), ...this.#texts });
    const server = this.getAttribute("server") || HOME;
    const place = this.id || [...document.querySelectorAll("qa-chat")].indexOf(this);
    const context = {
      t,
      api: new Api(server, this.getAttribute("key")),
      announce: (text) => this.#parts.announcer.append(make("p", {}, text)),
      retry: (turn) => this.#retry(turn),
      ask: (question) => {
        this.#parts.field.focus();
        this.ask(question);
      },
      changed: (state) => this.#tell("qa-state", { state }),
    };
    const reader = new Reader(context);
    context.read = (...quote) => reader.open(...quote);
    this.#parts = { context, store: new Store(`${server} ${place}`), ...this.#shell(t) };
    this.#lay(t, reader);
    this.#turns = [];
    for (const { question, answer } of this.#parts.store.load()) this.#add(question, answer);
    this.#tidy();
    this.#opened = false;
    if (!this.#parts.launcher) this.#configure();
  }

  /** What the server's owner says; a panel asks when it first opens, so that a page view costs the server nothing. */
  async #configure() {
    const { context, field, words, launcher } = this.#parts;
    const config = await context.api.config().catch(() => null); // without it the chat says what it says anywhere
    if (!config) return;
    field.maxLength = config.max_question;
    context.t.learn(config.texts);
    for (const [name, node] of Object.entries(words)) node.textContent = context.t(name);
    launcher?.name(context.t("title"));
  }

  #shell(t) {
    const field = make("textarea", { rows: "1", maxlength: "2000", placeholder: t("placeholder"), "aria-label": t("placeholder"), part: "input", dir: "auto", enterkeyhint: "send" });
    const send = make("button", { class: "primary", part: "button send" }, t("send"));
    return {
      field,
      send,
      log: make("div", { class: "log", part: "log", role: "log", "aria-live": "off", "aria-label": t("log"), tabindex: "0" }),
      words: {
        title: make("h2", { id: "title", part: "title" }, t("title")),
        intro: make("p", { class: "intro", part: "intro" }, t("intro")),
        notice: make("p", { class: "quiet notice", part: "notice", dir: "auto" }, t("notice")),
      },
      stop: button(t("stop"), () => this.stop(), { class: "plain stop", part: "button stop", hidden: true }),
      wipe: button(t("clear"), () => this.clear(), { class: "plain", part: "button clear" }),
      announcer: make("div", { class: "unseen", "aria-live": "polite" }),
    };
  }

  #lay(t, reader) {
    const { field, send, stop, wipe, log, words, announcer } = this.#parts;
    const floating = this.hasAttribute("launcher");
    const shut = floating && button("×", () => this.close(), { class: "icon", part: "button close", "aria-label": t("close") });
    const form = make("form", { part: "form", onsubmit: (event) => this.#submit(event) }, field, send, stop);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.#submit(event);
    });
    log.append(words.intro);
    const head = make("header", { part: "header" }, words.title, wipe, shut);
    const panel = make("section", { class: "panel", part: "panel", "aria-labelledby": "title" }, head, log, form, words.notice, announcer);
    const launcher = floating ? new Launcher(t, panel, field, (open) => this.#turned(open)) : null;
    this.#parts.launcher = launcher;
    this.shadowRoot.replaceChildren(make("div", { class: "root", lang: t.language, dir: t.direction }, panel, launcher?.node, reader.node));
  }

  #submit(event) {
    event.preventDefault();
    const { field } = this.#parts;
    if (this.#running || !field.value.trim()) return field.focus();
    const question = field.value;
    field.value = "";
    this.ask(question);
  }

  #turned(open) {
    if (open && !this.#opened) this.#configure();
    this.#opened = true;
    this.#tell(open ? "qa-open" : "qa-close");
  }

  /** Buttons with nothing to do are not there; focus is never lost with one. */
  #tidy() {
    const { send, stop, wipe, field } = this.#parts;
    const focused = this.shadowRoot.activeElement;
    stop.hidden = !this.#running;
    send.hidden = !stop.hidden;
    wipe.hidden = !this.#turns.length;
    if (focused?.hidden) field.focus();
  }

  #tell(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

if (!customElements.get("qa-chat")) {
  customElements.define("qa-chat", QaChat);
  launchFor(SCRIPT);
}
