// Turns pointing at the mark of a quote, by mouse, keyboard or a long press, into a look at the quote.

import { fill, make } from "./dom.js";
import { facts, titleOf } from "./facts.js";

const REST = 150; // milliseconds that a mouse rests on a mark, so that none flicker as it passes
const GRACE = 250; // to move onto the preview (WCAG 2.2, 1.4.13)
const PRESS = 500; // as long as browsers take
const GAP = 6;

/** One preview, in the top layer, where nothing of a page covers or clips it. */
export class Preview {
  #t;
  #chip = null;
  #timer;
  #shown;

  constructor(t) {
    this.#t = t;
    this.node = make("div", {
      class: "preview",
      part: "preview",
      id: "preview",
      role: "tooltip",
      popover: "manual",
      onpointerenter: () => clearTimeout(this.#timer),
      onpointerleave: () => this.#later(GRACE, () => this.hide()),
    });
  }

  /** Shows the citation whenever it is pointed at. */
  attach(chip, citation, source) {
    const show = () => this.#show(chip, citation, source);
    const on = (name, act) => chip.addEventListener(name, act);
    on("pointerenter", ({ pointerType }) => pointerType !== "touch" && this.#later(REST, show));
    on("pointerleave", ({ pointerType }) => pointerType !== "touch" && this.#later(GRACE, () => this.hide()));
    on("keyup", ({ key }) => key === "Tab" && show()); // and not when focus only comes back
    on("blur", () => this.hide());
    on("click", () => this.hide());
    this.#onLongPress(chip, show);
  }

  hide() {
    clearTimeout(this.#timer);
    this.#shown?.abort();
    this.#chip?.removeAttribute("aria-describedby");
    this.#chip = null;
    if (this.node.matches(":popover-open")) this.node.hidePopover();
  }

  /** The click that ends a long press opens nothing, and no menu comes up for it. */
  #onLongPress(chip, show) {
    let pressed = false;
    chip.addEventListener("pointerdown", ({ pointerType }) => {
      pressed = false;
      if (pointerType === "touch") this.#later(PRESS, () => ((pressed = true), show()));
    });
    for (const name of ["pointerup", "pointercancel"]) chip.addEventListener(name, () => !pressed && clearTimeout(this.#timer));
    chip.addEventListener("contextmenu", (event) => pressed && event.preventDefault());
    chip.addEventListener("click", (event) => pressed && event.detail && event.stopImmediatePropagation(), { capture: true });
  }

  /** Escape takes it away wherever the focus is, and nothing else with it. */
  #onKey(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.hide();
  }

  #later(wait, act) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, wait);
  }

  #show(chip, citation, source) {
    this.hide();
    if (!chip.isConnected) return;
    fill(this.node, make("blockquote", { dir: "auto" }, citation.quote), make("p", { dir: "auto" }, make("strong", {}, titleOf(source))), facts(this.#t, source));
    this.#chip = chip;
    this.#shown = new AbortController();
    document.addEventListener("keydown", (event) => this.#onKey(event), { capture: true, signal: this.#shown.signal });
    chip.setAttribute("aria-describedby", this.node.id);
    this.node.showPopover();
    this.#place(chip.getBoundingClientRect());
  }

  /** Above the mark, or below it where there is no room. */
  #place({ left, top, bottom, width }) {
    const { offsetWidth, offsetHeight, style } = this.node;
    const middle = left + width / 2 - offsetWidth / 2;
    const above = top - offsetHeight - GAP;
    style.left = `${Math.max(GAP, Math.min(middle, document.documentElement.clientWidth - offsetWidth - GAP))}px`;
    style.top = `${above > GAP ? above : Math.max(GAP, Math.min(bottom + GAP, innerHeight - offsetHeight - GAP))}px`;
  }
}
