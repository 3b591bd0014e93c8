/** Findings that somebody decided to live with: `drydock-audit.yaml`. */
import { isNode, LineCounter, parseDocument } from 'yaml';
import * as z from 'zod';
import { DrydockError } from '../lab/errors.ts';
import type { AuditReport, Finding } from './audit-report.ts';

const AcceptanceSchema = z.strictObject({
  /** A service of the project; `*` for each. */
  service: z.string().min(1),
  rule: z.string().min(1),
  /** Why it is right here. Somebody will ask. */
  reason: z.string().min(8, 'say why, in a few words'),
  /** The last day on which it holds. */
  until: z.iso.date().optional(),
});
export type Acceptance = z.output<typeof AcceptanceSchema>;

const FileSchema = z.strictObject({ accept: z.array(AcceptanceSchema) });

/** Rejects what is no such file with `bad-usage`: its line and key. `known`: the rules that there are. */
export function parseAcceptances(
  text: string,
  file: string,
  known: readonly string[],
): readonly Acceptance[] {
  const lines = new LineCounter();
  // Dates stay the words that they are.
  const document = parseDocument(text, { lineCounter: lines, schema: 'core' });
  const wrong = (message: string, line: number | undefined, key?: string) =>
    new DrydockError('bad-usage', {
      message: `${file} cannot be used: ${message}.`,
      fix: 'It is a list “accept” of entries with service, rule, reason and, if it should run out, until: 2026-12-31.',
      place: { file, line, key },
    });
  const [broken] = document.errors;
  if (broken) throw wrong(broken.message.split('\n')[0] ?? broken.code, broken.linePos?.[0].line);
  const read = (): unknown => {
    try {
      return document.toJS();
    } catch (thrown) {
      // An alias without an anchor, or aliases of aliases without end: found only when they are followed.
      throw wrong(thrown instanceof Error ? thrown.message : String(thrown), undefined);
    }
  };
  const lineOf = (path: readonly PropertyKey[]): number | undefined => {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return undefined;
  };
  const parsed = FileSchema.safeParse(read());
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw wrong(issue?.message ?? 'it is of another form', lineOf(issue?.path ?? []), issue?.path.join('.'));
  }
  parsed.data.accept.forEach(({ rule }, index) => {
    const path = ['accept', index, 'rule'];
    if (!known.includes(rule)) throw wrong(`there is no rule “${rule}”`, lineOf(path), path.join('.'));
  });
  return parsed.data.accept;
}

/** Marks what was accepted and has not run out, and says which entries did or met nothing. `today`: `2026-12-31`. */
export function accept(report: AuditReport, acceptances: readonly Acceptance[], today: string): AuditReport {
  const covers = ({ service, rule }: Acceptance, finding: Finding) =>
    rule === finding.rule && (service === '*' || service === finding.service);
  const valid = acceptances.filter(({ until }) => until === undefined || until >= today);
  const findings = report.findings.map((finding): Finding => {
    const met = valid.find((each) => covers(each, finding));
    return met ? { ...finding, accepted: { reason: met.reason, until: met.until } } : finding;
  });
  const notices = acceptances.flatMap((each) => {
    const what = `${each.rule} of ${each.service === '*' ? 'any service' : each.service}`;
    if (!report.findings.some((finding) => covers(each, finding)))
      return [`Accepted and not found: ${what}. Take the entry out.`];
    return valid.includes(each) ? [] : [`No longer accepted: ${what} ran out on ${each.until}.`];
  });
  return { ...report, findings, notices: [...report.notices, ...notices] };
}
