// Turns an answer into what a reader can do with it: ask for more, copy it with its sources, judge it.

import { button, make, webAddress } from "./dom.js";
import { date, titleOf } from "./facts.js";
import { feedbackBar } from "./feedback.js";

/** `said` is what the reader sees above the quotes. */
function asText({ t, evidence }, { question }, said) {
  const lines = evidence.quotes.map((it) => {
    const source = evidence.sourceOf(it);
    const where = [titleOf(source), source.publisher, date(t, source.published_at), webAddress(source.url)];
    return `[${it.number}] “${it.quote}” (${where.filter(Boolean).join(", ")})`;
  });
  return [question, ...said, lines.join("\n")].join("\n\n");
}

async function copyText(text, root) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = make("textarea", { class: "unseen" }); // where the page is not secure there is no other way
  field.value = text;
  root.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

/** `said` gives what the reader sees above the quotes. */
export function copyButton(context, answer, said) {
  const { t, announce } = context;
  const copy = button(t("copy"), async () => {
    const done = await copyText(asText(context, answer, said()), copy.parentNode).then(() => "copied", () => "failed");
    copy.textContent = t(done);
    announce(t(done));
    setTimeout(() => (copy.textContent = t("copy")), 3_000);
  }, { class: "plain", part: "button" });
  return copy;
}

export function actions(context, answer, said) {
  const { t, ask } = context;
  // Without a model follow-ups are read in English.
  const more = !answer.abstention && button(t("more"), () => ask(answer.mode === "generated" ? t("more") : "Tell me more"), { class: "more", part: "button more" });
  return make("div", { class: "actions" }, more, copyButton(context, answer, said), feedbackBar(context, { answer_id: answer.id }, ["helpful", "helpfulNot"]));
}
