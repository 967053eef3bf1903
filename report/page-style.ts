/**
 * Two themes, one set of names. The tones are those of the Okabe–Ito palette, made for readers who do not tell red from green, shifted until each
 * stands out on its ground; lines also differ by dash.
 */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f7f8fa; --raised: #ffffff; --line: #d9dee6; --ink: #141a24; --quiet: #5a6678; --accent: #0b7f72;
  --good: #0a7a55; --bad: #b3261e; --bad-ground: #fdeeea;
  --tone-blue: #0067a8; --tone-green: #00946a; --tone-sky: #4aa9dd; --tone-orange: #e08e00;
  --tone-vermilion: #cf4a00; --tone-purple: #b45c93; --tone-yellow: #c9b800; --tone-grey: #8a94a3;
  --edge: clamp(16px, 4vw, 48px);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0a0e17; --raised: #131a28; --line: #29334a; --ink: #f0f4fa; --quiet: #9aa7bd; --accent: #3ddbc7;
    --good: #43d6a4; --bad: #ff8b6b; --bad-ground: #33191a;
    --tone-blue: #5aa9f0; --tone-green: #19b58a; --tone-sky: #8ccff5; --tone-orange: #f0a92e;
    --tone-vermilion: #f2703d; --tone-purple: #d68abb; --tone-yellow: #f0e35a; --tone-grey: #8b97ab;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 16px; }
