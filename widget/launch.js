// Turns a script with `data-key` into a button on its page, which stays while the page's body is exchanged.

import { attributesFrom, make } from "./dom.js";

/** Turbo, htmx, pjax and the like take the button away with the body, and bring copies of it back from what they kept of a page. */
export function launchFor(script) {
  if (script.dataset.key === undefined) return;
  const chat = make("qa-chat", { ...attributesFrom(script, "data-"), launcher: true, "data-launched": true });
  const keep = () => {
    if (!document.body) return;
    for (const copy of document.querySelectorAll("qa-chat[data-launched]")) if (copy !== chat) copy.remove();
    if (!chat.isConnected) document.body.append(chat);
    observer.observe(document.body, { childList: true });
  };
  const observer = new MutationObserver(keep);
  const start = () => {
    observer.observe(document.documentElement, { childList: true });
    keep();
  };
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start, { once: true });
}
