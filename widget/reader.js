// Turns a citation into a dialog that shows its article, with the quote highlighted if it stands there.

import { facts, originalLink, titleOf } from "./cards.js";
import { button, cutAt, fill, make } from "./dom.js";
import { feedbackBar } from "./feedback.js";

const textOf = (...words) => make("div", { class: "text", dir: "auto" }, words);

/** Nothing where the words at that place are not the quote. */
function marked(article, citation) {
  const [before, quote, after] = cutAt(article.clean, citation.span);
  return article.version === citation.version && quote === citation.quote && textOf(before, make("mark", { part: "mark", tabindex: "-1" }, quote), after);
}

function unmarked(why, citation, article) {
  return make("div", {}, make("p", { class: "note", role: "alert" }, why), make("blockquote", { dir: "auto" }, citation.quote), article && textOf(article.clean));
}

/** One dialog, filled anew for each quote. */
export class Reader {
  #context;
  #opener;

  constructor(context) {
    this.#context = context;
    this.node = make("dialog", {
      class: "reader",
      part: "reader",
      "aria-labelledby": "reader-title",
      // Browsers give the focus back, but not to a button that never had it; and by now the reader may be elsewhere.
      onclose: () => this.node.getRootNode().activeElement ?? this.#opener.focus(),
      onclick: (event) => event.target === this.node && this.node.close(),
    });
  }

  /** Opens at once; the article follows. With `answerId` the quote can be judged. */
  async open(citation, source, opener, answerId) {
    const { t, api } = this.#context;
    this.#opener = opener;
    const body = make("div", { class: "page", tabindex: "0", role: "region", "aria-label": titleOf(source) }, make("p", { class: "quiet" }, t("loading")));
    this.#show(body, citation, source, answerId);
    const article = await api.article(citation.article_id).catch(() => null);
    if (!body.isConnected) return;
    fill(body, (article && marked(article, citation)) || unmarked(t(article ? "changed" : "unreadable"), citation, article));
    const mark = body.querySelector("mark");
    mark?.scrollIntoView({ block: "center" });
    mark?.focus({ preventScroll: true });
  }

  #show(body, citation, source, answerId) {
    const { t } = this.#context;
    const close = button("×", () => this.node.close(), { class: "icon", "aria-label": t("close"), part: "button" });
    const judge = answerId && make("footer", {}, feedbackBar(this.#context, { answer_id: answerId, citation: citation.id }, ["supports", "supportsNot"]));
    const about = make("div", { class: "about" }, facts(t, source), originalLink(t, citation, source));
    const head = make("header", {}, make("h3", { id: "reader-title", dir: "auto" }, titleOf(source)), close);
    fill(this.node, head, about, body, judge);
    if (!this.node.open) this.node.showModal();
  }
}
