// Turns texts into what stands around the turns: the title, the log, the field and its buttons, and what a screen reader hears.

import { button, make } from "./dom.js";

function fieldFor(t) {
  return make("textarea", { rows: "1", maxlength: "2000", placeholder: t("placeholder"), "aria-label": t("placeholder"), part: "input", dir: "auto", enterkeyhint: "send" });
}

export class Shell {
  #t;
  #send;
  #stop;
  #clear;
  #announcer = make("div", { class: "unseen", "aria-live": "polite" });

  /** `acts` are what the buttons do: `ask` with a question, `stop`, `clear`, and `close` where there is something to close. */
  constructor(t, { ask, stop, clear, close }) {
    this.#t = t;
    this.field = fieldFor(t);
    this.#send = make("button", { class: "primary", part: "button send" }, t("send"));
    this.#stop = button(t("stop"), stop, { class: "plain stop", part: "button stop", hidden: true });
    this.#clear = button(t("clear"), clear, { class: "plain", part: "button clear" });
    this.words = {
      title: make("h2", { id: "title", part: "title" }, t("title")),
      intro: make("p", { class: "intro", part: "intro" }, t("intro")),
      notice: make("p", { class: "quiet notice", part: "notice", dir: "auto" }, t("notice")),
    };
    this.log = make("div", { class: "log", part: "log", role: "log", "aria-live": "off", "aria-label": t("log"), tabindex: "0" }, this.words.intro);
    this.panel = this.#panel(this.#form(ask), close);
  }

  /** What the server's owner has set. */
  learn({ texts, max_question }) {
    this.field.maxLength = max_question;
    this.#t.learn(texts);
    for (const [name, node] of Object.entries(this.words)) node.textContent = this.#t(name);
  }

  announce(text) {
    this.#announcer.append(make("p", {}, text));
  }

  hush() {
    this.#announcer.replaceChildren();
  }

  /** Buttons with nothing to do are not there; focus is never lost with one. */
  tidy({ running, empty }) {
    const focused = this.panel.getRootNode().activeElement;
    this.#stop.hidden = !running;
    this.#send.hidden = running;
    this.#clear.hidden = empty;
    if (focused?.hidden) this.field.focus();
  }

  #form(ask) {
    const submit = (event) => {
      event.preventDefault();
      const question = this.field.value;
      if (!this.#stop.hidden || !question.trim()) return this.field.focus();
      this.field.value = "";
      ask(question);
    };
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
    });
    return make("form", { part: "form", onsubmit: submit }, this.field, this.#send, this.#stop);
  }

  #panel(form, close) {
    const shut = close && button("×", close, { class: "icon", part: "button close", "aria-label": this.#t("close") });
    const head = make("div", { class: "head", part: "header" }, this.words.title, this.#clear, shut);
    this.body = make("div", { class: "body" }, make("div", { class: "talk" }, this.log, form, this.words.notice));
    return make(close ? "dialog" : "section", { class: "panel", part: "panel", "aria-labelledby": "title" }, head, this.body, this.#announcer);
  }
}
