// Turns one question and the events of its answer into what a reader sees of them, state by state.

import { asText, cardList, citeButton, disagreement, quoteCard } from "./cards.js";
import { button, make } from "./dom.js";
import { feedbackBar } from "./feedback.js";
import { DEGRADED, REJECTED } from "./texts.js";

const STAGES = { retrieving: "searching", writing: "writing" };

async function copyText(text, root) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = make("textarea", { class: "unseen" }); // where the page is not secure there is no other way
  field.value = text;
  root.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

/** `state` is what the attribute `data-state` says: searching, writing, answering, resuming, or one of the ends. */
export class Turn {
  answer = null;
  #context;
  #shown = new Map();
  #citations = new Map();
  #sources = new Map();
  #rejected = [];
  #live;

  /** With the `answer` of an earlier visit there is nothing to wait for, and nothing is announced. */
  constructor(context, question, answer = null) {
    this.question = question;
    this.#live = !answer;
    this.#context = { ...context, read: (citation, source, opener) => context.read(citation, source, opener, this.answer?.citations.length && this.answer.id) };
    const { t } = context;
    this.status = make("p", { class: "status", part: "status" });
    this.statements = make("div", { class: "statements", part: "answer" });
    this.after = make("div", { class: "after" });
    const said = make("h3", { class: "question", part: "question", dir: "auto" }, question);
    this.node = make("article", { class: "turn", part: "turn", "aria-label": question }, said, this.statements, this.status, this.after);
    if (answer) this.complete(answer);
    else this.#become("searching", t("searching"));
    this.#say(t("searching"));
  }

  /** Takes an event as it came; unknown ones are skipped. */
  take({ name, data }) {
    const { t } = this.#context;
    if (name === "status" && STAGES[data.stage]) this.#become(STAGES[data.stage], t(STAGES[data.stage]));
    if (name === "statement") this.#state(data.statement, data.citations, data.sources);
    if (name === "rejected") this.#rejected.push(data);
    if (name === "completed") this.complete(data);
    if (name === "failed") this.fail(data);
    if (name === "cancelled") this.stop();
  }

  resuming() {
    this.#become("resuming", this.#context.t("resuming"));
  }

  /** The whole answer, after its events or without them. */
  complete(answer) {
    const { t } = this.#context;
    this.answer = answer;
    const citations = new Map(answer.citations.map((it) => [it.id, it]));
    answer.sources.forEach((it) => this.#sources.set(it.number, it));
    for (const it of answer.statements) this.#state(it, it.citations.map((id) => citations.get(id)), []);
    this.#rejected = answer.rejected;
    this.#become(answer.mode === "abstained" ? "abstained" : "done", "");
    this.after.replaceChildren(...this.#notes(answer), ...this.#quotes(answer), ...this.#leftOut(), this.#actions(answer));
    this.#say(answer.abstention ? this.#why(answer) : t("complete", answer.sources.length).replace("{sources}", t("sources", answer.sources.length)));
  }

  /** What has been shown was verified, and stays. */
  stop() {
    this.#end("stopped", this.#context.t("stopped"));
  }

  /** A refusal, a failure or no network; `retry` asks once more. */
  fail(problem) {
    const { t } = this.#context;
    if (problem.status === 429) return this.#limited(problem.retryAfter ?? 5);
    if (problem.code === "no_articles") return this.#end("failed", t("noArticles"));
    return problem.status ? this.#end("failed", t("failed")) : this.#end("offline", t("offline"));
  }

  #limited(seconds) {
    const retry = this.#end("limited", this.#context.t("limited", seconds));
    const until = Date.now() + seconds * 1_000;
    retry.disabled = true;
    const timer = setInterval(() => {
      const left = Math.ceil((until - Date.now()) / 1_000);
      if (left > 0 && retry.isConnected) return void (this.status.textContent = this.#context.t("limited", left));
      clearInterval(timer);
      retry.disabled = false;
      this.status.hidden = true;
    }, 1_000);
  }

  #end(state, text) {
    const retry = button(this.#context.t("retry"), () => this.#context.retry(this), { class: "primary", part: "button" });
    this.#become(state, text);
    this.#say(text);
    this.after.replaceChildren(...this.#leftOut(), make("div", { class: "actions" }, retry));
    return retry;
  }

  #become(state, text) {
    this.node.dataset.state = state;
    this.node.setAttribute("aria-busy", String(["searching", "writing", "answering", "resuming"].includes(state)));
    this.status.textContent = text;
    this.status.hidden = !text;
    if (this.#live) this.#context.changed(state);
  }

  #say(text) {
    if (this.#live) this.#context.announce(text);
  }

  #state(statement, citations, sources) {
    if (this.#shown.has(statement.id)) return;
    sources.forEach((it) => this.#sources.set(it.number, it));
    citations.forEach((it) => this.#citations.set(it.id, it));
    this.#shown.set(statement.id, statement.text);
    const marks = statement.citations.map((id) => this.#citations.get(id)).map((it) => citeButton(this.#context, it, this.#sources.get(it.source)));
    this.statements.append(make("p", { class: "statement", part: "statement", dir: "auto" }, statement.text, " ", ...marks));
    if (!this.answer) this.#become("answering", this.#context.t("answering"));
    this.#say(statement.text);
  }

  /** No fallback is silent: how the answer came about where it is not as wanted. */
  #notes(answer) {
    const { t } = this.#context;
    const byId = new Map(answer.citations.map((it) => [it.id, it]));
    const reason = answer.degraded && t(DEGRADED[answer.degraded.reason] ?? "unavailable");
    return [
      reason && make("p", { class: "note", part: "note" }, reason),
      ...answer.disagreements.map((it) => disagreement(this.#context, it.citations.map((id) => byId.get(id)), this.#sources)),
      answer.abstention && make("p", { class: "note", part: "note" }, this.#why(answer)),
    ].filter(Boolean);
  }

  #why({ abstention }) {
    const { t } = this.#context;
    return t.has(abstention.reason) ? t(abstention.reason) : abstention.message;
  }

  #quotes(answer) {
    const { t } = this.#context;
    const nearest = answer.abstention?.nearest ?? [];
    if (nearest.length) return [make("h4", {}, t("nearest")), cardList(this.#context, nearest, this.#sources)];
    if (!answer.citations.length) return [];
    const told = new Set(this.#shown.values());
    const cards = answer.citations.map((it) => quoteCard(this.#context, it, this.#sources.get(it.source), told));
    const list = make("ol", { class: "cards" }, ...cards);
    return [make("details", { class: "sources", open: true }, make("summary", {}, t("sources", answer.sources.length)), list)];
  }

  #leftOut() {
    const { t } = this.#context;
    if (!this.#rejected.length) return [];
    const items = this.#rejected.map(({ text, reason }) =>
      make("li", {}, text && make("q", { dir: "auto" }, text), text && " ", make("span", { class: "quiet" }, t(REJECTED[reason] ?? "unsupported"))),
    );
    return [make("details", { class: "rejected", part: "rejected" }, make("summary", {}, t("rejected", items.length)), make("ul", {}, ...items))];
  }

  #actions(answer) {
    const { t, announce } = this.#context;
    const copy = button(t("copy"), async () => {
      const done = await copyText(asText(t, answer), this.node).then(() => "copied", () => "failed");
      copy.textContent = t(done);
      announce(t(done));
      setTimeout(() => (copy.textContent = t("copy")), 3_000);
    }, { class: "plain", part: "button" });
    return make("div", { class: "actions" }, copy, feedbackBar(this.#context, { answer_id: answer.id }, ["helpful", "helpfulNot"]));
  }
}
