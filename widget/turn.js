// Turns a question and the events of its answer into what a reader sees, state by state.

import { asText, cardList, dateLine, disagreement, point, qualifications, quoteLine } from "./cards.js";
import { button, cutAt, fill, make } from "./dom.js";
import { feedbackBar } from "./feedback.js";
import { DEGRADED, REJECTED } from "./texts.js";

const HISTORY = 2_000; // characters of an answer, as many as the server reads
const LISTED = new Set(["overview", "list"]);
const STAGES = { retrieving: "searching", writing: "writing" };

const note = (children, name = "") => make("p", { class: `note ${name}`, part: "note" }, children);

async function copyText(text, root) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = make("textarea", { class: "unseen" }); // where the page is not secure there is no other way
  field.value = text;
  root.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

export class Turn {
  answer = null;
  #context;
  #shown = new Map();
  #citations = new Map();
  #sources = new Map();
  #rejected = [];
  #understood;
  #live;

  /** With the `answer` of an earlier visit nothing is announced. */
  constructor(context, question, answer) {
    this.question = question;
    this.#live = !answer;
    const read = (...quote) => context.read(...quote, this.answer?.citations.length && this.answer.id);
    this.#context = { ...context, sources: this.#sources, read };
    this.asked = make("p", { class: "quiet asked", part: "asked", hidden: true });
    this.status = make("p", { class: "status", part: "status" });
    this.statements = make("div", { class: "statements", part: "answer" });
    this.after = make("div", { class: "after" });
    const said = make("h3", { class: "question", part: "question", dir: "auto" }, question);
    this.node = make("article", { class: "turn", part: "turn", "aria-label": question }, said, this.asked, this.statements, this.status, this.after);
    if (answer) this.complete(answer);
    else this.#become("searching");
    this.#say(context.t("searching"));
  }

  /** Unknown events are skipped. */
  take({ name, data }) {
    if (name === "status" && STAGES[data.stage]) this.#become(STAGES[data.stage]);
    this.#understand(data);
    if (name === "statement") {
      this.#learn(data);
      this.#state(data.statement);
    }
    if (name === "rejected") this.#rejected.push(data);
    if (name === "completed") this.complete(data);
    if (name === "failed") this.fail(data);
    if (name === "cancelled") this.stop();
  }

  /** What the next question may point back to; our own words are no part of it. */
  get past() {
    const { question, standalone_question, text, abstention } = this.answer;
    return { question: standalone_question ?? question, answer: abstention ? "" : cutAt(text, { start: 0, end: HISTORY })[1] };
  }

  /** In this state until the next event. */
  pause(state) {
    this.#become(state);
  }

