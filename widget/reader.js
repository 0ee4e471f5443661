// Turns a citation into a dialog that shows its article, scrolled to the quote, which is highlighted if it stands there.

import { facts, originalLink, titleOf } from "./cards.js";
import { button, cutAt, make } from "./dom.js";
import { feedbackBar } from "./feedback.js";

/** The article's text with the quote marked; null where the words at that place are not the quote. */
function marked(article, citation) {
  if (article.version !== citation.version) return null;
  const [before, quote, after] = cutAt(article.clean, citation.span);
  if (quote !== citation.quote) return null;
  return make("div", { class: "text", dir: "auto" }, before, make("mark", { part: "mark", tabindex: "-1" }, quote), after);
}

function unmarked(t, why, citation, article) {
  return make(
    "div",
    {},
    make("p", { class: "note", role: "alert" }, t(why)),
    make("blockquote", { dir: "auto" }, citation.quote),
    article && make("div", { class: "text", dir: "auto" }, article.clean),
  );
}

/** One dialog of the widget, filled anew for each quote. */
export class Reader {
  #context;
  #opener = null;

  constructor(context) {
    this.#context = context;
    this.node = make("dialog", { class: "reader", part: "reader", "aria-labelledby": "reader-title" });
    // Browsers give the focus back, but not to a button that never had it; and by now the reader may be elsewhere.
    this.node.addEventListener("close", () => this.node.getRootNode().activeElement ?? this.#opener?.focus());
    this.node.addEventListener("click", (event) => event.target === this.node && this.node.close());
  }

  /** Opens at once; the article's text follows. `answerId` is there when the quote can be judged. */
  async open(citation, source, opener, answerId) {
    const { t, api } = this.#context;
    this.#opener = opener;
    const body = make("div", { class: "page", tabindex: "0", role: "region", "aria-label": titleOf(source) }, make("p", { class: "quiet" }, t("loading")));
    this.#show(body, citation, source, answerId);
    const article = await api.article(citation.article_id).catch(() => null);
    if (!body.isConnected) return;
    const text = article && marked(article, citation);
    body.replaceChildren(text ?? unmarked(t, article ? "changed" : "unreadable", citation, article));
    const mark = body.querySelector("mark");
    mark?.scrollIntoView({ block: "center" });
    mark?.focus({ preventScroll: true });
  }

  #show(body, citation, source, answerId) {
    const { t } = this.#context;
    const close = button("×", () => this.node.close(), { class: "icon", "aria-label": t("close"), part: "button" });
    const judge = answerId && feedbackBar(this.#context, { answer_id: answerId, citation: citation.id }, ["supports", "supportsNot"]);
    const about = make("div", { class: "about" }, facts(t, source), originalLink(t, citation.deep_link ?? source.url));
    const head = make("header", {}, make("h3", { id: "reader-title", dir: "auto" }, titleOf(source)), close);
    this.node.replaceChildren(head, about, body, ...(judge ? [make("footer", {}, judge)] : []));
    if (!this.node.open) this.node.showModal();
  }
}
