// Turns a reader's thumb, and what they say with it, into feedback on an answer or on one quote of it.

import { button, make } from "./dom.js";

function commentForm(t, send) {
  const field = make("textarea", { rows: "2", maxlength: "2000", "aria-label": t("comment"), placeholder: t("comment"), dir: "auto" });
  const submit = (event) => {
    event.preventDefault();
    send(field.value.trim());
  };
  return make("form", { class: "comment", onsubmit: submit }, field, make("button", { class: "primary" }, t("submit")));
}

/**
 * "Up" is sent at once; "down" first asks what is wrong, which may stay empty.
 * @param {{t: Function, api: object, announce: Function}} context
 * @param {{answer_id: string, citation?: string}} about
 * @param {[string, string]} names of the texts of both buttons
 */
export function feedbackBar({ t, api, announce }, about, names) {
  const bar = make("div", { class: "feedback", part: "feedback", role: "group", "aria-label": t("feedback") });
  const note = make("span", { class: "quiet", tabindex: "-1" });
  const send = async (rating, comment) => {
    const kept = await api.feedback({ ...about, rating, comment }).then(() => true, () => false);
    note.textContent = t(kept ? "thanks" : "failed");
    announce(note.textContent);
    if (!kept) return bar.append(note);
    bar.replaceChildren(note);
    note.focus();
  };
  const ask = (event) => {
    event.currentTarget.setAttribute("aria-expanded", "true");
    bar.querySelector("form")?.remove();
    const form = commentForm(t, (comment) => send("down", comment));
    bar.append(form);
    form.querySelector("textarea").focus();
  };
  bar.append(
    button(t(names[0]), () => send("up", ""), { class: "plain", part: "button" }),
    button(t(names[1]), ask, { class: "plain", part: "button", "aria-expanded": "false" }),
  );
  return bar;
}
