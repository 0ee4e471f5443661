// Turns texts, a server and a key into a whole chat: what is seen, what is asked, and what is told to the page.

import { Api } from "./api.js";
import { Conversation } from "./conversation.js";
import { make } from "./dom.js";
import { Launcher } from "./launcher.js";
import { closest } from "./offers.js";
import { Preview } from "./preview.js";
import { Reader } from "./reader.js";
import { Shell } from "./shell.js";
import { Store } from "./store.js";

export class Chat {
  #api;
  #reader;
  #launcher = null;
  #tell;
  #answerable = [];
  #known = false;

  /** `acts` are what its buttons do, `tell` tells the page by the name of an event, and `place` sets what is stored apart. */
  constructor(t, { server, key, floating, place, acts, tell }) {
    this.#tell = tell;
    this.#api = new Api(server, key);
    this.shell = new Shell(t, acts);
    const preview = new Preview(t);
    const context = {
      t,
      tell,
      api: this.#api,
      judged: new Set(), // answers and quotes that have an opinion
      keep: () => this.conversation.keep(),
      announce: (text) => this.shell.announce(text),
      offered: (question) => closest(this.#answerable, question),
      read: (...quote) => this.#reader.open(...quote),
      preview: (...quote) => preview.attach(...quote),
    };
    this.#reader = new Reader(context, this.shell.panel, floating);
    this.shell.body.append(this.#reader.node);
    if (floating) this.#launcher = new Launcher(t, this.shell.panel, this.shell.field, (open) => this.#turned(open));
    this.shell.panel.append(preview.node); // where a panel over the whole page leaves it within reach
    this.root = make("div", { class: "root", lang: t.language, dir: t.direction, popover: floating && "manual" }, this.shell.panel, this.#launcher?.node);
    this.conversation = new Conversation(context, this.shell, new Store(`${server} ${place}`));
    if (!floating) this.#configure();
  }

  /** In the page: anew after each way there, for a move takes everything out of the top layer. */
  show() {
    if (!this.#launcher) return;
    this.root.showPopover();
    this.#launcher.fit();
  }

  /** Goes on with the draft of another, and open where that was. */
  follow(before) {
    this.shell.field.value = before.shell.field.value;
    if (before.#launcher?.isOpen) this.open();
    before.close();
  }

  /** What stands over the page cannot be moved with it. */
  lower() {
    this.#reader.close();
  }

  open() {
    this.#launcher?.open();
  }

  /** An article of no answer; closing it gives the focus back to the `opener` in the page. */
  read(articleId, opener) {
    this.open();
    return this.#reader.openArticle(articleId, opener);
  }

  close() {
    this.#reader.close();
    this.#launcher?.close();
  }

  /** What the server's owner says; a panel asks when it first opens, so that a page view costs the server nothing. */
  async #configure() {
    if (this.#known) return;
    this.#known = true;
    const config = await this.#api.config().catch(() => null); // without it the chat says what it says anywhere
    if (!config) return;
    this.#answerable = (config.examples ?? []).filter((it) => it.is_answered).map((it) => it.question);
    this.shell.learn(config);
    this.#launcher?.name(this.shell.words.title.textContent);
  }

  #turned(open) {
    this.#reader.close();
    if (open) this.#configure();
    this.#tell(open ? "qa-open" : "qa-close");
  }
}
