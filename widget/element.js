// Turns `<qa-chat>` into a chat with the articles: its attributes, properties, methods and events.

import { Calls } from "./calls.js";
import { Chat } from "./chat.js";
import { attributesFrom } from "./dom.js";
import { launchFor } from "./launch.js";
import css from "./style.css";
import { loadTexts, translator } from "./texts.js";
import { followPage, registerUnit, themeOf } from "./theme.js";

// A module has none, and needs the attribute `server`; where a page is made on a server there is not even a document.
const SCRIPT = globalThis.document?.currentScript;
const HOME = SCRIPT?.src ? new URL(".", SCRIPT.src).href : globalThis.location?.origin;

/** As they may have been set before the script came. */
const PROPERTIES = ["server", "key", "side", "theme", "launcher", "texts"];

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
  #wished = ""; // what it is built by
  #following = null;

  connectedCallback() {
    if (!this.shadowRoot) this.attachShadow({ mode: "open" }).adoptedStyleSheets = [styled()];
    for (const name of PROPERTIES.filter((it) => Object.hasOwn(this, it))) {
      const value = this[name];
      delete this[name]; // it hides the one of the class
      this[name] = value;
    }
    this.#following = followPage(this, () => this.#renew());
    if (this.#chat) this.#chat.show();
    this.#renew();
    globalThis.qaChat?.run?.();
  }

  /** One that is moved comes back at once, and goes on. */
  disconnectedCallback() {
    this.#following.disconnect();
    this.#chat?.lower();
    setTimeout(() => {
      if (this.isConnected) return;
      this.stop();
      this.close();
    });
  }

  attributeChangedCallback() {
    if (this.#building && this.isConnected) this.#renew();
  }

  /** Texts of your own, by the names in widget/texts, as attributes `text-…` give them. */
  get texts() {
    return this.#texts;
  }

  set texts(value) {
    this.#texts = { ...value };
    if (this.#building && this.isConnected) this.#renew();
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

  /** Opens an article beside the chat, or over it; resolves with whether it could be read: the server decides who may. */
  async read(articleId) {
    const opener = document.activeElement;
    const chat = await this.#ready();
    return chat.read(articleId, opener);
  }

  /** The chat, once it has its texts. */
  async #ready() {
    for (let seen = null; seen !== this.#building; ) await (seen = this.#building);
    if (!this.#chat) throw new Error("<qa-chat>: it opens and answers once it is in the page");
    return this.#chat;
  }

  /** Builds anew where what it is built by has changed. */
  #renew() {
    this.#dress();
    const language = this.closest("[lang]")?.lang || document.documentElement.lang;
    const server = this.getAttribute("server") || HOME;
    const wish = JSON.stringify([language, server, this.key, this.launcher, this.#ownTexts]);
    if (this.#wished === wish) return;
    this.#wished = wish;
    this.#build(language, server);
  }

  get #ownTexts() {
    return { ...attributesFrom(this, "text-"), ...this.#texts };
  }

  #build(language, server) {
    this.#chat?.conversation.leave();
    const loading = loadTexts(language, server);
    const building = loading.then((loaded) => {
      if (this.#building === building) this.#become(loaded, server); // what has changed since builds anew
    });
    this.#building = building;
  }

  #become(loaded, server) {
    const { launcher: floating, shadowRoot } = this;
    const before = this.#chat;
    const acts = {
      ask: (question) => this.ask(question),
      stop: () => this.stop(),
      clear: () => this.clear(),
      close: floating && (() => this.close()),
    };
    this.#chat = new Chat(translator(loaded, this.#ownTexts), {
      server,
      key: this.getAttribute("key"),
      floating,
      place: this.id || [...document.querySelectorAll("qa-chat")].indexOf(this),
      acts,
      tell: (name, detail = null) => this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true })),
    });
    this.#dress();
    shadowRoot.replaceChildren(this.#chat.root);
    if (this.isConnected) this.#chat.show();
    if (before) this.#chat.follow(before);
  }

  #dress() {
    const theme = themeOf(this);
    if (theme) this.#chat?.root.setAttribute("data-theme", theme);
    else this.#chat?.root.removeAttribute("data-theme");
  }
}

for (const name of ["server", "key", "side", "theme"]) {
  Object.defineProperty(QaChat.prototype, name, {
    get() {
      return this.getAttribute(name) ?? "";
    },
    set(value) {
      if (value == null) this.removeAttribute(name);
      else this.setAttribute(name, value);
    },
  });
}

Object.defineProperty(QaChat.prototype, "launcher", {
  get() {
    return this.hasAttribute("launcher");
  },
  set(value) {
    this.toggleAttribute("launcher", Boolean(value));
  },
});

if (globalThis.customElements && !customElements.get("qa-chat")) {
  registerUnit();
  customElements.define("qa-chat", QaChat);
  if (SCRIPT) {
    launchFor(SCRIPT);
    window.qaChat = new Calls(window.qaChat ?? []);
    window.qaChat.run();
  }
}
