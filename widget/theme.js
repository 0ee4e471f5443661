// Turns what a page says of its look into that of its chat: its `data-theme`, whenever it changes, but not its font size.

const KNOWN = new Set(["light", "dark"]);

/** The theme of the chat's own, else of the page around it; nothing leaves it to the reader's system. */
export function themeOf(chat) {
  const theme = chat.getAttribute("theme") ?? chat.closest("[data-theme]")?.dataset.theme;
  return KNOWN.has(theme) ? theme : null;
}

/** Without a type `1em` would be of the font of every element that uses it. Two chats of two versions make the same of it. */
export function registerUnit() {
  try {
    CSS.registerProperty({ name: "--_rem", syntax: "<length>", inherits: true, initialValue: "16px" });
  } catch (error) {
    if (error.name !== "InvalidModificationError") throw error; // which says that it is registered
  }
}

/** Calls `changed` when an attribute of the chat or a theme around it has, until what this returns is disconnected. */
export function followPage(chat, changed) {
  const observer = new MutationObserver(changed);
  observer.observe(chat, { attributes: true });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"], subtree: true });
  return observer;
}
