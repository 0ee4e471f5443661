// Turns `<qa-chat>` into a chat with the articles: its attributes, properties, methods and events.

import { Calls } from "./calls.js";
import { Chat } from "./chat.js";
import { attributesFrom } from "./dom.js";
import { launchFor } from "./launcher.js";
import css from "./style.css";
import { loadTexts, translator } from "./texts.js";
import { followTheme, themeOf } from "./theme.js";

// A module has none, and needs the attribute `server`; where a page is made on a server there is not even a document.
const SCRIPT = globalThis.document?.currentScript;
const HOME = SCRIPT?.src ? new URL(".", SCRIPT.src).href : globalThis.location?.origin;

const styled = () => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
};

export class QaChat extends (globalThis.HTMLElement ?? Object) {
  static observedAttributes = ["lang", "server", "key", "launcher", "theme"];

  #texts = {};
  #chat = null;
  #building = null;
  #theme = null;

  connectedCallback() {
    if (!this.shadowRoot) this.attachShadow({ mode: "open" }).adoptedStyleSheets = [styled()];
    this.#theme = followTheme(() => this.#dress());
    this.#build();
    globalThis.qaChat?.run?.();
  }

  disconnectedCallback() {
    this.#theme.disconnect();
    this.stop();
    this.close();
  }

  attributeChangedCallback(name, before, after) {
    if (before === after) return;
    if (name === "theme") this.#dress();
    else if (this.#building) this.#build();
  }

  /** Texts of your own, by the names in widget/texts, as attributes `text-…` give them. */
  get texts() {
    return this.#texts;
  }

  set texts(value) {
    this.#texts = { ...value };
    if (this.#building) this.#build();
  }

  async open() {
    (await this.#ready()).open();
  }

  close() {
    this.#chat?.close();
  }

  stop() {
    this.#chat?.conversation.stop();
  }

  clear() {
    this.#chat?.conversation.clear();
  }

  /** Opens the panel, and resolves with the answer; with null where there is none, or another one is being written. */
  async ask(question) {
    const chat = await this.#ready();
    chat.open();
    return chat.conversation.ask(question);
  }

  /** The chat, once it has its texts. */
  async #ready() {
    for (let seen = null; seen !== this.#building; ) await (seen = this.#building);
    if (!this.#chat) throw new Error("<qa-chat>: it opens and answers once it is in the page");
    return this.#chat;
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
    const floating = this.hasAttribute("launcher");
    const acts = {
      ask: (question) => this.ask(question),
      stop: () => this.stop(),
      clear: () => this.clear(),
      close: floating && (() => this.close()),
    };
    this.#chat = new Chat(translator(loaded, { ...attributesFrom(this, "text-"), ...this.#texts }), {
      server,
      key: this.getAttribute("key"),
      floating,
      place: this.id || [...document.querySelectorAll("qa-chat")].indexOf(this),
      acts,
      tell: (name, detail = null) => this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true })),
    });
    this.#dress();
    this.shadowRoot.replaceChildren(this.#chat.root);
  }

  #dress() {
    const theme = themeOf(this);
    if (theme) this.#chat?.root.setAttribute("data-theme", theme);
    else this.#chat?.root.removeAttribute("data-theme");
  }
}

if (globalThis.customElements && !customElements.get("qa-chat")) {
  customElements.define("qa-chat", QaChat);
  if (SCRIPT) {
    launchFor(SCRIPT);
    window.qaChat = new Calls(window.qaChat ?? []);
    window.qaChat.run();
  }
}
