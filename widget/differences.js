// Turns sources that differ into positions side by side, each with its value, its words, from whom and when.

import { citeButton } from "./cite.js";
import { make } from "./dom.js";
import { date, dotted, titleOf, voices } from "./facts.js";

function position(context, it) {
  const { t, evidence } = context;
  const quotes = it.citations.map(evidence.cited);
  const from = quotes.map(evidence.sourceOf);
  const outlets = new Set(from.map((source) => source.publisher || titleOf(source)));
  const value = it.value || quotes[0].quote;
  const head = make("p", { dir: "auto" }, make("strong", {}, value), " ", quotes.map((quote) => citeButton(context, quote)));
  const words = value !== quotes[0].quote && make("blockquote", { dir: "auto", part: "quote" }, quotes[0].quote);
  const who = dotted([[...outlets].join(", "), date(t, it.published_at ?? from[0].published_at), voices(t, from.length, it.sources)], {});
  return make("li", { class: "card", part: "card position" }, head, words, who);
}

/** An answer that an earlier release kept has citations in place of positions. */
export function disagreement(context, { relation, positions, citations = [] }) {
  const { t } = context;
  const words = t(t.has(relation) ? relation : "differ");
  const all = positions ?? citations.map((id) => ({ citations: [id], sources: 1 }));
  const list = make("ul", { class: "cards beside" }, all.map((it) => position(context, it)));
  return make("section", { class: "note told differ", part: "note disagreement", "aria-label": words }, make("p", {}, words), list);
}
