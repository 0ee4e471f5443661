// Turns statements into the paragraphs of an answer: each as it is verified, and all in their order once the answer is whole.

import { disagreement, disagreementInWords } from "./differences.js";
import { fill, make } from "./dom.js";
import { date, dotted } from "./facts.js";
import { point, qualifications } from "./points.js";

const LISTED = new Set(["overview", "list"]);

export class Statements {
  #context;
  #shown = new Map();

  constructor(context) {
    this.#context = context;
    this.node = make("div", { class: "statements", part: "answer" });
  }

  /** What is heard of it; nothing where it stands already. */
  add(statement) {
    if (this.#shown.has(statement.id)) return [];
    const node = point(this.#context, statement);
    this.#shown.set(statement.id, { statement, node });
    this.node.append(node);
    return [statement.text, ...qualifications(this.#context, statement).map(([words, it]) => `${words} ${it.quote}`)];
  }

  /**
   * What is only known at the end: the answer in a word and where sources differ, which are returned to be heard, what stands
   * under which question, and what makes a list.
   */
  arrange({ kind, verdict, parts = [], disagreements }) {
    const { t } = this.#context;
    const focused = this.node.getRootNode().activeElement;
    if (parts.length) this.#underQuestions(parts);
    else if (LISTED.has(kind)) fill(this.node, make("ul", { class: "points" }, [...this.#shown.values()].map((it) => this.#item(kind, it))));
    const word = verdict && t(t.has(verdict) ? verdict : "differ");
    const differing = disagreements.map((it) => disagreement(this.#context, it));
    this.node.prepend(...(word ? [make("p", { class: "verdict", part: "verdict" }, word)] : []), ...differing);
    focused?.focus({ preventScroll: true });
    return [word, ...disagreements.map((it) => disagreementInWords(this.#context, it))];
  }

  #underQuestions(parts) {
    const left = new Map(this.#shown);
    const take = (id) => {
      const node = left.get(id)?.node ?? point(this.#context, this.#shown.get(id).statement); // in two parts: once more
      left.delete(id);
      return node;
    };
    const under = ({ question, statements }) => [
      make("h4", { part: "subquestion", dir: "auto" }, question),
      statements.length ? statements.map(take) : make("p", { class: "quiet" }, this.#context.t("insufficient")),
    ];
    fill(this.node, parts.map(under), [...left.values()].map((it) => it.node));
  }

  #item(kind, { node, statement }) {
    const { t, evidence } = this.#context;
    const { published_at } = evidence.sourceOf(evidence.cited(statement.citations[0]));
    return make("li", {}, kind === "overview" && dotted([date(t, published_at)], { part: "date" }), node);
  }
}
