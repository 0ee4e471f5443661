// Turns names of texts into a reader's language, with numbers in its plural forms.

import english from "./texts/en.json";

const WAIT = 4_000; // milliseconds; a chat in English is better than none

const plain = (name) => name.toLowerCase().replaceAll("-", "");

/** The texts of a language as in `fr-CA`; in English where there are none for it, or where they do not come. */
export async function loadTexts(tag, server) {
  const language = tag.toLowerCase().split("-")[0];
  const version = Object.hasOwn(TEXT_VERSIONS, language) && TEXT_VERSIONS[language]; // which the build puts in
  if (!version) return { language: "en", texts: english };
  const address = `${server.replace(/\/+$/, "")}/widget/${language}.json?v=${version}`;
  const options = { credentials: "omit", signal: AbortSignal.timeout(WAIT) };
  const texts = await fetch(address, options).then((response) => (response.ok ? response.json() : null), () => null);
  if (!texts) console.error(`<qa-chat>: no texts at ${address}`);
  return { language: texts ? language : "en", texts: { ...english, ...texts } };
}

/**
 * A function from a text's name and a number to the text. Texts of the page's `own` go before those that it learns from the
 * server, and these before ours; `wrong-fact` is `wrongFact`.
 */
export function translator({ language, texts }, own) {
  const table = { ...texts, notice: "" };
  const names = new Map(Object.keys(table).map((it) => [plain(it), it]));
  const learn = (further) => {
    for (const [name, text] of Object.entries({ ...further, ...own })) table[names.get(plain(name)) ?? name] = text;
  };
  learn({});
  const plural = new Intl.PluralRules(language);
  const t = (name, n) => {
    const text = table[name];
    return (typeof text === "object" ? (text[plural.select(n)] ?? text.other) : text).replaceAll("{n}", n?.toLocaleString(language));
  };
  return Object.assign(t, { language, learn, direction: language === "ar" ? "rtl" : "ltr", has: (name) => Object.hasOwn(table, name) });
}
