// Turns a chat into a floating button that opens it as a panel, which keeps clear of a phone's keyboard.

import { attributesFrom, button, make } from "./dom.js";

/** On a phone the panel is as high as what the keyboard leaves, until what this returns is aborted. */
function followViewport(panel) {
  const control = new AbortController();
  const follow = () => {
    panel.style.setProperty("--_height", `${visualViewport.height}px`);
    panel.style.setProperty("--_top", `${visualViewport.offsetTop}px`);
  };
  for (const event of ["resize", "scroll"]) visualViewport.addEventListener(event, follow, { signal: control.signal });
  follow();
  return control;
}

export class Launcher {
  #panel;
  #field;
  #told;
  #following;

  /** `told` hears whether the panel is open. */
  constructor(t, panel, field, told) {
    [this.#panel, this.#field, this.#told] = [panel, field, told];
    const sign = make("span", { class: "sign", "aria-hidden": "true" }, "“");
    this.node = button([sign, t("title")], () => (panel.hidden ? this.open() : this.close()), { class: "primary launch", part: "launcher", "aria-expanded": "false" });
    panel.hidden = true;
    panel.setAttribute("role", "dialog");
    panel.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && this.close());
  }

  name(text) {
    this.node.lastChild.data = text;
  }

  open() {
    if (!this.#panel.hidden) return;
    this.#turn(true);
    this.#following = followViewport(this.#panel);
    this.#field.focus();
  }

  close() {
    if (this.#panel.hidden) return;
    this.#turn(false);
    this.#following.abort();
    this.node.focus();
  }

  #turn(open) {
    this.#panel.hidden = !open;
    this.node.setAttribute("aria-expanded", String(open));
    this.#told(open);
  }
}

/** A script with `data-key` puts the button on its page; what is after `data-` becomes an attribute of the element. */
export function launchFor(script) {
  if (script?.dataset.key === undefined) return;
  const add = () => document.body.append(make("qa-chat", { ...attributesFrom(script, "data-"), launcher: true }));
  if (document.body) add();
  else document.addEventListener("DOMContentLoaded", add, { once: true });
}