  /** The whole answer, after its events or without them. */
  complete(answer) {
    const { t } = this.#context;
    this.answer = answer;
    this.#understand(answer);
    this.#learn(answer);
    for (const it of answer.statements) this.#state(it);
    this.#arrange(answer);
    this.#rejected = answer.rejected;
    this.#become(answer.mode === "abstained" ? "abstained" : "done", "");
    fill(this.after, this.#notes(answer), this.#quotes(answer), this.#leftOut(), this.#actions(answer));
    const count = answer.sources.length;
    this.#say(answer.abstention ? this.#refusal(answer.abstention).map((it) => it.textContent).join(" ") : t("complete", count).replace("{sources}", t("sources", count)));
  }

  /** What is only known at the end: the answer in a word, what stands under which question, and what makes a list. */
  #arrange({ kind, verdict, parts = [] }) {
    const { t, sources } = this.#context;
    const focused = this.node.getRootNode().activeElement;
    const left = new Map(this.#shown);
    const take = (id) => {
      const node = left.get(id)?.node ?? this.#point(this.#shown.get(id).statement); // in two parts: once more
      left.delete(id);
      return node;
    };
    const under = ({ question, statements }) => [
      make("h4", { part: "subquestion", dir: "auto" }, question),
      statements.length ? statements.map(take) : make("p", { class: "quiet" }, t("insufficient")),
    ];
    const item = ({ node, statement }) => make("li", {}, kind === "overview" && dateLine(t, sources.get(this.#cited(statement.citations[0]).source)), node);
    if (parts.length) fill(this.statements, parts.map(under), [...left.values()].map((it) => it.node));
    else if (LISTED.has(kind)) fill(this.statements, make("ul", { class: "points" }, [...left.values()].map(item)));
    const word = verdict && t(t.has(verdict) ? verdict : "differ");
    if (word) this.statements.prepend(make("p", { class: "verdict", part: "verdict" }, word));
    focused?.focus({ preventScroll: true });
    this.#say(word);
  }

  /** A follow-up or a misspelt word is answered as it was understood, and the reader sees how. */
  #understand({ standalone_question, corrections = [] }) {
    const before = this.#understood;
    const question = standalone_question ?? before ?? this.question;
    const meant = new Map(corrections.map((it) => [it.asked, it.read_as]));
    // Whole words, as the server has it: "minster" is also a part of "Westminster".
    this.#understood = question.split(/(\p{L}+)/u).map((word) => meant.get(word) ?? word).join("");
    if (this.#understood === (before ?? this.question)) return;
    fill(this.asked, this.#context.t("understood"), " ", make("bdi", {}, this.#understood));
    this.asked.hidden = false;
    this.#say(this.asked.textContent);
  }

  /** What has been shown was verified, and stays. */
  stop() {
    this.#end("stopped");
  }

  fail({ status, code, retryAfter }) {
    if (status === 429) this.#limited(retryAfter ?? 5);
    else if (status === 401 || status === 403) this.#end("closed");
    else if (code === "no_articles") this.#end("failed", this.#context.t("noArticles"));
    else this.#end(status ? "failed" : "offline");
  }

  #limited(seconds) {
    const text = (left) => this.#context.t("limited", left);
    const retry = this.#end("limited", text(seconds));
    const until = Date.now() + seconds * 1_000;
    retry.disabled = true;
    const timer = setInterval(() => {
      const left = Math.ceil((until - Date.now()) / 1_000);
      if (left > 0 && retry.isConnected) return void (this.status.textContent = text(left));
      clearInterval(timer);
      retry.disabled = false;
      this.status.hidden = true;
    }, 1_000);
  }

  #end(state, text = this.#context.t(state)) {
    const retry = button(this.#context.t("retry"), () => this.#context.retry(this), { class: "primary", part: "button" });
    this.#become(state, text);
    this.#say(text);
    fill(this.after, this.#leftOut(), make("div", { class: "actions" }, retry));
    return retry;
  }

  #become(state, text = this.#context.t(state)) {
    this.node.dataset.state = state;
    this.node.setAttribute("aria-busy", String(state.endsWith("ing"))); // as no end does
    this.status.textContent = text;
    this.status.hidden = !text;
    if (this.#live) this.#context.changed(state);
  }

  #say(text) {
    if (this.#live && text) this.#context.announce(text);
  }

  #learn({ citations, sources }) {
    for (const it of sources) this.#sources.set(it.number, it);
    for (const it of citations) this.#citations.set(it.id, it);
  }

  #state(statement) {
    if (this.#shown.has(statement.id)) return;
    const node = this.#point(statement);
    this.#shown.set(statement.id, { statement, node });
    this.statements.append(node);
    if (!this.answer) this.#become("answering");
    this.#say(statement.text);
    for (const [words, id] of this.#but(statement)) this.#say(`${words} ${this.#cited(id).quote}`);
  }

  #point(statement) {
    return point(this.#context, statement, this.#cited);
  }

  #but(statement) {
    return qualifications(this.#context.t, statement);
  }

  #cited = (id) => this.#citations.get(id);

  /** No fallback is silent. */
  #notes({ degraded, disagreements, abstention }) {
    const { t } = this.#context;
    return [
      degraded && note(t(DEGRADED[degraded.reason] ?? "unavailable")),
      ...disagreements.map((it) => disagreement(this.#context, it, this.#cited)),
      ...(abstention ? this.#refusal(abstention) : []),
    ];
  }

  /** What the question takes for granted or what is missing tells more than the reason. */
  #refusal({ reason, message, premise, missing = [] }) {
    const { t } = this.#context;
    const lines = [];
    if (premise) lines.push([quoteLine(this.#context, t("premise"), premise.asked), make("br"), quoteLine(this.#context, t("instead"), premise.stands, premise.citations)]);
    if (missing.length) lines.push([make("strong", {}, t("missing")), " ", make("bdi", {}, missing.join(", "))]);
    if (!lines.length) lines.push(t.has(reason) ? t(reason) : message);
    return lines.map((it) => note(it, "told"));
  }

  #quotes({ abstention, citations, sources }) {
    const { t } = this.#context;
    const told = new Set([...this.#shown.values()].flatMap(({ statement }) => [statement.text, ...this.#but(statement).map(([, id]) => this.#cited(id).quote)]));
    if (abstention?.nearest.length) return [make("h4", {}, t("nearest")), cardList(this.#context, abstention.nearest, told)];
    const list = citations.length > 0 && cardList(this.#context, citations, told);
    return list && make("details", { class: "sources", open: true }, make("summary", {}, t("sources", sources.length)), list);
  }

  #leftOut() {
    const { t } = this.#context;
    const items = this.#rejected.map(({ text, reason }) => make("li", {}, text && make("q", { dir: "auto" }, text), make("p", { class: "quiet" }, t(REJECTED[reason] ?? "unsupported"))));
    return items.length > 0 && make("details", { class: "rejected", part: "rejected" }, make("summary", {}, t("rejected", items.length)), make("ul", {}, items));
  }

  #actions(answer) {
    const { t, announce, ask } = this.#context;
    // Without a model follow-ups are read in English.
    const more = !answer.abstention && button(t("more"), () => ask(answer.mode === "generated" ? t("more") : "Tell me more"), { class: "more", part: "button more" });
    const copy = button(t("copy"), async () => {
      const said = [...this.node.querySelectorAll(".statements, .after > .told")].map((it) => it.innerText).filter(Boolean);
      const done = await copyText(asText(t, answer, said), this.node).then(() => "copied", () => "failed");
      copy.textContent = t(done);
      announce(t(done));
      setTimeout(() => (copy.textContent = t("copy")), 3_000);
    }, { class: "plain", part: "button" });
    return make("div", { class: "actions" }, more, copy, feedbackBar(this.#context, { answer_id: answer.id }, ["helpful", "helpfulNot"]));
  }
}
