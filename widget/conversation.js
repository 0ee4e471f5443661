// Turns questions into turns, one after the other, and keeps those that were answered.

import { Problem } from "./api.js";
import { button, fill } from "./dom.js";
import { AnswerStream } from "./stream.js";
import { Turn } from "./turn.js";

const PAST = 6; // turns that go with a question, as many as the server takes

export class Conversation {
  #turns = [];
  #running = null;
  #undo = null;
  #context;
  #shell;
  #store;

  constructor(context, shell, store) {
    this.#context = { ...context, retry: (turn) => this.#retry(turn), ask: (question) => this.#askFromField(question) };
    [this.#shell, this.#store] = [shell, store];
    for (const { question, answer, judged = [] } of store.load()) {
      for (const it of judged) context.judged.add(it);
      this.#add(question, answer);
    }
    this.#tidy();
    const { pending } = store;
    if (pending) this.ask(pending.question, pending.id);
    else if (this.#turns.length) this.#open();
  }

  /** At the newest turn, as soon as the log is seen: a panel is opened later. */
  #open() {
    const { log } = this.#shell;
    new ResizeObserver((_, sizes) => {
      if (!log.clientHeight) return;
      sizes.disconnect();
      this.#view(this.#turns.at(-1));
    }).observe(log);
  }

  #view(turn) {
    const { log } = this.#shell;
    if (turn) log.scrollTop = turn.node.offsetTop - log.offsetTop + 1;
  }

  /** The answer once it is whole; null where there is none, or another one is being written. */
  async ask(question, earlier) {
    const asked = question.trim();
    if (!asked || this.#running) return null;
    if (!earlier) this.#context.tell("qa-ask", { question: asked });
    this.#shell.hush();
    const turn = this.#add(asked);
    this.#view(turn);
    const control = (this.#running = new AbortController());
    this.#tidy();
    await this.#follow(turn, control.signal, earlier);
    if (this.#running === control) this.#running = null;
    this.#tidy();
    return turn.answer;
  }

  stop() {
    this.#running?.abort();
  }

  /** Until the next question it can be undone; nothing stays stored. */
  clear() {
    this.leave();
    const cleared = this.#turns;
    this.#turns = [];
    this.#store.clear();
    this.#undo = cleared.length > 0 && button(this.#context.t("undo"), () => this.#restore(cleared), { class: "more", part: "button" });
    fill(this.#shell.log, this.#shell.words.intro, this.#undo);
    this.#shell.announce(this.#context.t("cleared"));
    this.#tidy();
    this.#shell.field.focus();
  }

  #restore(turns) {
    this.#turns = turns;
    fill(this.#shell.log, turns.map((it) => it.node));
    this.keep();
    this.#tidy();
    this.#shell.field.focus();
  }

  /** What was said of an answer stays with it. */
  keep() {
    const judged = (answer) => [...this.#context.judged].filter((it) => it.startsWith(`${answer.id} `));
    this.#store.save(this.#whole().map(({ question, answer }) => ({ question, answer, judged: judged(answer) })));
  }

  /** Stops, and lets the next question come at once. */
  leave() {
    this.stop();
    this.#running = null;
  }

  async #follow(turn, signal, earlier) {
    const history = this.#whole().map((it) => it.past).slice(-PAST);
    try {
      const stream = new AnswerStream(this.#context.api, signal, (state) => turn.pause(state));
      for await (const event of stream.ask(turn.question, history, earlier)) {
        if (signal.aborted) continue;
        if (event.name === "created") this.#store.begin({ question: turn.question, id: event.data.id });
        turn.take(event);
      }
      this.#store.end();
    } catch (error) {
      this.#store.end();
      if (signal.aborted) return void (this.#turns.includes(turn) && turn.stop());
      if (!(error instanceof Problem)) console.error(error);
      turn.fail(error instanceof Problem ? error : new Problem(500, "unreadable_answer"));
    }
    if (!turn.answer) return;
    this.keep();
    this.#context.tell("qa-answer", turn.answer);
  }

  #whole() {
    return this.#turns.filter((it) => it.answer);
  }

  #add(question, answer) {
    const turn = new Turn(this.#context, question, answer);
    this.#turns.push(turn);
    this.#shell.words.intro.remove();
    if (this.#undo) this.#undo.remove();
    this.#shell.log.append(turn.node);
    return turn;
  }

  /** The turn that failed goes, unless it has something to show. */
  #retry(turn) {
    if (this.#running) return;
    if (turn.isShown) turn.settle();
    else {
      this.#turns = this.#turns.filter((it) => it !== turn);
      turn.node.remove();
    }
    this.#askFromField(turn.question);
  }

  #askFromField(question) {
    this.#shell.field.focus();
    return this.ask(question);
  }

  #tidy() {
    this.#shell.tidy({ running: Boolean(this.#running), empty: !this.#turns.length });
  }
}
