// Turns calls into requests to the one server that the widget knows, and refusals into problems.

/** Why a request has no result; `status` is 0 where no server answered, and `requestId` is in the server's log. */
export class Problem extends Error {
  constructor(status, code, { retryAfter = null, requestId = null } = {}) {
    super(code);
    Object.assign(this, { status, code, retryAfter, requestId });
  }
}

async function refusal(response) {
  const body = await response.json().catch(() => ({}));
  const wait = Number.parseInt(response.headers.get("Retry-After"), 10);
  const requestId = body.request_id ?? response.headers.get("X-Request-Id");
  return new Problem(response.status, body.code ?? "unknown", { retryAfter: Number.isNaN(wait) ? null : wait, requestId });
}

const inPath = (id) => encodeURIComponent(id).replaceAll("%2F", "/");

/** `server` is the server's address, `key` a public key or nothing. */
export class Api {
  constructor(server, key) {
    this.server = server.replace(/\/+$/, "");
    this.key = key;
  }

  /** `history` has the turns before, oldest first, as `{ question, answer }`. */
  ask(question, history, signal) {
    return this.#post("/v1/answers", { question, history }, signal, { Accept: "text/event-stream" });
  }

  events(answerId, last, signal) {
    return this.#send(`/v1/answers/${inPath(answerId)}/events`, { signal }, { "Last-Event-ID": last });
  }

  /** Also while the page is being left. */
  cancel(answerId) {
    return this.#send(`/v1/answers/${inPath(answerId)}/cancel`, { method: "POST", keepalive: true });
  }

  async config() {
    return (await this.#send("/v1/widget-config")).json();
  }

  async article(id) {
    return (await this.#send(`/v1/articles/${inPath(id)}`)).json();
  }

  feedback(body) {
    return this.#post("/v1/feedback", body);
  }

  #post(path, body, signal, headers) {
    return this.#send(path, { method: "POST", body: JSON.stringify(body), signal }, { "Content-Type": "application/json", ...headers });
  }

  async #send(path, options, headers) {
    const all = { ...headers, ...(this.key && { Authorization: `Bearer ${this.key}` }) };
    const response = await fetch(this.server + path, { credentials: "omit", headers: all, ...options }).catch((error) => {
      throw options?.signal?.aborted ? error : new Problem(0, "unreachable");
    });
    if (!response.ok) throw await refusal(response);
    return response;
  }
}
