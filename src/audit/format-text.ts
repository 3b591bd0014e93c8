import type { AuditReport, ExplainedIn, Finding } from './audit-report.ts';
import { severities } from './severity.ts';

/** Where a finding is explained, with the book's address before it where there is one. */
export function explainedText({ number, title, path }: ExplainedIn, book: string): string {
  const chapter = `chapter ${number}, ${title}`;
  return path === undefined ? `${chapter} (in preparation)` : `${chapter}: ${book}${path}`;
}

/** A report as a person reads it in a terminal: by severity and rule; what is only worth knowing in one line each. */
export function formatText(report: AuditReport, { book }: { readonly book: string }): readonly string[] {
  const open = report.findings.filter(({ accepted }) => !accepted);
  const accepted = report.findings.filter((finding) => finding.accepted);
  const services = report.services.length;
  return [
    `${report.project}: ${services} ${services === 1 ? 'service' : 'services'}, ${report.host ?? 'host not seen'}`,
    ...severities.flatMap((severity) => {
      const here = open.filter((finding) => finding.severity === severity);
      const byRule = [...Map.groupBy(here, ({ rule }) => rule).values()];
      if (severity === 'info')
        return section(
          'INFO',
          here.map(({ message }) => `· ${message}`),
        );
      return section(
        severity.toUpperCase(),
        byRule.flatMap((findings, index) => [...(index > 0 ? [''] : []), ...ruleLines(findings, book)]),
      );
    }),
    ...section(
      'ACCEPTED',
      accepted.map(
        ({ service, rule, accepted: by }) =>
          `  ${service}: ${rule}. ${by?.reason ?? ''}${by?.until ? ` (until ${by.until})` : ''}`,
      ),
    ),
    ...section(
      'NOTICE',
      report.notices.map((notice) => `  ${notice}`),
    ),
    ...section('NOT JUDGED', skips(report)),
    '',
    countLine(report),
  ];
}

/** What one rule found: in which services, why it matters once, what would mend all of them. */
function ruleLines(findings: readonly Finding[], book: string): readonly string[] {
  const [first] = findings;
  if (!first) return [];
  return [
    `${first.rule}: ${first.why}`,
    ...findings.flatMap(({ message, containers }) => [
      `✗ ${message}`,
      ...(containers.length > 1 ? [`    in ${containers.join(', ')}`] : []),
    ]),
    ...joinFragments(findings.map(({ mend }) => mend)).map((line) => `    | ${line}`),
    `    ${explainedText(first.chapter, book)}`,
  ];
}

/** Fragments of one compose file as one: each comment once, then every service below one `services`. */
function joinFragments(fragments: readonly string[]): readonly string[] {
  const lines = fragments.flatMap((fragment) => fragment.trimEnd().split('\n'));
  const isComment = (line: string) => line.startsWith('#');
  const body = lines.filter((line) => !isComment(line) && line !== 'services:');
  return [...new Set(lines.filter(isComment)), ...(body.length > 0 ? ['services:', ...body] : [])];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

/** One line for all that has the same reason. */
function skips({ skipped }: AuditReport): readonly string[] {
  const groups = Map.groupBy(skipped, ({ service, reason }) => `${service}: ${reason}`);
  return [...groups].map(([what, rules]) => `  ${what} (${rules.map(({ rule }) => rule).join(', ')})`);
}

/** `2 high, 3 medium; 1 accepted, 40 passed, 2 not judged`. */
export function countLine({ findings, passed, skipped }: AuditReport): string {
  const open = findings.filter(({ accepted }) => !accepted);
  const counts = severities
    .map((severity) => ({ severity, count: open.filter((each) => each.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}`);
  const rest = [
    ...(findings.length > open.length ? [`${findings.length - open.length} accepted`] : []),
    `${passed} passed`,
    ...(skipped.length > 0 ? [`${skipped.length} not judged`] : []),
  ];
  return `${counts.join(', ') || 'nothing found'}; ${rest.join(', ')}`;
}
