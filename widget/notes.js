// Turns what a reader must know of an answer into notes: why it is none, what it fell back to, and what was left out.

import { quoteLine } from "./cite.js";
import { button, make } from "./dom.js";
import { dotted, titleOf } from "./facts.js";
import { DEGRADED, REJECTED } from "./reasons.js";

const note = (...children) => make("p", { class: "note told", part: "note" }, children);

/** What is read for an answer, while it is: outlets, or titles where these are unknown, each once. */
export function beingRead({ t }, articles) {
  const names = new Set(articles.map((it) => it.publisher || titleOf(it)));
  return names.size > 0 && make("div", {}, make("p", { class: "quiet" }, t("reading", articles.length)), dotted([...names], { part: "reading" }));
}

/** No fallback is silent. */
export const degradation = ({ t }, { degraded }) => degraded && note(t(DEGRADED[degraded.reason] ?? "unavailable"));

/** What the question takes for granted or what is missing tells more than the reason. */
export function refusal(context, { reason, message, premise, missing = [] }) {
  const { t } = context;
  const granted = premise && note(quoteLine(context, t("premise"), premise.asked), make("br"), quoteLine(context, t("instead"), premise.stands, premise.citations));
  const lacking = missing.length > 0 && note(make("strong", {}, t("missing")), " ", make("bdi", {}, missing.join(", ")));
  return premise || lacking ? [granted, lacking].filter(Boolean) : [note(t.has(reason) ? t(reason) : message)];
}

/** Another way on: a question that the articles are known to answer. */
export const offer = ({ t, ask }, question) =>
  make("div", { class: "offer", part: "offer" }, make("h4", {}, t("offer")), button(make("bdi", {}, question), () => ask(question), { class: "more", part: "button" }));

export function leftOut({ t }, rejected) {
  const items = rejected.map(({ text, reason }) => make("li", {}, text && make("q", { dir: "auto" }, text), make("p", { class: "quiet" }, t(REJECTED[reason] ?? "unsupported"))));
  return items.length > 0 && make("details", { class: "rejected", part: "rejected" }, make("summary", {}, t("rejected", items.length)), make("ul", {}, items));
}
