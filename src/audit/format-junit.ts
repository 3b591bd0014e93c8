import { formatJUnitReport } from '../lab/general/junit-report.ts';
import type { AuditReport, Finding } from './audit-report.ts';
import { explainedText } from './format-text.ts';
import type { Rule } from './rule.ts';
import { isAtLeast, type Severity } from './severity.ts';

/**
 * A report as JUnit XML: a suite a service, a case a rule. A finding that fails the audit is a failure; what could
 * not be judged is skipped; all else passes, with the finding in its output.
 */
export function formatAuditJUnit(
  report: AuditReport,
  rules: readonly Rule[],
  { failOn, book }: { readonly failOn: Severity; readonly book: string },
): string {
  return formatJUnitReport({
    name: `drydock audit ${report.project}`,
    suites: report.services.map((service) => ({
      name: service,
      timestamp: new Date(report.takenAt),
      testCases: rules.map(({ id, title }) => {
        const of = (each: { readonly service: string; readonly rule: string }) =>
          each.service === service && each.rule === id;
        const finding = report.findings.find(of);
        const skipped = report.skipped.find(of);
        const base = { name: `${id}: ${title}`, classname: `${report.project}.${service}` };
        if (finding && !finding.accepted && isAtLeast(finding.severity, failOn))
          return { ...base, failures: [{ message: body(finding, book), type: finding.severity }] };
        if (finding) return { ...base, systemOut: [accepted(finding), body(finding, book)] };
        return skipped ? { ...base, skipped: true, systemOut: [skipped.reason] } : base;
      }),
    })),
  });
}

function body(finding: Finding, book: string): string {
  return [finding.message, finding.why, finding.mend.trimEnd(), explainedText(finding.chapter, book)].join(
    '\n',
  );
}

const accepted = ({ accepted: by, severity }: Finding): string =>
  by ? `accepted: ${by.reason}` : `${severity}: below what this audit fails on`;
