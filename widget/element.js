// Turns `<qa-chat>` into a conversation with the articles: questions go in, turns with verified sentences come out.

import { Api, Problem } from "./api.js";
import { button, make } from "./dom.js";
import { Launcher, launchFor } from "./launcher.js";
import { Reader } from "./reader.js";
import { Store } from "./store.js";
import { AnswerStream } from "./stream.js";
import { SHEET } from "./style.js";
import { translator } from "./texts.js";
import { Turn } from "./turn.js";

// Set while a classic script runs, `async` or not; a module has none, and needs the attribute `server`.
const SCRIPT = document.currentScript;
const HOME = SCRIPT?.src ? new URL(".", SCRIPT.src).href : location.origin;

export class QaChat extends HTMLElement {
  static observedAttributes = ["lang", "server", "key", "launcher"];

  #texts = {};
  #turns = [];
  #running = null;
  #parts = null;

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

  /** Words of your own, by the names in docs/widget.md; attributes `text-…` say the same in HTML. */
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
    const { log, intro, field, store, t } = this.#parts;
    this.#leave();
    this.#turns = [];
    store.clear();
    log.replaceChildren(intro);
    this.#announce(t("cleared"));
    this.#tidy();
    field.focus();
  }

  /** Asks; resolves when the answer has ended, whichever way. */
  async ask(question) {
    const asked = question.trim();
    if (!asked || this.#running || !this.#parts) return;
    const turn = this.#add(asked);
    const control = new AbortController();
    this.#running = control;
    this.#tidy();
    await this.#follow(turn, control.signal);
    if (this.#running === control) this.#running = null;
    this.#tidy();
  }

  async #follow(turn, signal) {
    try {
      const stream = new AnswerStream(this.#parts.context.api, signal, () => turn.resuming());
      for await (const event of stream.ask(turn.question)) if (!signal.aborted) turn.take(event);
    } catch (error) {
      if (signal.aborted) this.#turns.includes(turn) && turn.stop();
      else turn.fail(error instanceof Problem ? error : new Problem(500, "internal"));
      if (!signal.aborted && !(error instanceof Problem)) console.error(error);
    }
    if (!turn.answer) return;
    this.#parts.store.save(this.#turns.filter((it) => it.answer).map(({ question, answer }) => ({ question, answer })));
    this.#tell("qa-answer", turn.answer);
  }

  #add(question) {
    const { log, intro, announcer, context } = this.#parts;
    announcer.replaceChildren();
    intro.remove();
    const turn = new Turn(context, question);
    this.#turns.push(turn);
    log.append(turn.node);
    log.scrollTop = turn.node.offsetTop - log.offsetTop + 1;
    return turn;
  }

  /** Again in the same place: the turn that failed goes. */
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
    const words = Object.fromEntries([...this.attributes].filter((it) => it.name.startsWith("text-")).map((it) => [it.name.slice(5), it.value]));
    const t = translator(this.lang || this.closest("[lang]")?.lang || document.documentElement.lang, { ...words, ...this.#texts });
    const server = this.getAttribute("server") || HOME;
    const place = this.id || [...document.querySelectorAll("qa-chat")].indexOf(this);
    const context = { t, api: new Api(server, this.getAttribute("key")), announce: (text) => this.#announce(text), retry: (turn) => this.#retry(turn) };
    const reader = new Reader(context);
    context.read = (...quote) => reader.open(...quote);
    context.changed = (state) => this.#tell("qa-state", { state });
    this.#parts = { t, context, store: new Store(`${server} ${place}`), ...this.#shell(t) };
    this.#lay(t, reader);
    this.#restore();
  }

  #shell(t) {
    const field = make("textarea", { rows: "1", maxlength: "2000", placeholder: t("placeholder"), "aria-label": t("placeholder"), part: "input", dir: "auto", enterkeyhint: "send" });
    const send = make("button", { class: "primary", part: "button send" }, t("send"));
    return {
      field,
      send,
      log: make("div", { class: "log", part: "log", role: "log", "aria-live": "off", "aria-label": t("log"), tabindex: "0" }),
      intro: make("p", { class: "intro", part: "intro" }, t("intro")),
      stop: button(t("stop"), () => this.stop(), { class: "plain stop", part: "button stop", hidden: true }),
      wipe: button(t("clear"), () => this.clear(), { class: "plain", part: "button clear" }),
      announcer: make("div", { class: "unseen", "aria-live": "polite" }),
    };
  }

  #lay(t, reader) {
    const { field, send, stop, wipe, log, intro, announcer } = this.#parts;
    const floating = this.hasAttribute("launcher");
    const shut = floating && button("×", () => this.close(), { class: "icon", part: "button close", "aria-label": t("close") });
    const form = make("form", { part: "form", onsubmit: (event) => this.#submit(event) }, field, send, stop);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.#submit(event);
    });
    log.append(intro);
    const head = make("header", { part: "header" }, make("h2", { part: "title" }, t("title")), wipe, shut);
    const panel = make("section", { class: "panel", part: "panel", "aria-label": t("title") }, head, log, form, announcer);
    const launcher = floating ? new Launcher(t, panel, field, (open) => this.#tell(open ? "qa-open" : "qa-close")) : null;
    const root = make("div", { class: "root", lang: t.language, dir: t.direction }, panel, launcher?.node, reader.node);
    Object.assign(this.#parts, { launcher });
    this.shadowRoot.replaceChildren(root);
  }

  #restore() {
    const { store, log, intro, context } = this.#parts;
    this.#turns = [];
    for (const { question, answer } of store.load()) {
      intro.remove();
      const turn = new Turn(context, question, answer);
      this.#turns.push(turn);
      log.append(turn.node);
    }
    this.#tidy();
  }

  #submit(event) {
    event.preventDefault();
    const { field } = this.#parts;
    if (this.#running || !field.value.trim()) return field.focus();
    const question = field.value;
    field.value = "";
    this.ask(question);
  }

  /** Buttons that have nothing to do are not there; focus is never lost with one. */
  #tidy() {
    const { send, stop, wipe, field } = this.#parts;
    const focused = this.shadowRoot.activeElement;
    [send.hidden, stop.hidden, wipe.hidden] = [Boolean(this.#running), !this.#running, !this.#turns.length];
    if (focused?.hidden) field.focus();
  }

  #announce(text) {
    this.#parts.announcer.append(make("p", {}, text));
  }

  #tell(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

if (!customElements.get("qa-chat")) {
  customElements.define("qa-chat", QaChat);
  launchFor(SCRIPT);
}