body {
  margin: 0 auto; max-width: 1200px; padding: 0 var(--edge) 64px; background: var(--ground); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
}
h1, h2, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
ul, ol { list-style: none; }
a { color: inherit; }
button { font: inherit; color: inherit; cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
code { font: 0.875em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.quiet { color: var(--quiet); }
header { padding: 36px 0 20px; }
.wordmark { color: var(--accent); font-size: 13px; font-weight: 800; letter-spacing: 0.08em; text-transform: uppercase; }
h1 { font-size: clamp(28px, 4vw, 40px); line-height: 1.2; letter-spacing: -0.02em; }
h2 { font-size: 21px; line-height: 1.3; letter-spacing: -0.01em; }
.summary { max-width: 75ch; padding-bottom: 20px; font-size: 18px; }
.headlines { display: grid; grid-template-columns: repeat(auto-fit, minmax(220px, 1fr)); gap: 12px; }
.headline { padding: 16px 18px; background: var(--raised); border: 1px solid var(--line); border-radius: 10px; }
.headline dt { color: var(--quiet); font-size: 14px; }
.headline strong { display: block; font-size: 30px; line-height: 1.3; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; }
.headline p { font-size: 14px; }
.headline.is-good strong { color: var(--good); }
.headline.is-bad strong { color: var(--bad); }
nav { padding: 20px 0 4px; }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 14px; }
nav a { display: inline-block; padding: 4px 0; color: var(--quiet); text-underline-offset: 3px; }
nav a:hover { color: var(--ink); }
section { margin-top: 16px; padding: 22px 24px; background: var(--raised); border: 1px solid var(--line); border-radius: 10px; }
.lead { max-width: 80ch; margin-top: 4px; }
figure { margin-top: 14px; }
figcaption { color: var(--quiet); font-size: 13px; }
.legend { display: flex; flex-wrap: wrap; gap: 6px; margin-bottom: 12px; }
.legend button {
  display: inline-flex; align-items: center; gap: 8px; min-height: 34px; padding: 3px 12px; font-size: 14px;
  background: none; border: 1px solid var(--line); border-radius: 999px;
}
.legend button:hover { border-color: var(--quiet); }
.legend button[aria-pressed='false'] { color: var(--quiet); border-style: dashed; }
.legend button[aria-pressed='false'] .swatch { opacity: 0.3; }
.swatch { flex: none; width: 16px; height: 10px; }
.swatch path { fill: none; stroke: var(--tone); stroke-width: 3; }
.swatch rect { fill: var(--tone); }
.line-dashed path { stroke-dasharray: 6 4; }
.line-dotted path { stroke-dasharray: 2 3; }
.tone-blue { --tone: var(--tone-blue); } .tone-green { --tone: var(--tone-green); } .tone-sky { --tone: var(--tone-sky); }
.tone-orange { --tone: var(--tone-orange); } .tone-vermilion { --tone: var(--tone-vermilion); }
.tone-purple { --tone: var(--tone-purple); } .tone-yellow { --tone: var(--tone-yellow); } .tone-grey { --tone: var(--tone-grey); }
.plot { height: 280px; border-radius: 4px; }
.readout {
  display: block; min-height: 1.6em; margin-top: 6px; font-size: 13px; font-variant-numeric: tabular-nums;
}
.u-cursor-x { border-color: var(--quiet) !important; }
.u-select { background: var(--quiet); opacity: 0.25; }
details { margin-top: 10px; font-size: 14px; }
summary { width: fit-content; padding: 4px 0; color: var(--quiet); cursor: pointer; }
.scroll {
  margin-top: 14px; overflow-x: auto;
  /* A shade at the right edge while columns are hidden there. */
  background:
    linear-gradient(to left, var(--raised) 40%, transparent) right / 40px 100% no-repeat local,
    linear-gradient(to left, var(--line), transparent) right / 16px 100% no-repeat scroll;
}
.figures .scroll { max-height: 420px; overflow-y: auto; }
table { width: 100%; border-collapse: collapse; font-size: 14px; }
caption { padding-bottom: 6px; text-align: left; font-weight: 650; }
th, td { padding: 7px 14px 7px 0; text-align: left; vertical-align: top; border-top: 1px solid var(--line); }
thead th { color: var(--quiet); font-size: 13px; font-weight: 600; white-space: nowrap; border-top: 0; }
tbody th { font-weight: 500; }
th.code, td.code { min-width: 22ch; max-width: 46ch; }
td.prose { min-width: 34ch; max-width: 60ch; }
th:last-child, td:last-child { padding-right: 0; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.bar { min-width: 190px; }
svg.bar { float: left; width: calc(100% - 84px); height: 12px; margin-top: 5px; background: var(--ground); border-radius: 2px; }
svg.bar rect { fill: var(--tone-blue); }
.alarming { background: var(--bad-ground); }
.alarming svg.bar rect { fill: var(--tone-vermilion); }
.alarming th:first-child { padding-left: 10px; box-shadow: inset 3px 0 0 var(--bad); }
.badge { padding: 1px 8px; border: 1px solid var(--bad); border-radius: 4px; color: var(--bad); font-size: 12px; font-weight: 650; white-space: nowrap; }
.good, .good-news { color: var(--good); font-weight: 650; }
.bad { color: var(--bad); font-weight: 650; }
.good-news { margin-top: 6px; }
.good-news::before { content: '✔ '; }
.notes { display: grid; gap: 8px; max-width: 85ch; margin-top: 8px; padding-left: 20px; list-style: disc; }
.events { display: grid; gap: 4px; margin-top: 8px; }
.events time { display: inline-block; min-width: 9ch; color: var(--quiet); font-variant-numeric: tabular-nums; }
.key { display: flex; flex-wrap: wrap; gap: 4px 22px; font-size: 14px; }
.strips tbody td, .strips tbody th { padding: 12px 24px 12px 0; }
.strips { table-layout: fixed; min-width: 980px; }
.strips thead td { width: 120px; border-top: 0; }
.strips p { margin-top: 6px; font-size: 13px; line-height: 1.4; font-variant-numeric: tabular-nums; }
.strip { display: block; width: 264px; max-width: 100%; height: auto; }
.strip rect { fill: var(--tone); }
.strip .outage { fill: var(--quiet); }
.no-script { margin: 16px 0; padding: 12px 16px; border: 1px solid var(--line); border-radius: 10px; }
@media (max-width: 600px) {
  section { padding: 18px 16px; }
  .headlines { grid-template-columns: 1fr; }
  .plot { height: 230px; }
  .readout { min-height: 4.7em; }
  caption { max-width: calc(100vw - 66px); }
  td.bar { min-width: 140px; }
}
@media print {
  :root { --ground: #fff; --raised: #fff; }
  body { max-width: none; padding: 0; font-size: 12px; }
  nav, details, .readout, .legend button[aria-pressed='false'], .no-script { display: none; }
  section, .headline { break-inside: avoid; border-color: #bbb; }
  .scroll { overflow: visible; background: none; }
}
`
