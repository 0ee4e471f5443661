// Turns the calls that a page made before its chat was there, and all later ones, into calls of its first chat.

const METHODS = new Set(["ask", "open", "read", "close", "stop", "clear"]);

/** In place of the page's list `qaChat`: it takes calls in the same way, as in `push(["ask", "When did it open?"])`. */
export class Calls {
  #waiting;

  constructor(early) {
    this.#waiting = [...early];
  }

  push(...calls) {
    this.#waiting.push(...calls);
    this.run();
  }

  /** Those of a page without a chat wait for one. */
  run() {
    const chat = document.querySelector("qa-chat");
    for (const [name, ...given] of chat ? this.#waiting.splice(0) : []) {
      if (METHODS.has(name)) chat[name](...given);
      else console.error(`<qa-chat>: there is no call "${name}"; there are ${[...METHODS].join(", ")}`);
    }
  }
}
