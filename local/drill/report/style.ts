/** The report's style: light and dark as the reader's system is, and light on paper. */
export const STYLE = `
:root {
  --ground: #f7f8f9; --surface: #fff; --line: #dfe3e8; --text: #1c2430; --dim: #5a6572; --accent: #2f6690;
  --good: #22724a; --warning: #8a5a00; --bad: #b3261e; --failover: #b3261e22; --failback: #22724a22;
  --hue0: #3f78a8; --hue1: #26877a; --hue2: #a9742a; --hue3: #8a5fa0; --hue4: #b25566; --hue5: #6b7a2f;
  color-scheme: light dark; font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; font-variant-numeric: tabular-nums;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1419; --surface: #161c23; --line: #2a323c; --text: #dfe5ec; --dim: #9aa6b2; --accent: #7db2d8;
    --good: #6cc396; --warning: #dcae5b; --bad: #f0897f; --failover: #f0897f2b; --failback: #6cc3962b;
    --hue0: #6ea3cf; --hue1: #52b5a6; --hue2: #d0a05a; --hue3: #b592c9; --hue4: #d98898; --hue5: #a3b05f;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1rem 4rem; max-width: 62rem; background: var(--ground); color: var(--text); }
h1, h2, p, ul, figure, pre { margin: 0; padding: 0; }
h1 { font-size: 1.5rem; line-height: 1.25; letter-spacing: -0.01em; }
h2 { font-size: 1.05rem; margin-bottom: 0.7rem; }
a { color: var(--accent); }
ul { list-style: none; }
header { display: grid; gap: 0.35rem; margin-bottom: 1.5rem; }
.verdict { font-size: 1.1rem; font-weight: 650; }
.dim, figcaption { color: var(--dim); font-size: 0.9em; overflow-wrap: anywhere; }
b.good, .verdict.good { color: var(--good); }
b.bad, .verdict.bad { color: var(--bad); }
section { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 1.1rem 1.2rem; margin-bottom: 1rem; }
.failures li { color: var(--bad); overflow-wrap: anywhere; }
.failures li + li { margin-top: 0.4rem; }

.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 0.3rem 1.2rem 0.3rem 0; vertical-align: top; white-space: nowrap; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--dim); font-weight: 500; font-size: 0.9em; }
tbody tr { border-top: 1px solid var(--line); }
tbody th { font-weight: 600; }
#events td:not(.what) { color: var(--dim); width: 1%; }
#events .what { white-space: normal; overflow-wrap: anywhere; }
tr:target { background: var(--failback); }
pre { overflow-x: auto; font: 0.86em/1.5 ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }

i { font-style: normal; }
.lanes { position: relative; --names: 8.5rem; }
.lane { position: relative; display: grid; grid-template-columns: var(--names) minmax(0, 1fr); align-items: end; }
.lane > span { font-size: 0.88em; padding: 0 0.6rem 0.15rem 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.lane svg { display: block; width: 100%; height: 2.6rem; border-bottom: 1px solid var(--line); }
.over { position: absolute; inset: 0 0 1.6rem var(--names); }
.over i { position: absolute; top: 0; bottom: 0; }
.over .promise { border-left: 1px dashed var(--dim); }
.band.failover, .key.failover { background: var(--failover); }
.band.failback, .key.failback { background: var(--failback); }
.marks > div, .axis > div { position: relative; height: 1.6rem; font-size: 0.8em; }
.marks a { position: absolute; bottom: 0.15rem; padding: 0 0.2rem; border-left: 2px solid var(--accent); text-decoration: none; white-space: nowrap; line-height: 1.35; }
.axis i { position: absolute; top: 0.2rem; color: var(--dim); transform: translateX(-50%); }
.axis i:first-child { transform: none; }
figcaption { margin-top: 0.5rem; }
.dot, .key { display: inline-block; width: 0.75em; height: 0.75em; border-radius: 2px; margin-right: 0.35em; }
${['good', 'warning', 'bad', 'text', 'line', ...[0, 1, 2, 3, 4, 5].map(i => `hue${i}`)].map(name => `svg .${name} { fill: var(--${name}); } b.dot.${name}, .bar b.${name} { background: var(--${name}); }`).join('\n')}

.switches li + li { margin-top: 0.9rem; }
.switches + .dim { margin-top: 0.9rem; }
.bar { position: relative; display: flex; height: 1.1rem; margin: 0.25rem 0; background: var(--ground); border-radius: 3px; }
.bar.shares { margin-bottom: 0.7rem; overflow: hidden; }
.bar i { position: absolute; top: -0.2rem; bottom: -0.2rem; width: 0; }
.bar .detection, .key.detection { background: var(--dim); }
.bar .rest, .key.rest { background: var(--accent); }
.bar .promise { border-left: 2px dashed var(--text); }
.bar .budget { border-left: 2px solid var(--bad); }
.key.promise, .key.budget { width: 0; border-radius: 0; }
.key.promise { border-left: 2px dashed var(--text); }
.key.budget { border-left: 2px solid var(--bad); }
.strip { display: block; width: 8rem; height: 1rem; margin-top: 0.2rem; }

@media (max-width: 40rem) {
  body { padding: 1rem 0.6rem 3rem; }
  section { padding: 0.9rem; }
  .lanes { --names: 5.8rem; }
  .lane > span { font-size: 0.75em; }
  thead th { white-space: normal; vertical-align: bottom; }
  th, td { padding-right: 0.7rem; }
}
@media print {
  :root { color-scheme: light; font-size: 11px; }
  body { padding: 0; max-width: none; background: none; }
  section { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: 0.8rem 0; margin: 0; break-inside: avoid; }
  section:has(#events), section:has(pre) { break-inside: auto; }
  h2 { break-after: avoid; }
  tr { break-inside: avoid; }
  pre { white-space: pre-wrap; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  @page { margin: 16mm 14mm; }
}
`;
