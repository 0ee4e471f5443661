// Turns a reader's thumb and words into feedback on an answer or on one quote of it.

import { button, fill, make } from "./dom.js";

function commentForm(t, send) {
  const field = make("textarea", { rows: "2", maxlength: "2000", "aria-label": t("comment"), placeholder: t("comment"), dir: "auto" });
  const submit = (event) => {
    event.preventDefault();
    send(field.value.trim());
  };
  return make("form", { class: "comment", onsubmit: submit }, field, make("button", { class: "primary" }, t("submit")));
}

/** What an opinion is on, as a text that begins with the answer's id. */
const judgedAs = ({ answer_id, citation = "" }) => `${answer_id} ${citation}`;

/** "Up" is sent at once, "down" with what is wrong, which may stay empty; `names` are those of the buttons' texts. */
export function feedbackBar({ t, api, announce, tell, judged, keep }, about, names) {
  const what = judgedAs(about);
  const bar = make("div", { class: "feedback", part: "feedback", role: "group", "aria-label": t("feedback") });
  const note = make("span", { class: "quiet", tabindex: "-1" });
  const send = async (rating, comment) => {
    if (judged.has(what)) return;
    judged.add(what); // at once: a second click comes before the first has been sent
    const opinion = { ...about, rating, comment };
    const status = await api.feedback(opinion).then(() => 201, (error) => error.status);
    const kept = status === 201 || status === 409; // in another tab, or before something was cleared
    note.textContent = t(kept ? "thanks" : "failed");
    announce(note.textContent);
    if (!kept) {
      judged.delete(what);
      return bar.append(note);
    }
    fill(bar, note);
    note.focus();
    keep();
    if (status === 201) tell("qa-feedback", opinion);
  };
  const ask = (event) => {
    event.currentTarget.setAttribute("aria-expanded", "true");
    bar.querySelector("form")?.remove();
    const form = commentForm(t, (comment) => send("down", comment));
    bar.append(form);
    form.querySelector("textarea").focus();
  };
  if (judged.has(what)) {
    note.textContent = t("thanks");
    fill(bar, note);
    return bar;
  }
  fill(
    bar,
    button(t(names[0]), () => send("up", ""), { class: "plain", part: "button" }),
    button(t(names[1]), ask, { class: "plain", part: "button", "aria-expanded": "false" }),
  );
  return bar;
}
