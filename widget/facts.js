// Turns what is known of an article into a line: who published it, when, and where its page is.

import { make, webAddress } from "./dom.js";

/** The day that stands in an ISO 8601 text, where that was written: no time zone moves it. Nothing for one that is unknown or none. */
export function date(t, value) {
  const day = new Date((value ?? "").slice(0, 10));
  return !Number.isNaN(day.getTime()) && day.toLocaleDateString(t.language, { dateStyle: "medium", timeZone: "UTC" });
}

export const titleOf = (article) => article.title || article.article_id;

/** These with a dot between them; nothing where there are none. What is an article's is kept from turning our words around. */
export function dotted(texts, attributes) {
  const known = texts.filter(Boolean).map((it) => make("bdi", {}, it));
  return known.length > 0 && make("p", { class: "quiet", ...attributes }, known.map((it, at) => [at > 0 && " · ", it]));
}

/** What is unknown is left out. */
export const facts = (t, { publisher, published_at, also_in }, authors = []) =>
  dotted([authors.join(", "), publisher, date(t, published_at), also_in?.length > 0 && t("alsoIn", also_in.length)], { part: "facts", class: "quiet facts" });

/** The day of the newest of these articles, where any is known. */
export function newest(t, articles) {
  const days = articles.map((it) => it.published_at).filter((it) => date(t, it));
  return days.length > 0 && date(t, days.reduce((one, other) => (Date.parse(other) > Date.parse(one) ? other : one)));
}

/** How many articles, and how many of them speak on their own where these are fewer. */
export const voices = (t, articles, independent) =>
  independent < articles ? t("independent", independent).replace("{sources}", t("sources", articles)) : t("sources", independent);

/** Goes to the quoted words where the browser can. */
export function originalLink(t, address) {
  const href = webAddress(address);
  return href && make("a", { href, target: "_blank", rel: "noopener noreferrer", "aria-label": t("originalTab") }, `${t("original")} ↗`);
}
