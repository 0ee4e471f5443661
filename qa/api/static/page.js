// Turns a click on an example into a question to the chat.

const chat = document.querySelector("qa-chat");

document.addEventListener("click", async (event) => {
  const example = event.target.closest("[data-ask]");
  if (!example) return;
  await customElements.whenDefined("qa-chat");
  chat.scrollIntoView({ block: "nearest" });
  chat.ask(example.textContent.trim());
});
