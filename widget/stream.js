// Turns the bytes of an answer's stream into its events, each once, however often the network is cut.

import { Problem } from "./api.js";

const LAST = new Set(["completed", "failed", "cancelled"]);
const SILENCE = 25_000; // milliseconds; the server shows every ten seconds that it lives
const TRIES = 6; // in a row; their pauses outlast the ten seconds that the server keeps a cut answer going
const PAUSE = 200;

/** Reads server-sent events (WHATWG HTML, 9.2.6) from text that is cut anywhere. */
export class EventParser {
  #rest = "";
  #afterReturn = false;
  #id = "";
  #name = "";
  #data = [];

  /** The events that end within this piece. */
  push(piece) {
    return this.#lines(piece).map((line) => this.#take(line)).filter(Boolean);
  }

  #lines(piece) {
    // A carriage return ends a line; the line feed of its pair may come with the next piece.
    const text = this.#afterReturn ? piece.replace(/^\n/, "") : piece;
    if (piece) this.#afterReturn = piece.endsWith("\r");
    const lines = (this.#rest + text).split(/\r\n|\n|\r/);
    this.#rest = lines.pop();
    return lines;
  }

  #take(line) {
    if (!line) return this.#end();
    const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line);
    if (field === "data") this.#data.push(value);
    if (field === "event") this.#name = value;
    if (field === "id" && !value.includes("\0")) this.#id = value;
    return null;
  }

  #end() {
    const event = { id: this.#id, name: this.#name || "message", data: this.#data.join("\n") };
    const whole = this.#data.length > 0;
    this.#name = "";
    this.#data = [];
    return whole && event;
  }
}

const pause = (milliseconds, signal) =>
  new Promise((resolve, reject) => {
    setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });

async function nextPiece(reader) {
  let timer;
  const silent = new Promise((_, reject) => (timer = setTimeout(reject, SILENCE, new Problem(0, "silent"))));
  return Promise.race([reader.read(), silent]).finally(() => clearTimeout(timer));
}

async function* eventsIn(response) {
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const parser = new EventParser();
  try {
    for (;;) {
      const { done, value } = await nextPiece(reader);
      if (done) return;
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** One answer's events; `cut` is called when the connection is lost or the server is busy, before it is asked again. */
export class AnswerStream {
  #api;
  #signal;
  #cut;
  #answer = "";
  #seen = 0;
  #tries = 0;

  constructor(api, signal, cut) {
    this.#api = api;
    this.#signal = signal;
    this.#cut = cut;
    // A server would go on for a while: a reader whose connection was cut may come back, and this one does not.
    signal.addEventListener("abort", () => this.#answer && api.cancel(this.#answer).catch(() => {}));
  }

  /** Or goes on with an answer that was being written when the page was left. */
  async *ask(question, history, earlier = "") {
    this.#answer = earlier;
    let response = earlier ? await this.#again() : await this.#begin(question, history);
    for (;;) {
      for await (const event of this.#whileItLasts(response)) {
        yield event;
        if (LAST.has(event.name)) return;
      }
      response = await this.#again();
    }
  }

  async #begin(question, history) {
    for (;;) {
      try {
        return await this.#api.ask(question, history, this.#signal);
      } catch (error) {
        if (error.code !== "overloaded" || this.#tries === TRIES) throw error;
        this.#cut("waiting");
        this.#tries += 1;
        // Those who were sent away at once do not come back at once.
        await pause(error.retryAfter * 1_000 * (1 + Math.random() / 4), this.#signal);
      }
    }
  }

  async *#whileItLasts(response) {
    try {
      for await (const { id, name, data } of eventsIn(response)) {
        const [answer, number] = id.split(":");
        if (!(Number(number) > this.#seen)) continue;
        const event = { name, data: JSON.parse(data) };
        [this.#answer, this.#seen, this.#tries] = [answer, Number(number), 0];
        yield event;
      }
    } catch {
      this.#signal.throwIfAborted(); // anything else is a cut
    }
  }

  async #again() {
    let wait = null;
    while (this.#answer && this.#tries < TRIES) {
      this.#cut("resuming");
      await pause(wait ?? PAUSE * 2 ** this.#tries * (1 + Math.random() / 4), this.#signal);
      this.#tries += 1;
      try {
        const response = await this.#api.events(this.#answer, `${this.#answer}:${this.#seen}`, this.#signal);
        if (response.status !== 204) return response;
        throw new Problem(410, "events_gone");
      } catch (error) {
        const passing = error instanceof Problem && [0, 429, 502, 503, 504].includes(error.status);
        if (!passing) throw error;
        wait = error.retryAfter && error.retryAfter * 1_000;
      }
    }
    throw new Problem(0, "unreachable");
  }
}
