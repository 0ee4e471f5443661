// Turns tags, attributes and texts into nodes; the only place that makes any, and never from markup.

/**
 * @param {string} tag
 * @param {Object<string, unknown>} attributes `on…` listens; true is an empty attribute; false, null and undefined are none
 * @param {...(Node|string|null|undefined|false)} children strings become text nodes
 */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((it) => it || it === 0));
  return node;
}

export const button = (text, onclick, attributes = {}) => make("button", { type: "button", onclick, ...attributes }, text);

/** Words of others, kept from turning ours around where they run the other way. */
export const theirs = (text) => make("bdi", {}, text);

/** Untrusted: an article's address may be anything; only a web page's is made a link. */
export function webAddress(value) {
  const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : null;
  return url && /^https?:$/.test(url.protocol) ? url.href : null;
}

/** Offsets on the wire count code points; a JavaScript string counts UTF-16 units. */
export function cutAt(text, { start, end }) {
  const points = Array.from(text);
  return [points.slice(0, start), points.slice(start, end), points.slice(end)].map((part) => part.join(""));
}
