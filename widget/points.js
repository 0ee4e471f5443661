// Turns a statement into a paragraph: its short answer marked, its quotes behind it, and below it what it must not be read without.

import { namedCite, quoteLine } from "./cite.js";
import { cutAt, make } from "./dom.js";

/** A statement with a short answer repeats its first quote to the letter; the words are compared before they are marked. */
function withShortAnswer({ text, short_answer }, first) {
  if (!short_answer) return [text];
  const [start, end] = [short_answer.span.start, short_answer.span.end].map((it) => it - first.span.start);
  const [before, words, after] = cutAt(text, { start, end });
  return words === short_answer.text ? [before, make("mark", { part: "short" }, words), after] : [text];
}

/** Each with our words for how it stands to the statement. */
export const qualifications = ({ t, evidence }, statement) =>
  (statement.qualifications ?? []).map((it) => [t(t.has(it.relation) ? it.relation : "limits"), evidence.cited(it.citation)]);

/** Shows its quote when it is pointed at, too. */
function mark(context, citation) {
  const chip = namedCite(context, citation);
  context.preview(chip, citation, context.evidence.sourceOf(citation));
  return chip;
}

export function point(context, statement) {
  const { t } = context;
  const { cited } = context.evidence;
  const marks = statement.citations.map((id) => mark(context, cited(id)));
  return make(
    "div",
    { class: "point" },
    make("p", { class: "statement", part: "statement", dir: "auto" }, withShortAnswer(statement, cited(statement.citations[0])), " ", marks),
    statement.also > 0 && make("p", { class: "quiet also", part: "also" }, t("also", statement.also)),
    qualifications(context, statement).map(([words, it]) => make("p", { class: "note", part: "note qualification" }, quoteLine(context, words, it.quote, [it]))),
  );
}
