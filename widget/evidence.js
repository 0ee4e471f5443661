// Turns what the events of an answer bring into citations by their ids and sources by their numbers.

export class Evidence {
  #citations = new Map();
  #sources = new Map();

  learn({ citations, sources }) {
    for (const it of sources) this.#sources.set(it.number, it);
    for (const it of citations) this.#citations.set(it.id, it);
  }

  cited = (id) => this.#citations.get(id);

  /** In their order. */
  get quotes() {
    return [...this.#citations.values()].sort((one, other) => one.number - other.number);
  }

  get sources() {
    return [...this.#sources.values()];
  }

  sourceOf = (citation) => this.#sources.get(citation.source);
}
