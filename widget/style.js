// Turns the widget's look into a style sheet that needs no permission of a page's policy.

const CSS = `
:host {
  --_accent: var(--qa-accent, light-dark(#7a1f1f, #f0a58f));
  --_on-accent: var(--qa-on-accent, light-dark(#fff, #1b1b18));
  --_ink: var(--qa-ink, light-dark(#1b1b18, #eceae4));
  --_quiet: var(--qa-quiet, light-dark(#5c5a52, #b3b0a6));
  --_paper: var(--qa-paper, light-dark(#fbfaf7, #171714));
  --_card: var(--qa-card, light-dark(#fff, #22221e));
  --_line: var(--qa-line, light-dark(#d9d6cc, #46453e));
  --_radius: var(--qa-radius, 0.625rem);
  --_font: var(--qa-font, system-ui, sans-serif);
  --_reading: var(--qa-font-reading, Georgia, "Times New Roman", serif);
  color-scheme: light dark;
  display: block;
  block-size: var(--qa-height, 40rem);
  min-inline-size: 0;
}
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }
:host([hidden]), [hidden] { display: none !important; }
*, ::before, ::after { box-sizing: border-box; }
.root { block-size: 100%; color: var(--_ink); font: 400 1rem/1.5 var(--_font); text-align: start; overflow-wrap: anywhere; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
h2, h3, h4, p, ol, ul, blockquote { margin: 0; padding: 0; }
h2, h3, h4 { font: 600 1rem/1.3 var(--_font); }
.quiet { color: var(--_quiet); font-size: 0.875rem; }

.panel { display: flex; flex-direction: column; block-size: 100%; overflow: hidden; border: 1px solid var(--_line); border-radius: var(--_radius); background: var(--_paper); }
header { display: flex; align-items: center; gap: 0.5rem; padding-block: 0.25rem; padding-inline: 1rem 0.5rem; min-block-size: 3.25rem; border-block-end: 1px solid var(--_line); }
header > :first-child { flex: 1; min-inline-size: 0; }
.log { flex: 1; min-block-size: 0; overflow-y: auto; overscroll-behavior: contain; padding: 0 1rem; }
.intro { padding-block: 1.25rem; color: var(--_quiet); max-inline-size: 34rem; }
form { display: flex; align-items: end; gap: 0.5rem; padding: 0.75rem; border-block-start: 1px solid var(--_line); }
textarea { flex: 1; min-inline-size: 0; min-block-size: 2.75rem; max-block-size: 9rem; field-sizing: content; resize: none; padding: 0.5625rem 0.75rem; border: 1px solid var(--_quiet); border-radius: var(--_radius); background: var(--_card); color: inherit; font: inherit; }
textarea::placeholder { color: var(--_quiet); opacity: 1; }

button { min-block-size: 2.75rem; min-inline-size: 2.75rem; padding: 0.25rem 0.875rem; border: 1px solid transparent; border-radius: var(--_radius); background: none; color: inherit; font: 500 0.9375rem/1.2 var(--_font); cursor: pointer; touch-action: manipulation; }
.primary { border-color: var(--_accent); background: var(--_accent); color: var(--_on-accent); }
.plain { color: var(--_accent); padding-inline: 0.75rem; }
.plain:hover, .icon:hover { background: color-mix(in srgb, var(--_accent) 10%, transparent); }
.stop { border-color: var(--_accent); }
.icon { padding: 0; font-size: 1.5rem; line-height: 1; }
button:disabled { opacity: 0.55; cursor: not-allowed; }
:focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; }
:is(.log, .page, textarea):focus-visible { outline-offset: -3px; }
a { display: inline-flex; align-items: center; min-block-size: 2.75rem; color: var(--_accent); font-size: 0.9375rem; text-underline-offset: 0.2em; }

.turn { padding-block: 1rem; }
.turn + .turn { border-block-start: 1px solid var(--_line); }
.turn:last-child { min-block-size: 100%; }
.question { max-inline-size: 34rem; }
.asked + *, .question + [hidden] + * { margin-block-start: 0.875rem; }
.notice { padding: 0 1rem 0.625rem; }
.notice:empty { display: none; }
.statement { max-inline-size: 34rem; font: 1.125rem/1.6 var(--_reading); }
.statement mark { padding: 0.1em; margin-inline: -0.05em; border-radius: 0.2em; font-weight: 600; }
.verdict { margin-block-end: 0.5rem; font: 700 1.75rem/1.2 var(--_reading); }
.point { margin-block-end: 0.75rem; }
.point > * + *, .points .quiet + * { margin-block-start: 0.25rem; }
.points { padding-inline-start: 1.25rem; }
.statements h4 { margin-block: 1rem 0.375rem; }
.more { border-color: var(--_accent); color: var(--_accent); margin-inline: 0.75rem 0.25rem; }
.turn:not(:last-child) .more { display: none; }
.cite { position: relative; min-block-size: 1.5rem; min-inline-size: 2rem; margin-inline: 0.125rem 0.625rem; padding: 0 0.25rem; border-color: color-mix(in srgb, var(--_accent) 45%, transparent); border-radius: 0.375rem; color: var(--_accent); font-size: 0.8125rem; vertical-align: 0.1em; }
.cite::after { content: ""; position: absolute; inset: -0.6875rem -0.4375rem; }
.cite:hover { background: var(--_accent); color: var(--_on-accent); }
.status { display: flex; align-items: center; gap: 0.625rem; min-block-size: 1.75rem; color: var(--_quiet); font-size: 0.9375rem; }
[aria-busy="true"] > .status::before { content: ""; flex: none; inline-size: 0.625rem; block-size: 0.625rem; border-radius: 50%; background: var(--_accent); animation: pulse 1.2s ease-in-out infinite; }
@keyframes pulse { 50% { opacity: 0.25; } }

.after { display: grid; gap: 0.75rem; }
.after:not(:empty) { margin-block-start: 0.5rem; }
.note { padding: 0.625rem 0.875rem; border-inline-start: 4px solid var(--_accent); background: var(--_card); font-size: 0.9375rem; }
.cards { display: grid; gap: 0.5rem; list-style: none; }
.beside { grid-template-columns: repeat(auto-fit, minmax(min(13rem, 100%), 1fr)); margin-block-start: 0.625rem; }
.card { padding: 0.75rem; border: 1px solid var(--_line); border-radius: var(--_radius); background: var(--_card); }
.card > * + * { margin-block-start: 0.375rem; }
.card > a { margin-block: 0 -0.625rem; }
.head { display: flex; align-items: baseline; gap: 0.375rem; font-size: 0.9375rem; line-height: 1.35; }
.head .cite { flex: none; margin-inline-start: 0; }
.head strong { flex: 1; font-weight: 600; }
blockquote { padding-inline-start: 0.75rem; border-inline-start: 3px solid var(--_line); font: 1rem/1.5 var(--_reading); }
summary { display: flex; align-items: center; gap: 0.5rem; min-block-size: 2.75rem; color: var(--_quiet); font-size: 0.9375rem; cursor: pointer; }
summary::before { content: ""; inline-size: 0.45rem; block-size: 0.45rem; margin-inline: 0.125rem; border: solid; border-width: 0 2px 2px 0; transform: rotate(-45deg); }
[dir="rtl"] summary::before { transform: rotate(135deg); }
[open] > summary::before { transform: rotate(45deg) !important; }
summary::-webkit-details-marker { display: none; }
.rejected ul { display: grid; gap: 0.5rem; padding-inline-start: 1.25rem; font-size: 0.9375rem; }
.rejected q { color: var(--_quiet); }
.actions, .feedback { display: flex; flex-wrap: wrap; align-items: start; }
.actions { gap: 0 0.25rem; margin-inline-start: -0.75rem; }
.actions > .primary { margin-inline-start: 0.75rem; }
.feedback .quiet { padding: 0.75rem; }
.comment { inline-size: 100%; padding-block: 0.25rem; padding-inline: 0.75rem 0; border: 0; }

.reader { inline-size: min(44rem, 100vw - 1rem); max-block-size: min(48rem, 100dvh - 1rem); padding: 0; overflow: hidden; border: 1px solid var(--_line); border-radius: var(--_radius); background: var(--_card); color: var(--_ink); }
.reader[open] { display: flex; flex-direction: column; }
.reader::backdrop { background: rgb(0 0 0 / 50%); }
.reader header { flex: none; align-items: start; border: 0; padding-block-start: 0.5rem; }
.reader h3 { padding-block: 0.5rem; font-size: 1.125rem; }
.about { flex: none; display: flex; flex-wrap: wrap; align-items: center; gap: 0 1rem; padding: 0 1rem 0.5rem; border-block-end: 1px solid var(--_line); }
.page { flex: 1; min-block-size: 8rem; overflow-y: auto; overscroll-behavior: contain; padding: 1rem; }
.page > div > * + * { margin-block-start: 1rem; }
.text { max-inline-size: 38rem; font: 1.0625rem/1.65 var(--_reading); white-space: pre-wrap; }
mark { padding: 0.1em 0; background: var(--qa-mark, light-dark(#ffe59a, #5a4a10)); color: inherit; }
footer { padding: 0.25rem; border-block-start: 1px solid var(--_line); }

:host([launcher]) { position: fixed; inset-block-end: 1rem; inset-inline-end: 1rem; z-index: var(--qa-z, 2147483000); block-size: auto; }
:host([launcher][side="start"]) { inset-inline: 1rem auto; }
.launch { display: inline-flex; align-items: center; gap: 0.5rem; min-block-size: 3.25rem; padding-inline: 1rem 1.25rem; border-radius: 1.625rem; box-shadow: 0 0.25rem 1rem rgb(0 0 0 / 25%); font-weight: 600; }
.sign { block-size: 1.25rem; font: 700 2.25rem/1 var(--_reading); }
:host([launcher]) .panel { position: fixed; inset-block-end: 5.25rem; inset-inline-end: 1rem; inline-size: min(26rem, 100vw - 2rem); block-size: min(42rem, 100dvh - 6.5rem); box-shadow: 0 0.5rem 2rem rgb(0 0 0 / 25%); }
:host([launcher][side="start"]) .panel { inset-inline: 1rem auto; }
@media (max-width: 30rem) {
  :host([launcher]) .panel { inset: var(--_top, 0) 0 auto; inline-size: 100%; block-size: var(--_height, 100dvh); border: 0; border-radius: 0; }
  .actions { flex-direction: column; align-items: start; }
}
@media (prefers-reduced-motion) { ::before { animation: none !important; } }
@media (forced-colors: active) {
  button { border-color: ButtonText; }
  mark { background: Mark; color: MarkText; forced-color-adjust: none; }
  .note { border-inline-start-color: Highlight; }
  [aria-busy="true"] > .status::before { background: CanvasText; }
}
`;

export const SHEET = new CSSStyleSheet();
SHEET.replaceSync(CSS);
