// Turns a click on an example into a question to the chat, and one on an article into the chat's reader.

const chat = document.querySelector("qa-chat");

document.addEventListener("click", async (event) => {
  const example = event.target.closest("[data-ask]");
  if (!example) return;
  await customElements.whenDefined("qa-chat");
  chat.scrollIntoView({ block: "nearest" });
  chat.ask(example.textContent.trim());
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-read]");
  // A new tab or window is the browser's to open; and until the chat is there, a link is a link.
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || !chat?.read) return;
  event.preventDefault();
  chat.read(link.dataset.read);
});
