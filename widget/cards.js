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

export function citeButton({ t, read, evidence }, citation) {
  const open = (event) => read(citation, evidence.sourceOf(citation), event.currentTarget);
  return button(`[${citation.number}]`, open, { class: "cite", part: "cite", "aria-label": t("quote", citation.number) });
}

/** A statement with a short answer repeats its first quote to the letter; the words are compared before they are marked. */
export function withShortAnswer({ text, short_answer }, first) {
  if (!short_answer) return [text];
  const [start, end] = [short_answer.span.start, short_answer.span.end].map((it) => it - first.span.start);
  const [before, words, after] = cutAt(text, { start, end });
  return words === short_answer.text ? [before, make("mark", { part: "short" }, words), after] : [text];
}

/** A statement, who else says the same, and what it must not be read without. */
export function point(context, statement) {
  const { t } = context;
  const { cited } = context.evidence;
  const first = cited(statement.citations[0]);
  const marks = statement.citations.map((id) => citeButton(context, cited(id)));
  return make(
    "div",
    { class: "point" },
    make("p", { class: "statement", part: "statement", dir: "auto" }, withShortAnswer(statement, first), " ", marks),
    statement.also > 0 && make("p", { class: "quiet also", part: "also" }, t("also", statement.also)),
    qualifications(t, statement).map(([words, id]) => make("p", { class: "note", part: "note qualification" }, quoteLine(context, words, cited(id).quote, [cited(id)]))),
  );
}

/** Each with our words for how it stands to the statement. */
export const qualifications = (t, statement) => (statement.qualifications ?? []).map((it) => [t(t.has(it.relation) ? it.relation : "limits"), it.citation]);

/** Our words and an article's, which may run the other way, with their marks. */
export function quoteLine(context, words, quote, citations = []) {
  return [make("strong", {}, words), " ", make("bdi", {}, `“${quote}”`), " ", citations.map((it) => citeButton(context, it))];
}

/** When an article was published, where that is known. */
export const dateLine = (t, { published_at }) => published_at && make("p", { class: "quiet", part: "date" }, date(t, published_at));

const quoted = (citation) => make("blockquote", { dir: "auto", part: "quote" }, citation.quote);

function card(context, citation, told) {
  const source = context.evidence.sourceOf(citation);
  const head = make("div", { class: "head" }, citeButton(context, citation), make("strong", { dir: "auto" }, titleOf(source)));
  return make("li", { class: "card", part: "card" }, head, !told.has(citation.quote) && quoted(citation), facts(context.t, source), originalLink(context.t, citation, source));
}

/** What the answer cites, or what came nearest to one; a quote that says just what was `told` is not said twice. */
export function sourceCards(context, { abstention, citations, sources }, told) {
  const { t } = context;
  const list = (quotes) => make("ol", { class: "cards" }, quotes.map((it) => card(context, it, told)));
  if (abstention?.nearest.length) return [make("h4", {}, t("nearest")), list(abstention.nearest)];
  return citations.length > 0 && make("details", { class: "sources", open: true }, make("summary", {}, t("sources", sources.length)), list(citations));
}

/** Side by side. An answer that an earlier release kept has citations in place of positions. */
export function disagreement(context, { relation, positions, citations = [] }) {
  const { t } = context;
  const { cited, sourceOf } = context.evidence;
  const words = t(t.has(relation) ? relation : "differ");
  const position = (it) => {
    const quotes = it.citations.map(cited);
    const from = quotes.map(sourceOf);
    const outlets = new Set(from.map((source) => source.publisher || titleOf(source)));
    const value = it.value || quotes[0].quote;
    const head = make("p", { dir: "auto" }, make("strong", {}, value), " ", quotes.map((quote) => citeButton(context, quote)));
    const who = make("p", { class: "quiet" }, make("bdi", {}, [...outlets].join(", ")), ` · ${date(t, it.published_at ?? from[0].published_at)} · ${t("sources", it.sources)}`);
    return make("li", { class: "card", part: "card position" }, head, value !== quotes[0].quote && quoted(quotes[0]), who);
  };
  const all = positions ?? citations.map((id) => ({ citations: [id], sources: 1 }));
  return make("section", { class: "note told differ", part: "note disagreement", "aria-label": words }, make("p", {}, words), make("ul", { class: "cards beside" }, all.map(position)));
}

/** What is copied: `said` is what the reader sees above the quotes. */
export function asText(t, evidence, answer, said) {
  const { nearest, premise } = answer.abstention ?? {};
  const citations = nearest ? [...nearest, ...(premise?.citations ?? [])] : answer.citations;
  const lines = citations.map((it) => {
    const source = evidence.sourceOf(it);
    const where = [titleOf(source), source.publisher ?? t("unknownOutlet"), date(t, source.published_at), webAddress(source.url)];
    return `[${it.number}] “${it.quote}” (${where.filter(Boolean).join(", ")})`;
  });
  return [answer.standalone_question ?? answer.question, ...said, lines.join("\n")].join("\n\n");
}
