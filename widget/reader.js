// Turns a citation, or an article's id, into the article beside the answer, or over it where there is no room, with the quotes marked.

import { button, fill, make } from "./dom.js";
import { facts, originalLink, titleOf } from "./facts.js";
import { feedbackBar } from "./feedback.js";
import { markedText } from "./marked.js";

const ROOM = { page: 60, panel: 48 }; // rem, from where article and answer stand side by side: a floating panel can grow
const TITLE = "reader-title";

const arrow = (way) => make("span", { class: `arrow ${way}`, "aria-hidden": "true" });

/** One dialog, filled anew for each quote. */
export class Reader {
  #context;
  #panel;
  #floating;
  #opener;
  #reading; // the quotes of an answer, and which of them
  #articles = new Map();
  #place = make("span", { class: "place", "aria-hidden": "true" });
  #status = make("span", { class: "unseen", role: "status" });
  #steps;
  #back;
  #page = make("div", { class: "page" });
  #sizes = new ResizeObserver(() => this.#fit());

  /** `panel` is what it stands beside the log of; a `floating` one can grow. */
  constructor(context, panel, floating) {
    [this.#context, this.#panel, this.#floating] = [context, panel, floating];
    this.node = make("dialog", {
      class: "reader",
      part: "reader",
      "aria-labelledby": TITLE,
      onclose: () => this.#closed(),
      onclick: (event) => event.target === this.node && this.node.matches(":modal") && this.close(),
      onkeydown: (event) => this.#onKey(event),
    }, this.#bar(), this.#page);
  }

  /** `reading` has the answer's quotes, its evidence, and its id where a quote can be judged. Opens at once; the article follows. */
  open(reading, citation, opener) {
    this.#reading = { ...reading, at: reading.quotes.findIndex((it) => it.id === citation.id) };
    this.#appear(opener);
    return this.#turn(true);
  }

  /** Resolves with whether there is something to read. */
  async openArticle(id, opener) {
    this.#reading = { quotes: [] };
    this.#appear(opener);
    this.#steps.hidden = true;
    fill(this.#back, this.#context.t("close"));
    const heading = make("h3", { id: TITLE, dir: "auto", tabindex: "-1" }, this.#context.t("loading"));
    const page = make("div", { role: "region", tabindex: "0", "aria-labelledby": TITLE, class: "article" }, heading);
    fill(this.#page, page);
    const article = await this.#article(id);
    if (!page.isConnected) return false; // another one has been opened since
    if (article) fill(page, heading, this.#about(article, article.url), markedText(article, []).node);
    heading.textContent = article ? titleOf(article) : this.#context.t("unopened");
    heading.focus({ preventScroll: true });
    return Boolean(article);
  }

  close() {
    if (this.node.open) this.node.close();
  }

  #appear(opener) {
    this.#opener = opener;
    if (!this.node.open) this.#show();
    for (const it of [this.#panel, document.documentElement]) this.#sizes.observe(it);
  }

  #about(source, address) {
    const { t } = this.#context;
    return make("div", { class: "about" }, facts(t, source, source.authors), originalLink(t, address));
  }

  #bar() {
    const { t } = this.#context;
    this.#back = button([], () => this.close(), { class: "plain back", part: "button" });
    const step = (by, name) => button(arrow(name), () => this.#step(by), { class: "icon", "aria-label": t(name), part: "button" });
    this.#steps = make("div", { class: "steps" }, step(-1, "previous"), this.#place, step(1, "next"), this.#status);
    return make("div", { class: "head bar" }, this.#back, this.#steps);
  }

  /** Round and round: no button ever goes dead under a finger. */
  #step(by) {
    const { quotes, at } = this.#reading;
    this.#reading.at = (at + by + quotes.length) % quotes.length;
    this.#turn(false);
  }

  async #turn(focused) {
    const { quotes, at, evidence, answerId } = this.#reading;
    const { t } = this.#context;
    fill(this.#back, arrow("back"), t("back"));
    const citation = quotes[at];
    const source = evidence.sourceOf(citation);
    this.#context.tell("qa-source", { citation, source });
    const [number, all] = [at + 1, quotes.length].map((it) => it.toLocaleString(t.language));
    this.#place.textContent = `${number}/${all}`;
    this.#status.textContent = t("place", at + 1).replace("{all}", all);
    this.#steps.hidden = quotes.length < 2;
    const body = make("div", {}, make("p", { class: "quiet" }, t("loading")));
    const about = this.#about(source, citation.deep_link ?? source.url);
    const judge = answerId && make("div", { class: "judge" }, feedbackBar(this.#context, { answer_id: answerId, citation: citation.id }, ["supports", "supportsNot"]));
    const article = make("div", { role: "region", tabindex: "0", "aria-labelledby": TITLE, class: "article" }, make("h3", { id: TITLE, dir: "auto" }, titleOf(source)), about, body);
    fill(this.#page, article, judge);
    const text = await this.#article(citation.article_id);
    if (body.isConnected) this.#fillIn(body, text, citation, focused);
  }

  #fillIn(body, article, citation, focused) {
    const { node, marks } = article ? markedText(article, this.#reading.quotes.filter((it) => it.article_id === citation.article_id)) : {};
    const mark = marks?.get(citation.id);
    fill(body, !mark && this.#unmarked(citation, article), node);
    if (!mark) return;
    mark.setAttribute("aria-current", "true");
    mark.scrollIntoView({ block: "center" });
    if (focused) mark.focus({ preventScroll: true });
  }

  #unmarked({ quote }, article) {
    const why = this.#context.t(article ? "changed" : "unreadable");
    return make("div", { class: "unmarked" }, make("p", { class: "note", role: "alert" }, why), make("blockquote", { dir: "auto" }, quote));
  }

  /** Each article once while the reader is open; one that did not come is asked for again. */
  async #article(id) {
    if (!this.#articles.has(id)) this.#articles.set(id, await this.#context.api.article(id).catch(() => null));
    const article = this.#articles.get(id);
    if (!article) this.#articles.delete(id);
    return article;
  }

  get #hasRoom() {
    const rem = Number.parseFloat(getComputedStyle(this.#panel).fontSize);
    return this.#floating ? innerWidth >= ROOM.page * rem : this.#panel.offsetWidth >= ROOM.panel * rem;
  }

  /** Beside the answer the reader goes on with either; over it only with the article. */
  #show() {
    const beside = this.#hasRoom;
    this.#panel.classList.toggle("wide", beside);
    this.node.classList.toggle("aside", beside);
    if (beside) this.node.show();
    else this.node.showModal();
  }

  #fit() {
    if (!this.node.open || !this.node.isConnected || this.node.matches(":modal") !== this.#hasRoom) return;
    this.node.close();
    this.#show();
  }

  #onKey(event) {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  }

  /** Browsers give the focus back, but not to a button that never had it; and by now the reader may be elsewhere. */
  #closed() {
    if (this.node.open) return;
    this.#sizes.disconnect();
    this.#panel.classList.remove("wide");
    this.#articles.clear();
    if (!this.node.getRootNode().activeElement) this.#opener.focus();
  }
}
