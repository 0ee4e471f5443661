// Turns the `data-theme` of a page into the theme of its chat, whenever it changes.

const KNOWN = new Set(["light", "dark"]);

/** The theme of the chat's own, else of the page around it; nothing leaves it to the reader's system. */
export function themeOf(chat) {
  const theme = chat.getAttribute("theme") ?? chat.closest("[data-theme]")?.dataset.theme;
  return KNOWN.has(theme) ? theme : null;
}

/** Calls `changed` when a theme around the chat may have, until what this returns is disconnected. */
export function followTheme(changed) {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"], subtree: true });
  return observer;
}
