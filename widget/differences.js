// Turns sources that differ into positions side by side, each with its value, its words, from whom and when.

import { citeButton } from "./cite.js";
import { make } from "./dom.js";
import { date, dotted, titleOf, voices } from "./facts.js";

const WITHIN_WORD = /[\p{L}\p{N}]/u;

/** What is known of a position; an answer that an earlier release kept has neither value nor date. */
function known({ t, evidence }, { value, citations, sources, published_at }) {
  const quotes = citations.map(evidence.cited);
  const from = quotes.map(evidence.sourceOf);
  const outlets = new Set(from.map((source) => source.publisher || titleOf(source)));
  return { value, quotes, facts: [[...outlets].join(", "), date(t, published_at ?? from[0].published_at), voices(t, from.length, sources)] };
}

/** The value as a word of its own: "41" is also a part of "410". */
function withValue(quote, value) {
  for (let at = quote.indexOf(value); value && at >= 0; at = quote.indexOf(value, at + 1)) {
    const [before, after] = [quote.slice(0, at), quote.slice(at + value.length)];
    if (!WITHIN_WORD.test(before.at(-1) ?? "") && !WITHIN_WORD.test(after[0] ?? "")) return [before, make("mark", {}, value), after];
  }
  return [quote];
}

function position(context, it) {
  const { value, quotes, facts } = known(context, it);
  const { quote } = quotes[0];
  const marks = quotes.map((each) => citeButton(context, each));
  const alone = !value || value === quote;
  const head = make("p", { class: alone ? "" : "value", dir: "auto" }, make("strong", {}, alone ? quote : value), " ", marks);
  const words = !alone && make("blockquote", { dir: "auto", part: "quote" }, withValue(quote, value));
  return make("li", { class: "card", part: "card position" }, head, words, dotted(facts, {}));
}

const relationOf = (t, { relation }) => t(t.has(relation) ? relation : "differ");

const positionsOf = ({ positions, citations = [] }) => positions ?? citations.map((id) => ({ citations: [id], sources: 1 }));

export function disagreement(context, it) {
  const words = relationOf(context.t, it);
  const list = make("ul", { class: "cards beside" }, positionsOf(it).map((each) => position(context, each)));
  return make("section", { class: "note differ", part: "note disagreement", "aria-label": words }, make("p", {}, make("strong", {}, words)), list);
}

/** The same for who listens. */
export function disagreementInWords(context, it) {
  const all = positionsOf(it).map((each) => {
    const { value, quotes, facts } = known(context, each);
    return `${value || quotes[0].quote} (${facts.filter(Boolean).join(", ")})`;
  });
  return `${relationOf(context.t, it)}: ${all.join("; ")}`;
}
