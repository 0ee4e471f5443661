// Turns a conversation into an entry of this tab's session storage, and back.

/** Storage may be forbidden or full: then nothing is kept. */
function attempt(action) {
  try {
    return action();
  } catch {
    return null;
  }
}

export class Store {
  constructor(name) {
    this.name = `qa-chat:${name}`;
  }

  load() {
    const turns = attempt(() => JSON.parse(sessionStorage.getItem(this.name)));
    return Array.isArray(turns) ? turns.filter((it) => it?.question && it.answer?.statements) : [];
  }

  save(turns) {
    attempt(() => sessionStorage.setItem(this.name, JSON.stringify(turns.slice(-20))));
  }

  /** The answer that is being written, by its id: a page that is loaded anew goes on with it. */
  begin(pending) {
    attempt(() => sessionStorage.setItem(`${this.name} pending`, JSON.stringify(pending)));
  }

  get pending() {
    const pending = attempt(() => JSON.parse(sessionStorage.getItem(`${this.name} pending`)));
    return pending?.question && pending.id ? pending : null;
  }

  end() {
    attempt(() => sessionStorage.removeItem(`${this.name} pending`));
  }

  clear() {
    this.end();
    attempt(() => sessionStorage.removeItem(this.name));
  }
}
