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

  clear() {
    attempt(() => sessionStorage.removeItem(this.name));
  }
}
