// Turns citations and their sources into cards: which words, in which article, from whom and when, and where else.

import { button, make, theirs, webAddress } from "./dom.js";

function date(t, value) {
  const day = new Date(value ?? Number.NaN);
  return Number.isNaN(day.getTime()) ? t("unknownDate") : day.toLocaleDateString(t.language, { dateStyle: "medium", timeZone: "UTC" });
}

/** Outlet, date and near-duplicates of an article; what is unknown is said to be unknown. */
export function facts(t, article) {
  const others = article.also_in?.length ?? 0;
  return make(
    "p",
    { class: "quiet facts", part: "facts" },
    article.publisher ? theirs(article.publisher) : t("unknownOutlet"),
    " · ",
    date(t, article.published_at),
    others > 0 && ` · ${t("alsoIn", others)}`,
  );
}

/** A link to the page itself, at the quoted words where the browser can; nothing where the address is no web page's. */
export function originalLink(t, address) {
  const href = webAddress(address);
  return href && make("a", { href, target: "_blank", rel: "noopener noreferrer", "aria-label": t("originalTab") }, `${t("original")} `, make("span", { "aria-hidden": "true" }, "↗"));
}

export const titleOf = (article) => article.title || article.article_id;

export function citeButton({ t, read }, citation, source) {
  const open = (event) => read(citation, source, event.currentTarget);
  return button(`[${citation.number}]`, open, { class: "cite", part: "cite", "aria-label": t("quote", citation.number) });
}

/** `told` has the texts of the statements: a quote that says just the same is not said twice. */
export function quoteCard(context, citation, source, told = new Set()) {
  const { t } = context;
  return make(
    "li",
    { class: "card", part: "card" },
    make("div", { class: "head" }, citeButton(context, citation, source), make("strong", { dir: "auto" }, titleOf(source))),
    !told.has(citation.quote) && make("blockquote", { dir: "auto", part: "quote" }, citation.quote),
    facts(t, source),
    originalLink(t, citation.deep_link ?? source.url),
  );
}

export function cardList(context, citations, sources, told) {
  const cards = citations.map((it) => quoteCard(context, it, sources.get(it.source), told));
  return make("ol", { class: "cards" }, ...cards);
}

function side(context, citation, source) {
  const head = make("div", { class: "head" }, citeButton(context, citation, source), make("strong", { dir: "auto" }, source.publisher || titleOf(source)));
  return make("li", { class: "card", part: "card" }, head, make("blockquote", { dir: "auto", part: "quote" }, citation.quote), make("p", { class: "quiet" }, date(context.t, source.published_at)));
}

/** What the sources count differently, side by side. */
export function disagreement(context, citations, sources) {
  const { t } = context;
  return make(
    "section",
    { class: "note differ", part: "disagreement", "aria-label": t("differ") },
    make("p", {}, t("differ")),
    make("ul", { class: "cards beside" }, ...citations.map((it) => side(context, it, sources.get(it.source)))),
  );
}

/** The answer as plain text with its numbered quotes, for the clipboard. */
export function asText(t, answer) {
  const sources = new Map(answer.sources.map((it) => [it.number, it]));
  const citations = answer.abstention?.nearest ?? answer.citations;
  const lines = citations.map((it) => {
    const source = sources.get(it.source);
    const where = [titleOf(source), source.publisher ?? t("unknownOutlet"), date(t, source.published_at), webAddress(source.url)];
    return `[${it.number}] “${it.quote}” (${where.filter(Boolean).join(", ")})`;
  });
  return [answer.question, answer.text, lines.join("\n")].join("\n\n");
}
