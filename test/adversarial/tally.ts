import type { Outcome } from '../reporter.ts';
import { parseCaseTitle } from './case-title.ts';
import type { Case } from './table.ts';

/** A row of the table with what came of it. */
export interface CaseResult {
  readonly case: Case;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Why it failed or was skipped; of single tests where others passed. */
  readonly reasons: readonly string[];
  /** The files whose tests executed it. */
  readonly files: readonly string[];
  /** The classes of seats in which a test of it passed. */
  readonly seatClasses: readonly string[];
}

interface Executed {
  readonly outcome: Outcome;
  readonly seatClass: string | undefined;
}

/**
 * Says of each case what its tests did. A case that no test executed has failed, and so has one that a class of
 * seats claims to stop and did not show, unless the table says why it cannot be.
 */
export function tallyCases(table: readonly Case[], outcomes: readonly Outcome[]): readonly CaseResult[] {
  const executed = new Map<number, Executed[]>();
  for (const outcome of outcomes) {
    for (const title of outcome.titles ?? []) {
      const mark = parseCaseTitle(title);
      for (const number of mark?.cases ?? []) {
        const list = executed.get(number) ?? [];
        list.push({ outcome, seatClass: mark?.seatClass });
        executed.set(number, list);
      }
    }
  }
  return table.map((row) => judge(row, executed.get(row.number) ?? []));
}

function judge(row: Case, executed: readonly Executed[]): CaseResult {
  const of = (state: Outcome['state']) => executed.filter(({ outcome }) => outcome.state === state);
  const [passed, failed, skipped] = [of('passed'), of('failed'), of('skipped')];
  const seatClasses = unique(passed.flatMap(({ seatClass }) => seatClass ?? []));
  const missing = missingOf(row, executed);
  const reasonsOf = (list: readonly Executed[]) =>
    list.map(({ outcome }) => outcome.reason ?? 'no reason given');
  const facts = {
    case: row,
    passed: passed.length,
    failed: failed.length,
    skipped: skipped.length,
    files: unique(executed.flatMap(({ outcome }) => outcome.file ?? [])),
    seatClasses,
  };
  if (failed.length > 0) return { ...facts, state: 'failed', reasons: unique(reasonsOf(failed)) };
  if (executed.length === 0 && row.notYet !== undefined)
    return { ...facts, state: 'skipped', reasons: [row.notYet] };
  if (missing.length > 0) return { ...facts, state: 'failed', reasons: missing };
  return {
    ...facts,
    state: passed.length > 0 ? 'passed' : 'skipped',
    reasons: unique(reasonsOf(skipped)),
  };
}

function missingOf(row: Case, executed: readonly Executed[]): readonly string[] {
  if (executed.length === 0) return [`no test executed it; looked for in ${row.tests.join(', ')}`];
  const shown = new Set(executed.map(({ seatClass }) => seatClass));
  return (row.claimedBy ?? [])
    .filter((seatClass) => !shown.has(seatClass))
    .map((seatClass) => `${seatClass} seats claim to stop it, and no test showed it`);
}

function unique(list: readonly string[]): readonly string[] {
  return [...new Set(list)];
}

const signs = { passed: '✓', failed: '✗', skipped: '–' } as const;

/** One line a case, and the reasons below it. */
export function renderCases(results: readonly CaseResult[]): string {
  const lines = results.flatMap((result) => {
    const { number, attack, outcome } = result.case;
    const classes = result.seatClasses.length > 0 ? ` (${result.seatClasses.join(', ')})` : '';
    const head = `${signs[result.state]} ${String(number).padStart(2)} ${attack} → ${outcome}${classes}: ${counts(result)}`;
    return [head, ...result.reasons.map((reason) => `     ${oneLine(reason)}`)];
  });
  const count = (state: CaseResult['state']) => results.filter((result) => result.state === state).length;
  return [
    ...lines,
    `${results.length} cases: ${count('passed')} hold, ${count('failed')} do not, ${count('skipped')} not tried`,
  ].join('\n');
}

function counts({ passed, failed, skipped }: CaseResult): string {
  const parts = [
    [passed, 'passed'],
    [failed, 'failed'],
    [skipped, 'skipped'],
  ] as const;
  const said = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return said.length > 0 ? said.join(', ') : 'not run';
}

function oneLine(text: string): string {
  const [first = ''] = text.split('\n');
  return first.length > 160 ? `${first.slice(0, 159)}…` : first;
}
