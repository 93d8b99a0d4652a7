/** The look, adjustable from outside by `--kiln-…` variables and `::part()`. */
export const STYLE = `
:host {
  --_ink: var(--kiln-ink, #1f1a17);
  --_soft: var(--kiln-soft, #6a5f58);
  --_paper: var(--kiln-paper, #fbf9f5);
  --_line: var(--kiln-line, #ddd5cb);
  --_accent: var(--kiln-accent, #a43e1c);
  --_on-accent: var(--kiln-on-accent, #fff);
  --_radius: var(--kiln-radius, 10px);
  display: block;
  contain: content;
  color-scheme: light;
  accent-color: var(--_accent);
  color: var(--_ink);
  font: 400 1rem/1.5 var(--kiln-font, system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif);
  text-align: start;
}
:host([hidden]) { display: none; }
:host([theme='dark']) {
  --_ink: var(--kiln-ink, #f3ece6); --_soft: var(--kiln-soft, #b9aca2); --_paper: var(--kiln-paper, #1d1815);
  --_line: var(--kiln-line, #453b34); --_accent: var(--kiln-accent, #f0906b); --_on-accent: var(--kiln-on-accent, #1d1815);
  color-scheme: dark;
}
@media (prefers-color-scheme: dark) {
  :host([theme='auto']) {
    --_ink: var(--kiln-ink, #f3ece6); --_soft: var(--kiln-soft, #b9aca2); --_paper: var(--kiln-paper, #1d1815);
    --_line: var(--kiln-line, #453b34); --_accent: var(--kiln-accent, #f0906b); --_on-accent: var(--kiln-on-accent, #1d1815);
    color-scheme: dark;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
.frame { display: grid; grid-template-columns: minmax(0, 1fr); overflow-wrap: anywhere; gap: .875rem; padding: 1rem; background: var(--_paper); border: 1px solid var(--_line); border-radius: var(--_radius); }
.frame[data-over] { outline: 2px dashed var(--_accent); outline-offset: -4px; }
.poster, .picture, .feedback, .choice, .sent, label { display: grid; justify-items: center; }
.poster { gap: .875rem; }
img, video, ::slotted([slot='poster']) { display: block; max-inline-size: 100%; border-radius: calc(var(--_radius) - 4px); }
.poster img, ::slotted([slot='poster']) { block-size: auto; }
.picture { margin: 0; }
.picture img, video { max-block-size: 22rem; }
.shot { position: relative; overflow: hidden; }
canvas, i { position: absolute; }
i { box-shadow: 0 0 0 100vmax #0007; }
button { font: inherit; font-weight: 600; min-block-size: 44px; padding: .5rem 1.1rem; border-radius: 999px; border: 1px solid var(--_accent); background: transparent; color: var(--_accent); cursor: pointer; }
button.main { background: var(--_accent); color: var(--_on-accent); }
button:disabled { opacity: .6; cursor: default; }
:focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; }
.controls, .samples { display: flex; flex-wrap: wrap; gap: .625rem; justify-content: center; }
.controls { align-items: center; }
.fine, .status, .feedback p { margin: 0; text-align: center; }
.fine { color: var(--_soft); font-size: .875rem; }
/* Out of the flow, but there: what is not rendered is not announced when it fills. */
.status:empty, .feedback p:empty, .choice p:empty, [part=answer]:empty { position: absolute; }
.verdict { margin: 0 0 .25rem; font-size: 1.375rem; font-weight: 650; line-height: 1.25; }
ol { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem; }
li { display: grid; grid-template-columns: minmax(0, 1fr) auto; column-gap: .75rem; font-variant-numeric: tabular-nums; }
.bar { grid-column: 1 / -1; block-size: 6px; border-radius: 3px; background: var(--_line); overflow: hidden; }
.bar::before { content: ''; display: block; block-size: 100%; inline-size: calc(var(--share) * 100%); background: var(--_accent); }
progress { inline-size: 100%; }
::slotted([slot='samples']) { flex: 0 1 calc(50% - .4rem); margin: 0; max-inline-size: 9rem; font-size: .8125rem; text-align: center; }
.feedback { gap: .625rem; border-block: 1px solid var(--_line); padding-block: .875rem; }
/* One rule between the two. */
.feedback:not([hidden]) + .feedback { border-block-start: 0; padding-block-start: 0; }
.choice, .sent { gap: .5rem; }
.sent .plain { font-size: .875rem; font-weight: 400; }
.box { display: flex; gap: .5rem; align-items: center; min-block-size: 44px; cursor: pointer; }
.box input { inline-size: 1.25rem; block-size: 1.25rem; }
.copy { max-block-size: 8rem; }
select { font: inherit; min-block-size: 44px; max-inline-size: 100%; padding: .25rem .5rem; color: inherit; background: var(--_paper); border: 1px solid var(--_line); border-radius: 8px; }
label { gap: .25rem; }
.plain { border: 0; text-decoration: underline; padding-inline: .25rem; }
/* A finger neither drops nor pastes. */
@media (pointer: coarse) { [part=controls] .fine { display: none; } }
[part=camera]:not([hidden]) ~ [part=controls] [part=camera-button] { display: none; }
@media (prefers-reduced-motion: no-preference) { .bar::before { transition: inline-size .25s; } }
@media print { .poster button, .controls, .feedback, .sent, .fine { display: none; } }
`;
