// Turns a question into an answer with its quotes, each of which opens in its article.
// Untrusted: every text from the server is an article's or a reader's words. It reaches the page as text nodes only.

const $ = (id) => document.getElementById(id);

function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

async function request(path, body) {
  const options = body && {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  const response = await fetch(path, options);
  const result = await response.json();
  if (!response.ok) throw new Error(result.detail ?? response.statusText);
  return result;
}

// Offsets count code points; a JavaScript string counts UTF-16 units.
const slice = (points, start, end) => points.slice(start, end).join("");

const date = (value) => (value ? new Date(value).toLocaleDateString(undefined, { dateStyle: "long" }) : "date unknown");

const outlet = (article) => article.publisher ?? "outlet unknown";

function quoteButton(citation) {
  const button = element("button", { type: "button", className: "cite", textContent: `[${citation.number}]` });
  button.setAttribute("aria-label", `Show quote ${citation.number} in its article`);
  button.addEventListener("click", () => openQuote(citation).catch(fail));
  return button;
}

function quoteCard(citation, source) {
  const others = source.also_in.length ? `, also in ${source.also_in.length} other ${source.also_in.length === 1 ? "article" : "articles"}` : "";
  const card = element(
    "li",
    { className: "quote" },
    element("blockquote", { textContent: citation.quote }),
    element(
      "p",
      { className: "facts" },
      quoteButton(citation),
      ` ${source.title ?? source.article_id} · ${outlet(source)} · ${date(source.published_at)}${others}`,
    ),
  );
  if (citation.deep_link) {
    const link = element("a", { href: citation.deep_link, rel: "noopener noreferrer", target: "_blank" }, "original page");
    card.lastChild.append(" · ", link);
  }
  return card;
}

const quoteList = (citations, sources) =>
  element("ol", { className: "quotes" }, ...citations.map((it) => quoteCard(it, sources[it.source - 1])));

function showAnswer(answer) {
  const citations = new Map(answer.citations.map((it) => [it.id, it]));
  const statements = answer.statements.map((statement) =>
    element("p", { className: "statement" }, statement.text, " ", ...statement.citations.map((id) => quoteButton(citations.get(id)))),
  );
  const differing = answer.disagreements.map(({ citations: ids }) =>
    element("p", { className: "abstained" }, "The sources give different figures: ", ...ids.map((id) => quoteButton(citations.get(id)))),
  );
  $("answer").replaceChildren(
    ...statements,
    ...differing,
    element("h2", { textContent: answer.citations.length === 1 ? "Quote" : "Quotes" }),
    quoteList(answer.citations, answer.sources),
  );
}

function showAbstention(answer) {
  const { message, nearest } = answer.abstention;
  const parts = [element("p", { className: "abstained", textContent: message })];
  if (nearest.length) parts.push(element("h2", { textContent: "Nearest passages" }), quoteList(nearest, answer.sources));
  $("answer").replaceChildren(...parts);
}

// What a reader must know of how an answer came about: no fallback is silent.
function remarks(answer) {
  const found = [];
  if (answer.degraded) {
    const quoted = answer.mode === "generated" ? "The language model broke off" : "Quoted, without the language model";
    found.push(`${quoted} (${answer.degraded.reason.replaceAll("_", " ")}).`);
  }
  const left = answer.rejected.length;
  if (left) found.push(`${left} ${left === 1 ? "sentence was" : "sentences were"} left out, since no quote supports ${left === 1 ? "it" : "them"}.`);
  return found.map((text) => element("p", { className: "remark", textContent: text }));
}

async function ask(question) {
  $("status").textContent = "Searching the articles…";
  $("answer").replaceChildren();
  const answer = await request("/v1/answers", { question });
  const count = answer.sources.length;
  const outcome = answer.abstention ? "No answer." : `Answer from ${count} ${count === 1 ? "article" : "articles"}.`;
  $("status").textContent = `${outcome} ${Math.round(answer.timings_ms.total)} ms.`;
  (answer.abstention ? showAbstention : showAnswer)(answer);
  $("answer").append(...remarks(answer));
}

async function openQuote(citation) {
  const article = await request(`/v1/articles/${citation.article_id.split("/").map(encodeURIComponent).join("/")}`);
  if (article.version !== citation.version) throw new Error("This article has changed since the answer; ask again.");
  const points = Array.from(article.clean);
  const mark = element("mark", { textContent: slice(points, citation.span.start, citation.span.end) });
  $("reader-title").textContent = article.title ?? article.article_id;
  $("reader-facts").textContent = `${outlet(article)} · ${date(article.published_at)}`;
  $("reader-text").replaceChildren(
    slice(points, 0, citation.span.start),
    mark,
    slice(points, citation.span.end),
  );
  $("reader").showModal();
  mark.scrollIntoView({ block: "center" });
}

function fail(error) {
  $("status").textContent = `That did not work: ${error.message}`;
}

$("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  ask($("question").value).catch(fail);
});
$("close").addEventListener("click", () => $("reader").close());

request("/v1/articles?limit=100").then((page) => {
  const count = `${page.data.length}${page.next_cursor ? "+" : ""}`;
  $("corpus").textContent = `${count} articles. Every sentence of an answer stands on a quote from one of them.`;
}, fail);
