// Turns an article and the quotes of an answer into its text with each of them marked, where it stands there to the letter.

import { cutAt, make } from "./dom.js";

const stands = (article, { version, span, quote }) => version === article.version && cutAt(article.clean, span)[1] === quote;

/** The text, and by the id of a quote its mark: none where other words stand at its place. Of quotes that overlap each has the rest. */
export function markedText(article, quotes) {
  const marks = new Map();
  const pieces = [];
  const points = [...article.clean]; // offsets count code points
  let at = 0;
  for (const it of quotes.filter((quote) => stands(article, quote)).sort((one, other) => one.span.start - other.span.start)) {
    if (it.span.end > at) {
      const start = Math.max(at, it.span.start);
      const mark = make("mark", { part: "mark", tabindex: "-1" }, points.slice(start, it.span.end).join(""));
      pieces.push(points.slice(at, start).join(""), mark);
      at = it.span.end;
    }
    marks.set(it.id, pieces.at(-1));
  }
  return { node: make("div", { class: "text", dir: "auto" }, pieces, points.slice(at).join("")), marks };
}
