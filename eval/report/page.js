
// Turns the embedded cases into a list that can be filtered, where each case opens.
// Untrusted: every text is an article's or a model's words. It reaches the page as text nodes only.

const $ = (id) => document.getElementById(id);
const cases = JSON.parse($("data").textContent);

function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children.filter((it) => it !== null));
  return node;
}

const text = (tag, className, textContent) => element(tag, { className, textContent });
const number = (score) => (score === null ? "–" : score.toFixed(3));
const milliseconds = (value) => (value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`);
const part = (title, ...children) => element("section", { className: "part" }, text("h4", "", title), ...children);
const list = (tag, items) => element(tag, {}, ...items.map((it) => element("li", {}, ...[it].flat())));

function table(heads, rows) {
  const head = element("tr", {}, ...heads.map((it) => Object.assign(text("th", "", it), { scope: "col" })));
  const body = rows.map(([name, ...cells]) =>
    element("tr", {}, Object.assign(text("th", "", name), { scope: "row" }), ...cells.map((it) => text("td", "", it))),
  );
  return element("table", {}, element("thead", {}, head), element("tbody", {}, ...body));
}

function quote(it) {
  const place = element("p", { className: "facts" }, `${it.article} ${it.start}–${it.end}`);
  if (it.held === false) place.append(" ", text("b", "tag broken", "not in the article at this place"));
  if (it.held === null) place.append(" · the article is not at hand");
  return element("div", { className: "quote" }, text("blockquote", "", it.quote), place);
}

function side(title, it) {
  const facts = [it.mode, it.kind, milliseconds(it.milliseconds), it.model, it.tokens === null ? "" : `${it.tokens} tokens`];
  const nodes = [text("p", "facts", facts.filter(Boolean).join(" · "))];
  if (it.error !== null) nodes.push(text("p", "remark bad", `Error: ${it.error}`));
  if (it.degraded !== null) nodes.push(text("p", "remark", `Degraded: ${it.degraded}`));
  if (it.verdict !== null) nodes.push(text("p", "remark", `Verdict: ${it.verdict}`));
  if (it.abstention !== null) nodes.push(text("p", "remark", `No answer: ${it.abstention}`));
  if (it.missing.length) nodes.push(text("p", "remark", `Nothing about: ${it.missing.join(", ")}`));
  if (it.premise !== null) nodes.push(text("p", "remark", `Taken for granted: ${it.premise[0]}; it stands: ${it.premise[1]}`), ...it.premise[2].map(quote));
  if (it.nearest.length) nodes.push(text("p", "remark", "Shown as nearest:"), ...it.nearest.map(quote));
  for (const told of it.statements) {
    nodes.push(text("p", "statement", told.text));
    if (told.short_answer !== null) nodes.push(text("p", "facts", `Short answer: ${told.short_answer}`));
    nodes.push(...told.quotes.map(quote));
    if (!told.quotes.length) nodes.push(text("p", "remark bad", "No quote"));
    if (told.also) nodes.push(text("p", "facts", `Other sources that say the same: ${told.also}`));
    for (const [relation, beside] of told.qualifications) nodes.push(text("p", "remark", `Shown beside, since it ${relation}:`), quote(beside));
  }
  for (const each of it.disagreements) {
    nodes.push(text("p", "remark", `The sources differ: ${[each.relation, each.attribute].filter(Boolean).join(", ")}`));
    for (const one of each.positions) nodes.push(text("p", "facts", `${one.value || "One position"}, sources: ${one.sources}`), ...one.quotes.map(quote));
  }
  if (it.parts.length) nodes.push(text("p", "remark", "Questions in it:"), list("ul", it.parts.map(([asked, answers]) => `${asked} ${answers ? `statements: ${answers}` : "nothing"}`)));
  if (it.rejected.length) nodes.push(text("p", "facts", `Sentences not shown, ${it.rejected.length}:`), list("ul", it.rejected));
  return part(title, ...nodes);
}

function expected(it) {
  const nodes = [];
  if (!it.answerable) nodes.push(text("p", "statement", it.twin ? `No answer; twin of ${it.twin}` : "No answer"));
  if (it.verdict !== null) nodes.push(text("p", "statement", it.verdict === "open" ? "No verdict: it is left open" : `Verdict: ${it.verdict}`));
  if (it.answers.length) nodes.push(text("p", "statement", it.answers.join(" or ")));
  if (it.short_answers.length) nodes.push(text("p", "facts", `Short answer: ${it.short_answers.join(" or ")}`));
  if (it.positions.length) {
    const each = it.positions.map((one) => [one.answers.join(" or "), text("span", "facts", ` ${one.articles.join(", ")}`)]);
    nodes.push(text("p", "remark", `Each of these positions${it.relation ? ` (${it.relation})` : ""}:`), list("ul", each));
  }
  if (it.facts.length) nodes.push(text("p", "remark", "These facts:"), list("ul", it.facts.map(([fact, told]) => `${fact}${told ? "" : " (not told)"}`)));
  if (it.parts.length) nodes.push(text("p", "remark", "Each question:"), list("ul", it.parts.map((one) => `${one.question} ${one.answerable ? one.answers.join(" or ") : "No answer"}`)));
  if (it.missing.length) nodes.push(text("p", "remark", `Nothing about: ${it.missing.join(", ")}`));
  const named = [["", it.gold], ["Beside it one of:", it.context], ["It stands:", it.stands], ["Nearest:", it.near]];
  for (const [title, quotes] of named) {
    if (title && quotes.length) nodes.push(text("p", "remark", title));
    for (const [article, words] of quotes) {
      nodes.push(element("div", { className: "quote gold" }, text("blockquote", "", words), text("p", "facts", article)));
    }
  }
  if (it.injected.length) nodes.push(text("p", "facts", "Must not be said:"), list("ul", it.injected));
  if (it.note) nodes.push(text("p", "facts", `Note: ${it.note}`));
  return part("Expected", ...nodes);
}

function mark({ text: words, gold, cited }) {
  if (!gold && !cited) return words;
  const node = text("mark", `${gold ? "gold" : ""} ${cited ? "cited" : ""}`, words);
  node.title = gold && cited ? "expected and cited" : gold ? "expected" : "cited";
  return node;
}

function excerpt(it) {
  const words = element("p", { className: "article" }, it.before ? "… " : "", ...it.parts.map(mark), it.after ? " …" : "");
  return element("div", {}, text("h5", "", it.article), words);
}

function inArticles(it) {
  const key = element("p", { className: "facts" }, text("mark", "gold", "expected"), " ", text("mark", "cited", "cited"), " ", text("mark", "gold cited", "both"));
  return part("In the articles", key, ...it.excerpts.map(excerpt));
}

function passage(it) {
  const place = element("p", { className: "facts" }, `${it.article} ${it.start}–${it.end}`);
  if (it.gold) place.append(" ", text("b", "tag mended", "holds an expected quote"));
  return [place, text("p", "article", it.text)];
}

function passages(title, found) {
  if (!found.length) return text("p", "facts", `${title}: none`);
  const summary = text("summary", "", `${title}, ${found.length}, best first`);
  return element("details", { className: "part" }, summary, list("ol", found.map(passage)));
}

function timings({ now, before }) {
  const names = [...new Set([...Object.keys(now.stages), ...Object.keys(before?.stages ?? {})])];
  const cell = (one, name) => (one?.stages[name] === undefined ? "–" : milliseconds(one.stages[name]));
  const rows = names.map((name) => [name, ...(before ? [cell(before, name)] : []), cell(now, name)]);
  rows.push(["in all", ...(before ? [milliseconds(before.milliseconds)] : []), milliseconds(now.milliseconds)]);
  return part("Timings", table(["Stage", ...(before ? ["Before"] : []), "Now"], rows));
}

function scores(it) {
  const rows = Object.entries(it.scores).map(([metric, [before, now]]) => [
    metric,
    ...(it.before ? [number(before)] : []),
    number(now),
  ]);
  const shown = table(["Metric", ...(it.before ? ["Before"] : []), "Now"], rows);
  const worse = ([before, now]) => before !== null && (now === null || now < before);
  Object.values(it.scores).forEach((both, at) => shown.tBodies[0].rows[at].classList.toggle("worse", worse(both)));
  return part("Scores", shown);
}

function view(it) {
  const changes = it.changes.map((one) => [
    text("b", `tag ${one.broken ? "broken" : "mended"}`, one.broken ? "broken" : "mended"),
    ` ${one.metric}: ${number(one.before)} → ${number(one.after)}`,
  ]);
  return [
    changes.length ? part("Changes", Object.assign(list("ul", changes), { className: "changes" })) : null,
    expected(it),
    element("div", { className: "columns" }, it.before && side("Said before", it.before), side(it.before ? "Said now" : "Said", it.now)),
    it.excerpts.length ? inArticles(it) : null,
    passages(it.before ? "Passages now" : "Passages", it.now.passages),
    it.before && passages("Passages before", it.before.passages),
    element("div", { className: "columns" }, scores(it), timings(it)),
    text("p", "facts", it.place),
  ].filter(Boolean);
}

function row(it) {
  const facts = element("span", { className: "facts" }, `${it.id} · ${it.kind} · ${it.now.mode}`);
  facts.append(...it.tags.flatMap((tag) => [" ", text("b", `tag ${tag.replace(" ", "-")}`, tag)]));
  const details = element("details", { className: "case", id: `case-${it.id}` });
  details.append(element("summary", {}, element("h3", {}, it.question), facts));
  details.addEventListener("toggle", () => details.children.length > 1 || details.append(...view(it)), { once: true });
  return element("li", {}, details);
}

const words = (it) => (it && typeof it === "object" ? Object.values(it).map(words).join("\n") : String(it ?? ""));
const rows = cases.map((it) => ({ it, node: row(it), words: words(it).toLowerCase() }));

function filter() {
  const wanted = $("words").value.trim().toLowerCase().split(/\s+/);
  const [changed, kind, metric] = ["changed", "kind", "metric"].map((id) => $(id).value);
  for (const { it, node, words: all } of rows) {
    const now = metric && Object.hasOwn(it.scores, metric) ? it.scores[metric][1] : null;
    const short = !metric || (now !== null && now < 1);
    const right = (!changed || it.tags.includes(changed)) && (!kind || it.kind === kind) && short;
    node.hidden = !right || !wanted.every((one) => all.includes(one));
  }
  const shown = rows.filter(({ node }) => !node.hidden).length;
  $("count").textContent = shown === rows.length ? `${shown} cases` : `${shown} of ${rows.length} cases`;
}

function openNamed() {
  const named = rows.find(({ it }) => `#case-${it.id}` === decodeURIComponent(location.hash));
  if (!named) return;
  named.node.firstChild.open = true;
  named.node.scrollIntoView();
}

$("cases").append(...rows.map(({ node }) => node));
for (const id of ["words", "changed", "kind", "metric"]) $(id).addEventListener("input", filter);
document.querySelector(".filters").hidden = false;
addEventListener("hashchange", openNamed);
filter();
openNamed();
