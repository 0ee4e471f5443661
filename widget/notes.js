// Turns what a reader must know of an answer into notes: why it is none, what it fell back to, where sources differ, what was left out.

import { quoteLine } from "./cite.js";
import { disagreement } from "./differences.js";
import { make } from "./dom.js";
import { DEGRADED, REJECTED } from "./reasons.js";

const note = (children, name = "") => make("p", { class: `note ${name}`, part: "note" }, children);

/** No fallback is silent. */
export const degradation = ({ t }, { degraded }) => degraded && note(t(DEGRADED[degraded.reason] ?? "unavailable"));

export const disagreements = (context, answer) => answer.disagreements.map((it) => disagreement(context, it));

/** What the question takes for granted or what is missing tells more than the reason. */
export function refusal(context, { reason, message, premise, missing = [] }) {
  const { t } = context;
  const lines = [];
  if (premise) lines.push([quoteLine(context, t("premise"), premise.asked), make("br"), quoteLine(context, t("instead"), premise.stands, premise.citations)]);
  if (missing.length) lines.push([make("strong", {}, t("missing")), " ", make("bdi", {}, missing.join(", "))]);
  if (!lines.length) lines.push(t.has(reason) ? t(reason) : message);
  return lines.map((it) => note(it, "told"));
}

export function leftOut({ t }, rejected) {
  const items = rejected.map(({ text, reason }) => make("li", {}, text && make("q", { dir: "auto" }, text), make("p", { class: "quiet" }, t(REJECTED[reason] ?? "unsupported"))));
  return items.length > 0 && make("details", { class: "rejected", part: "rejected" }, make("summary", {}, t("rejected", items.length)), make("ul", {}, items));
}
