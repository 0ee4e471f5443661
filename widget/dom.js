// Turns tags, attributes and texts into nodes; the only place that makes any, and never from markup.

/** Puts these in place of what a node has; false and nothing are left out. */
export const fill = (node, ...children) => node.replaceChildren(...children.flat(Infinity).filter(Boolean));

/** Attributes `on…` listen; true is an empty attribute; false and nothing are none. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
  }
  fill(node, ...children);
  return node;
}

export const button = (text, onclick, attributes) => make("button", { type: "button", onclick, ...attributes }, text);

/** The attributes whose names begin so, by the rest of their names. */
export const attributesFrom = (node, start) =>
  Object.fromEntries([...node.attributes].filter((it) => it.name.startsWith(start)).map((it) => [it.name.slice(start.length), it.value]));

/** Untrusted: an address may be anything; only a web page's is made a link. */
export function webAddress(value) {
  const url = URL.canParse(value) && new URL(value);
  return url && /^https?:$/.test(url.protocol) ? url.href : null;
}

/** Offsets count code points, but strings UTF-16 units. */
export function cutAt(text, { start, end }) {
  const points = [...text];
  return [points.slice(0, start), points.slice(start, end), points.slice(end)].map((part) => part.join(""));
}
