// Turns a citation into the mark behind what it supports: its number, and its outlet where there is room; it opens the article.

import { button, make } from "./dom.js";

export function citeButton({ t, read, evidence }, citation, ...more) {
  const { publisher } = evidence.sourceOf(citation);
  const name = t("quote", citation.number).replace("{outlet}", publisher ? ` (${publisher})` : "");
  const chip = button([`[${citation.number}]`, ...more], () => read(citation, chip), { class: "cite", part: "cite", "aria-label": name });
  return chip;
}

/** Where nothing else near it says from whom it is. */
export function namedCite(context, citation) {
  const { publisher } = context.evidence.sourceOf(citation);
  return citeButton(context, citation, publisher && make("bdi", { class: "outlet" }, ` ${publisher}`));
}

/** Our words and an article's, which may run the other way, with their marks. */
export function quoteLine(context, words, quote, citations = []) {
  return [make("strong", {}, words), " ", make("bdi", {}, `“${quote}”`), " ", citations.map((it) => namedCite(context, it))];
}
