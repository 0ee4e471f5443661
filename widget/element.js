// Turns `<qa-chat>` into a chat with the articles: its attributes, properties, methods and events.

import { Api } from "./api.js";
import { Conversation } from "./conversation.js";
import { attributesFrom, make } from "./dom.js";
import { Launcher, launchFor } from "./launcher.js";
import { closest } from "./offers.js";
import { Preview } from "./preview.js";
import { Reader } from "./reader.js";
import { Shell } from "./shell.js";
import { Store } from "./store.js";
import css from "./style.css";
import { loadTexts, translator } from "./texts.js";

// A module has none, and needs the attribute `server`.
const SCRIPT = document.currentScript;
const HOME = SCRIPT?.src ? new URL(".", SCRIPT.src).href : location.origin;
const SHEET = new CSSStyleSheet();
SHEET.replaceSync(css);

export class QaChat extends HTMLElement {
  static observedAttributes = ["lang", "server", "key", "launcher"];

  #texts = {};
  #chat = null;
  #building = null;
  #opened = false;
  #answerable = [];

  connectedCallback() {
    if (!this.shadowRoot) this.attachShadow({ mode: "open" }).adoptedStyleSheets = [SHEET];
    this.#build();
  }

  disconnectedCallback() {
    this.stop();
    this.close();
    this.#chat?.reader.close();
  }

  attributeChangedCallback(name, before, after) {
    if (this.#building && before !== after) this.#build();
  }

  /** Texts of your own, by the names in widget/texts, as attributes `text-…` give them. */
  get texts() {
    return this.#texts;
  }

  set texts(value) {
    this.#texts = { ...value };
    if (this.#building) this.#build();
  }

  open() {
    this.#chat?.launcher?.open();
  }

  close() {
    this.#chat?.launcher?.close();
  }

  stop() {
    this.#chat?.conversation.stop();
  }

  clear() {
    this.#chat?.conversation.clear();
  }

  /** Resolves when the answer has ended, whichever way. */
  async ask(question) {
    await this.#building;
    await this.#chat?.conversation.ask(question);
  }

  #build() {
    this.#chat?.conversation.leave();
    const server = this.getAttribute("server") || HOME;
    const loading = loadTexts(this.closest("[lang]")?.lang || document.documentElement.lang, server);
    const building = loading.then((loaded) => {
      // What has changed since builds anew.
      if (this.#building === building && this.isConnected) this.#become(loaded, server);
    });
    this.#building = building;
  }

  #become(loaded, server) {
    const t = translator(loaded, { ...attributesFrom(this, "text-"), ...this.#texts });
    const floating = this.hasAttribute("launcher");
    const shell = new Shell(t, {
      ask: (question) => this.ask(question),
      stop: () => this.stop(),
      clear: () => this.clear(),
      close: floating && (() => this.close()),
    });
    const context = {
      t,
      api: new Api(server, this.getAttribute("key")),
      announce: (text) => shell.announce(text),
      offered: (question) => closest(this.#answerable, question),
      changed: (state) => this.#tell("qa-state", { state }),
    };
    const reader = new Reader(context, shell.panel, floating);
    const preview = new Preview(t);
    context.read = (...quote) => reader.open(...quote);
    context.preview = (...quote) => preview.attach(...quote);
    shell.body.append(reader.node);
    const launcher = floating ? new Launcher(t, shell.panel, shell.field, (open) => this.#turned(open, reader)) : null;
    this.shadowRoot.replaceChildren(make("div", { class: "root", lang: t.language, dir: t.direction }, shell.panel, launcher?.node, preview.node));
    const place = this.id || [...document.querySelectorAll("qa-chat")].indexOf(this);
    const conversation = new Conversation(context, shell, new Store(`${server} ${place}`), (answer) => this.#tell("qa-answer", answer));
    this.#chat = { shell, reader, launcher, conversation, api: context.api };
    this.#opened = false;
    if (!launcher) this.#configure();
  }

  /** What the server's owner says; a panel asks when it first opens, so that a page view costs the server nothing. */
  async #configure() {
    const { api, shell, launcher } = this.#chat;
    const config = await api.config().catch(() => null); // without it the chat says what it says anywhere
    if (!config) return;
    this.#answerable = (config.examples ?? []).filter((it) => it.is_answered).map((it) => it.question);
    shell.learn(config);
    launcher?.name(shell.words.title.textContent);
  }

  #turned(open, reader) {
    reader.close();
    if (open && !this.#opened) this.#configure();
    this.#opened = true;
    this.#tell(open ? "qa-open" : "qa-close");
  }

  #tell(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

if (!customElements.get("qa-chat")) {
  customElements.define("qa-chat", QaChat);
  launchFor(SCRIPT);
}
