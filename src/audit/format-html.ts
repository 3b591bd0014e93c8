/** A report for a browser: what to read first, why, and what would mend it. */
import { escapeHtml } from '../lab/general/escape-html.ts';
import type { AuditReport, Finding } from './audit-report.ts';
import { countLine, explainedText } from './format-text.ts';
import { type Severity, severities } from './severity.ts';

const severityWords: Readonly<Record<Severity, string>> = {
  high: 'High: close to root of the host',
  medium: 'Medium: a defence that is missing',
  low: 'Low: good care',
  info: 'Worth knowing',
};

/** What the page says; `audit.css` beside this says how it looks. Whoever makes a file of it adds the frame. */
export interface AuditPage {
  readonly title: string;
  readonly subtitle: string;
  /** HTML. */
  readonly body: string;
}

export function formatAuditHtml(report: AuditReport, { book }: { readonly book: string }): AuditPage {
  const open = report.findings.filter(({ accepted }) => !accepted);
  const accepted = report.findings.filter((finding) => finding.accepted);
  return {
    title: `Audit of ${report.project}`,
    subtitle: [report.services.join(', '), report.host, report.takenAt].filter(Boolean).join(' · '),
    body: `<div class="audit">
<p class="audit-counts">${escapeHtml(countLine(report))}</p>
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
</div>`,
  };
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
  return `<article data-severity="${finding.severity}">
<header><h3>${escapeHtml(`${finding.service} ${finding.observed}`)}</h3> <span class="audit-severity">${finding.severity}</span> <code>${finding.rule}</code></header>
<dl>
${finding.process === undefined ? '' : `<dt>Process</dt><dd>${escapeHtml(finding.process)}</dd>\n`}${finding.containers.length > 1 ? `<dt>Containers</dt><dd>${escapeHtml(finding.containers.join(', '))}</dd>\n` : ''}<dt>Expected</dt><dd>${escapeHtml(finding.expected)}</dd>
</dl>
<p>${escapeHtml(finding.why)}</p>
<pre tabindex="0" role="region" aria-label="What would mend ${escapeHtml(finding.rule)} of ${escapeHtml(finding.service)}"><code>${escapeHtml(finding.mend.trimEnd())}</code></pre>
<p class="audit-small">${explained}</p>
</article>`;
}

function list(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  return `<section>
<h2>${title}</h2>
<ul class="audit-small">
${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('\n')}
</ul>
</section>
`;
}
