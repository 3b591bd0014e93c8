/** A report as one file that needs nothing else: it can be mailed, kept and printed. No script, no request. */
import { countLine, explainedText } from './format-text.ts';
import type { AuditReport, Finding } from './report.ts';
import { type Severity, severities } from './severity.ts';

const severityWords: Readonly<Record<Severity, string>> = {
  high: 'High: close to root of the host',
  medium: 'Medium: a defence that is missing',
  low: 'Low: good care',
  info: 'Worth knowing',
};

const style = `
:root { color-scheme: light dark; --paper: #fbfbf8; --ink: #1b2026; --ink2: #4d5862; --line: #d5d8d5; --well: #f1f2ee;
  --high: #a8261b; --medium: #8a5300; --low: #2b55b5; --info: #4d5862; }
@media (prefers-color-scheme: dark) { :root { --paper: #11171d; --ink: #e3e8ec; --ink2: #b4bfc8; --line: #29343e;
  --well: #0c1116; --high: #ff9385; --medium: #e3b04f; --low: #9db8ff; --info: #b4bfc8; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 2.5rem clamp(1rem, 5vw, 4rem) 4rem; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.55 "IBM Plex Sans", "Helvetica Neue", Arial, sans-serif; }
main { max-width: 46rem; margin: auto; }
h1 { margin: 0; font-size: 2rem; line-height: 1.2; letter-spacing: -0.012em; }
h2 { margin: 2.5rem 0 0.5rem; font-size: 1.375rem; }
h3 { margin: 0; font-size: 1.0625rem; overflow-wrap: anywhere; }
p { margin: 0.4rem 0; }
.meta, .small { color: var(--ink2); font-size: 0.9375rem; }
.counts { font-size: 1.1875rem; }
article { margin: 1rem 0; padding: 0.9rem 1.1rem 1rem; border: 1px solid var(--line); border-radius: 3px; break-inside: avoid; }
article > header { display: flex; flex-wrap: wrap; gap: 0.2rem 0.8rem; align-items: baseline; }
.severity { font-weight: 600; font-size: 0.8125rem; color: var(--of); }
.severity::before { content: "■ " / ""; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 1rem; margin: 0.5rem 0; }
dt { color: var(--ink2); }
dd { margin: 0; overflow-wrap: anywhere; }
pre { overflow-x: auto; margin: 0.6rem 0; padding: 0.6rem 0.9rem; border-radius: 3px; background: var(--well);
  font: 0.875rem/1.55 "IBM Plex Mono", ui-monospace, Menlo, Consolas, monospace; }
code { font: 0.9em "IBM Plex Mono", ui-monospace, Menlo, Consolas, monospace; }
a { color: var(--low); }
li { overflow-wrap: anywhere; }
@media print { body { padding: 0; font-size: 10.5pt; } pre { white-space: pre-wrap; } }
@page { margin: 18mm 20mm; }
`;

export function formatAuditHtml(report: AuditReport, { book }: { readonly book: string }): string {
  const open = report.findings.filter(({ accepted }) => !accepted);
  const accepted = report.findings.filter((finding) => finding.accepted);
  const title = `Audit of ${report.project}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p class="meta">${escapeHtml([report.services.join(', '), report.host, report.takenAt].filter(Boolean).join(' · '))}</p>
<p class="counts">${escapeHtml(countLine(report))}</p>
${severities.map((severity) => group(severity, open, book)).join('')}
${list(
  'Accepted',
  accepted.map(
    ({ service, rule, accepted: by }) =>
      `${service}: ${rule}. ${by?.reason ?? ''}${by?.until ? ` (until ${by.until})` : ''}`,
  ),
)}
${list('Notices', report.notices)}
${list(
  'Not judged',
  report.skipped.map(({ service, rule, reason }) => `${service}, ${rule}: ${reason}`),
)}
</main>
</body>
</html>
`;
}

function group(severity: Severity, findings: readonly Finding[], book: string): string {
  const here = findings.filter((finding) => finding.severity === severity);
  if (here.length === 0) return '';
  return `<section>
<h2>${severityWords[severity]}</h2>
${here.map((finding) => article(finding, book)).join('\n')}
</section>
`;
}

function article(finding: Finding, book: string): string {
  const { chapter } = finding;
  const explained =
    chapter.path === undefined
      ? escapeHtml(explainedText(chapter, book))
      : `<a href="${escapeHtml(book + chapter.path)}">Chapter ${chapter.number}, ${escapeHtml(chapter.title)}</a>`;
  return `<article style="--of: var(--${finding.severity})">
<header><h3>${escapeHtml(`${finding.service} ${finding.observed}`)}</h3> <span class="severity">${finding.severity}</span> <code class="small">${finding.rule}</code></header>
<dl>
${finding.process === undefined ? '' : `<dt>Process</dt><dd>${escapeHtml(finding.process)}</dd>\n`}${finding.containers.length > 1 ? `<dt>Containers</dt><dd>${escapeHtml(finding.containers.join(', '))}</dd>\n` : ''}<dt>Expected</dt><dd>${escapeHtml(finding.expected)}</dd>
</dl>
<p>${escapeHtml(finding.why)}</p>
<pre tabindex="0" role="region" aria-label="What would mend ${escapeHtml(finding.rule)} of ${escapeHtml(finding.service)}"><code>${escapeHtml(finding.mend.trimEnd())}</code></pre>
<p class="small">${explained}</p>
</article>`;
}

function list(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  return `<section>
<h2>${title}</h2>
<ul class="small">
${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('\n')}
</ul>
</section>
`;
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (letter) => escapes[letter] ?? '');
