// Turns citations into a card for each article: from whom and when, its title, and its quotes to the letter.

import { citeButton } from "./cite.js";
import { button, make } from "./dom.js";
import { date, facts, newest, originalLink, titleOf, voices } from "./facts.js";

/** What the server tells to be one voice; of an answer of an earlier release, that copies are. */
function independent(sources) {
  const cited = new Set(sources.map((it) => it.article_id));
  const voice = ({ origin, article_id, also_in = [] }) => origin ?? [article_id, ...also_in].filter((id) => cited.has(id)).sort()[0];
  return new Set(sources.map(voice)).size;
}

/** How many there are, and as of when: the day that was asked for, else that of the newest. */
export function countOf(t, { sources, scope }) {
  const day = date(t, scope?.as_of) || newest(t, sources);
  return [voices(t, sources.length, independent(sources)), day && t("asOf").replace("{date}", day)].filter(Boolean).join(" · ");
}

function quoteItem(context, citation) {
  return make("li", {}, citeButton(context, citation), make("blockquote", { dir: "auto", part: "quote" }, citation.quote));
}

function card(context, source, quotes) {
  const { t, read } = context;
  const initial = source.publisher && make("span", { class: "initial", "aria-hidden": "true" }, [...source.publisher][0].toUpperCase());
  const title = button(titleOf(source), () => read(quotes[0], title), { class: "title", part: "headline", dir: "auto" });
  const known = facts(t, source);
  return make(
    "li",
    { class: "card", part: "card" },
    known && make("div", { class: "from" }, initial, known),
    title,
    make("ul", { class: "quotes" }, quotes.map((it) => quoteItem(context, it))),
    originalLink(t, quotes[0].deep_link ?? source.url),
  );
}

function cards(context, citations) {
  const byArticle = Map.groupBy(citations, context.evidence.sourceOf);
  return make("ol", { class: "cards" }, [...byArticle].map(([source, quotes]) => card(context, source, quotes)));
}

/** What the answer cites, or what came nearest to one. */
export function sourceCards(context, answer) {
  const { t } = context;
  const { abstention, citations } = answer;
  if (abstention?.nearest.length) return [make("h4", {}, t("nearest")), cards(context, abstention.nearest)];
  return citations.length > 0 && make("details", { class: "sources", open: true }, make("summary", {}, countOf(t, answer)), cards(context, citations));
}
