// Turns a question and the events of its answer into what a reader sees, state by state.

import { actions, copyButton } from "./actions.js";
import { button, cutAt, fill, make } from "./dom.js";
import { Evidence } from "./evidence.js";
import { beingRead, degradation, leftOut, offer, refusal } from "./notes.js";
import { countOf, sourceCards } from "./sources.js";
import { Statements } from "./statements.js";

const HISTORY = 2_000; // characters of an answer, as many as the server reads
const STAGES = { retrieving: "searching", writing: "writing" };

export class Turn {
  answer = null;
  #context;
  #evidence = new Evidence();
  #statements;
  #rejected = [];
  #understood;
  #live;

  /** With the `answer` of an earlier visit nothing is announced. */
  constructor(context, question, answer) {
    this.question = question;
    this.#live = !answer;
    const read = (citation, opener) => context.read({ quotes: this.#evidence.quotes, evidence: this.#evidence, answerId: this.#judged }, citation, opener);
    this.#context = { ...context, evidence: this.#evidence, read };
    this.#statements = new Statements(this.#context);
    this.asked = make("p", { class: "quiet asked", part: "asked", hidden: true });
    this.status = make("p", { class: "status", part: "status" });
    this.after = make("div", { class: "after" });
    const said = make("h3", { class: "question", part: "question", dir: "auto" }, question);
    this.node = make("article", { class: "turn", part: "turn", "aria-label": question }, said, this.asked, this.#statements.node, this.status, this.after);
    if (answer) this.complete(answer);
    else this.#become("searching");
    this.#say(context.t("searching"));
  }

  /** Unknown events are skipped. */
  take({ name, data }) {
    if (name === "status" && STAGES[data.stage]) this.#become(STAGES[data.stage]);
    this.#understand(data);
    if (name === "statement") {
      this.#evidence.learn(data);
      this.#state(data.statement);
    }
    if (name === "sources") fill(this.after, beingRead(this.#context, data.articles));
    if (name === "rejected") this.#rejected.push(data);
    if (name === "completed") this.complete(data);
    if (name === "failed") this.fail({ ...data, requestId: data.request_id });
    if (name === "cancelled") this.stop();
  }

  /** Whether there is anything of an answer that was not finished. */
  get isShown() {
    return this.#evidence.quotes.length > 0;
  }

  /** Its question has been asked again: what was verified stays. */
  settle() {
    this.after.querySelector(".primary").remove();
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
    this.answer = answer;
    this.#understand(answer);
    this.#evidence.learn(answer);
    const { nearest = [], premise } = answer.abstention ?? {};
    this.#evidence.learn({ citations: [...nearest, ...(premise?.citations ?? [])], sources: [] });
    for (const it of answer.statements) this.#state(it);
    const heard = this.#statements.arrange(answer);
    this.#rejected = answer.rejected;
    this.#become(answer.mode === "abstained" ? "abstained" : "done", "");
    for (const text of [...heard, ...this.#conclude(answer)]) this.#say(text);
  }

  /** What stands below the statements; returns what is heard of it. */
  #conclude(answer) {
    const fallback = degradation(this.#context, answer);
    const why = answer.abstention ? refusal(this.#context, answer.abstention) : [];
    const other = answer.abstention && this.#context.offered(this.#understood);
    const left = leftOut(this.#context, this.#rejected);
    fill(this.after, fallback, why, sourceCards(this.#context, answer), other && offer(this.#context, other), left, actions(this.#context, answer, () => this.#said()));
    const refused = [...why.map((it) => it.textContent), this.#nearest(answer), other && `${this.#context.t("offer")}: ${other}`].filter(Boolean).join(" ");
    return [fallback?.textContent, answer.abstention ? refused : this.#completed(answer)];
  }

  /** What has been shown was verified, and stays. */
  stop() {
    this.#end("stopped");
  }

  fail({ status, code, retryAfter, requestId = null }) {
    this.#context.tell("qa-error", { code, status, requestId });
    if (status === 429) this.#limited(retryAfter ?? 5);
    else if (status === 401 || status === 403) this.#end("closed", undefined, false); // another try would end the same
    else if (code === "no_articles") this.#end("failed", this.#context.t("noArticles"));
    else this.#end(status ? "failed" : "offline");
  }

  /** The answer's id, where its quotes can be judged. */
  get #judged() {
    return this.answer?.citations.length ? this.answer.id : null;
  }

  #completed(answer) {
    const { t } = this.#context;
    const { sources, rejected } = answer;
    const left = rejected.length > 0 && t("rejected", rejected.length);
    return [t("complete", sources.length).replace("{sources}", countOf(t, answer)), left].filter(Boolean).join(" · ");
  }

  #nearest({ abstention }) {
    const quote = abstention?.nearest[0]?.quote;
    return quote && `${this.#context.t("nearest")}: “${quote}”`;
  }

  /** What is copied above the quotes, as it is shown. */
  #said() {
    const { t } = this.#context;
    this.node.classList.add("copying"); // without what a mark has besides its number
    const shown = [...this.node.querySelectorAll(".asked:not([hidden]), .statements, .after > .told")].map((it) => it.innerText);
    this.node.classList.remove("copying");
    const answer = this.answer ?? this.#soFar;
    return [...shown, answer.citations.length > 0 && countOf(t, answer)].filter(Boolean);
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

  #state(statement) {
    const heard = this.#statements.add(statement);
    if (!this.answer) this.#become("answering");
    heard.forEach((text) => this.#say(text));
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

  /** What has been shown of an answer that is not whole. */
  get #soFar() {
    return { question: this.question, citations: this.#evidence.quotes, sources: this.#evidence.sources };
  }

  #end(state, text = this.#context.t(state), again = true) {
    const retry = again && button(this.#context.t("retry"), () => this.#context.retry(this), { class: "primary", part: "button" });
    const copy = this.#soFar.citations.length > 0 && copyButton(this.#context, this.#soFar, () => this.#said());
    this.#become(state, text);
    this.#say(text);
    const cards = sourceCards(this.#context, this.#soFar);
    fill(this.after, cards, leftOut(this.#context, this.#rejected), (retry || copy) && make("div", { class: "actions" }, retry, copy));
    return retry;
  }

  #become(state, text = this.#context.t(state)) {
    this.node.dataset.state = state;
    this.node.setAttribute("aria-busy", String(state.endsWith("ing"))); // as no end does
    this.status.textContent = text;
    this.status.hidden = !text;
    if (this.#live) this.#context.tell("qa-state", { state });
  }

  #say(text) {
    if (this.#live && text) this.#context.announce(text);
  }
}
