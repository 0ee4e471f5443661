// Turns a chat into a floating button that opens it as a panel, which keeps clear of a phone's keyboard.

import { button, make } from "./dom.js";

const FULL = globalThis.matchMedia?.("(max-width: 30rem)"); // as in style.css

/** On a phone the panel is as high as what the keyboard leaves, until what this returns is aborted; `fit` hears that it is one. */
function followViewport(panel, fit) {
  const control = new AbortController();
  const follow = () => {
    panel.style.setProperty("--_height", `${visualViewport.height}px`);
    panel.style.setProperty("--_top", `${visualViewport.offsetTop}px`);
  };
  FULL.addEventListener("change", fit, { signal: control.signal });
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
    panel.addEventListener("cancel", (event) => {
      event.preventDefault(); // a phone's way back
      this.close();
    });
    panel.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && this.close());
  }

  name(text) {
    this.node.lastChild.data = text;
  }

  get isOpen() {
    return !this.#panel.hidden;
  }

  open() {
    if (this.isOpen) return;
    this.#turn(true);
    this.#following = followViewport(this.#panel, () => this.fit());
    this.#show();
    this.#field.focus();
  }

  close() {
    if (!this.isOpen) return;
    this.#panel.close();
    this.#turn(false);
    this.#following.abort();
    this.node.focus();
  }

  /** Anew, as there is room now and where the panel is now; focus stays. */
  fit() {
    if (!this.isOpen) return;
    const focused = this.#panel.getRootNode().activeElement;
    this.#panel.close();
    this.#show();
    (focused ?? this.#field).focus();
  }

  /** One that fills the screen leaves nothing behind it to be focused. */
  #show() {
    if (FULL.matches) this.#panel.showModal();
    else this.#panel.show();
  }

  #turn(open) {
    this.#panel.hidden = !open;
    this.node.setAttribute("aria-expanded", String(open));
    this.#told(open);
  }
}
