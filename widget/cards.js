// Turns citations and their sources into cards: which words, in which article, from whom and when.

import { button, cutAt, make, webAddress } from "./dom.js";

function date(t, value) {
  const day = new Date(value ?? "");
  return Number.isNaN(day.getTime()) ? t("unknownDate") : day.toLocaleDateString(t.language, { dateStyle: "medium", timeZone: "UTC" });
}

/** What is unknown is said to be unknown. */
export function facts(t, article) {
  return make(
    "p",
    { class: "quiet facts", part: "facts" },
    // Kept from turning our words around where it runs the other way.
    article.publisher ? make("bdi", {}, article.publisher) : t("unknownOutlet"),
    " · ",
    date(t, article.published_at),
    article.also_in?.length > 0 && ` · ${t("alsoIn", article.also_in.length)}`,
  );
}

/** Goes to the quoted words where the browser can. */
export function originalLink(t, citation, source) {
  const href = webAddress(citation.deep_link ?? source.url);
  return href && make("a", { href, target: "_blank", rel: "noopener noreferrer", "aria-label": t("originalTab") }, `${t("original")} ↗`);
}

export const titleOf = (article) => article.title || article.article_id;

export function citeButton({ t, read, sources }, citation) {
  const open = (event) => read(citation, sources.get(citation.source), event.currentTarget);
  return button(`[${citation.number}]`, open, { class: "cite", part: "cite", "aria-label": t("quote", citation.number) });
}

/** A statement with a short answer repeats its first quote to the letter; the words are compared before they are marked. */
export function withShortAnswer({ text, short_answer }, first) {
  if (!short_answer) return [text];
  const [start, end] = [short_answer.span.start, short_answer.span.end].map((it) => it - first.span.start);
  const [before, words, after] = cutAt(text, { start, end });
  return words === short_answer.text ? [before, make("mark", { part: "short" }, words), after] : [text];
}

const quoted = (citation) => make("blockquote", { dir: "auto", part: "quote" }, citation.quote);

/** `below` makes of a citation and its source what stands under their head. */
function cards(context, citations, title, below) {
  return citations.map((it) => {
    const source = context.sources.get(it.source);
    const head = make("div", { class: "head" }, citeButton(context, it), make("strong", { dir: "auto" }, title(source)));
    return make("li", { class: "card", part: "card" }, head, below(it, source));
  });
}

/** `told` has the texts of the statements: a quote that says just the same is not said twice. */
export function cardList(context, citations, told) {
  const { t } = context;
  const below = (it, source) => [!told.has(it.quote) && quoted(it), facts(t, source), originalLink(t, it, source)];
  return make("ol", { class: "cards" }, cards(context, citations, titleOf, below));
}

export function disagreement(context, citations) {
  const { t } = context;
  const title = (source) => source.publisher || titleOf(source);
  const below = (it, source) => [quoted(it), make("p", { class: "quiet" }, date(t, source.published_at))];
  return make(
    "section",
    { class: "note differ", part: "disagreement", "aria-label": t("differ") },
    make("p", {}, t("differ")),
    make("ul", { class: "cards beside" }, cards(context, citations, title, below)),
  );
}

/** What is copied. */
export function asText(t, answer) {
  const sources = new Map(answer.sources.map((it) => [it.number, it]));
  const citations = answer.abstention?.nearest ?? answer.citations;
  const lines = citations.map((it) => {
    const source = sources.get(it.source);
    const where = [titleOf(source), source.publisher ?? t("unknownOutlet"), date(t, source.published_at), webAddress(source.url)];
    return `[${it.number}] “${it.quote}” (${where.filter(Boolean).join(", ")})`;
  });
  return [answer.standalone_question ?? answer.question, answer.text, lines.join("\n")].join("\n\n");
}
