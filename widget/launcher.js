// Turns a chat into a floating button that opens it as a panel, which keeps clear of a phone's keyboard.

import { button, make } from "./dom.js";

/** On a phone the panel is as high as what the keyboard leaves, wherever that is. */
function followViewport(panel) {
  const view = window.visualViewport;
  const follow = () => {
    panel.style.setProperty("--_height", `${view.height}px`);
    panel.style.setProperty("--_top", `${view.offsetTop}px`);
  };
  view?.addEventListener("resize", follow);
  view?.addEventListener("scroll", follow);
  if (view) follow();
  return () => {
    view?.removeEventListener("resize", follow);
    view?.removeEventListener("scroll", follow);
  };
}

export class Launcher {
  #panel;
  #field;
  #told;
  #leave = null;

  /** `told` is called with true when the panel has opened, with false when it has closed. */
  constructor(t, panel, field, told) {
    [this.#panel, this.#field, this.#told] = [panel, field, told];
    const sign = make("span", { class: "sign", "aria-hidden": "true" }, "“");
    this.node = button(sign, () => (panel.hidden ? this.open() : this.close()), { class: "launch", part: "launcher", "aria-expanded": "false" });
    this.node.append(t("title"));
    panel.hidden = true;
    panel.setAttribute("role", "dialog");
    panel.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && this.close());
  }

  open() {
    if (!this.#panel.hidden) return;
    this.#turn(true);
    this.#leave = followViewport(this.#panel);
    this.#field.focus();
  }

  close() {
    if (this.#panel.hidden) return;
    this.#turn(false);
    this.#leave?.();
    this.node.focus();
  }

  #turn(open) {
    this.#panel.hidden = !open;
    this.node.setAttribute("aria-expanded", String(open));
    this.#told(open);
  }
}

/** `<script src="…/widget.js" data-key="…">` puts the button on its page; other `data-…` become attributes of the element. */
export function launchFor(script) {
  if (!script || !("key" in script.dataset)) return;
  const attributes = Object.fromEntries(Object.entries(script.dataset).map(([name, value]) => [name.replace(/[A-Z]/g, (it) => `-${it.toLowerCase()}`), value]));
  const add = () => document.body.append(make("qa-chat", { ...attributes, launcher: true }));
  if (document.body) add();
  else document.addEventListener("DOMContentLoaded", add, { once: true });
}
