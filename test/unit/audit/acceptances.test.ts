import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accept, parseAcceptances } from '../../../src/audit/acceptances.ts';
import { audit } from '../../../src/audit/audit.ts';
import { rules } from '../../../src/audit/rules.ts';
import { DrydockError } from '../../../src/lab/errors.ts';
import { makeObservation, makeObserved } from '../../fixtures/observed.ts';

const known = rules.map(({ id }) => id);
const parse = (text: string) => parseAcceptances(text, 'drydock-audit.yaml', known);
const problemOf = (text: string): DrydockError => {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof DrydockError) return error;
    throw error;
  }
  throw new Error('it was taken');
};
const entry = (more = '') => `accept:
  - service: web
    rule: memory-limit
    reason: It is the only thing on this host
${more}`;

const web = makeObserved('web', {
  limits: {
    source: 'kernel',
    value: { memoryBytes: 0, memoryUsedBytes: 1, cpus: 0, pids: 5, pidsUsed: 1 },
  },
});
const report = audit(makeObservation([web, { ...web, service: 'db' }]), { rules, written: [] });
const openOf = (text: string, today = '2026-11-24') =>
  accept(report, parse(text), today)
    .findings.filter(({ rule, accepted }) => rule === 'memory-limit' && !accepted)
    .map(({ service }) => service);

describe('what was accepted', () => {
  it('counts no longer, with its reason, for the service alone that it names', () => {
    expect(openOf('accept: []')).toEqual(['web', 'db']);
    expect(openOf(entry())).toEqual(['db']);
    expect(openOf(entry().replace('web', '"*"'))).toEqual([]);
    const [finding] = accept(report, parse(entry()), '2026-11-24').findings.filter((each) => each.accepted);
    expect(finding?.accepted?.reason).toBe('It is the only thing on this host');
  });

  it('counts again after its last day, and that is told', () => {
    const text = entry('    until: 2026-11-24\n');
    expect(openOf(text, '2026-11-24')).toEqual(['db']);
    expect(openOf(text, '2026-11-25')).toEqual(['web', 'db']);
    expect(accept(report, parse(text), '2026-11-25').notices).toEqual([
      'No longer accepted: memory-limit of web ran out on 2026-11-24.',
    ]);
  });

  it('is told of where there is nothing of the kind any more', () => {
    const text = entry().replace('memory-limit', 'privileged');
    expect(accept(report, parse(text), '2026-11-24').notices).toEqual([
      'Accepted and not found: privileged of web. Take the entry out.',
    ]);
  });
});

describe('a file that cannot be used', () => {
  it.each([
    ['accept:\n  - service: web\n    rule: memory-limit\n', 2, 'accept.0.reason', 'expected string'],
    [entry().replace('memory-limit', 'memory'), 3, 'accept.0.rule', 'there is no rule “memory”'],
    [entry('    until: tomorrow\n'), 5, 'accept.0.until', 'date'],
    [entry('    because: no\n'), 2, 'accept.0', 'because'],
    [entry().replace(/reason: .*/, 'reason: ok'), 4, 'accept.0.reason', 'say why'],
    ['accept: [', 1, undefined, ''],
    ['accept: *nobody', undefined, undefined, 'Unresolved alias'],
    ['', 1, '', 'expected object'],
  ])('%j is refused with line %d and key %s', (text, line, key, message) => {
    const problem = problemOf(text);
    expect(problem.code).toBe('bad-usage');
    expect(problem.message).toContain(message);
    expect(problem.place?.key).toBe(key);
    if (text !== '') expect(problem.place?.line).toBe(line);
  });

  it('never ends in anything but entries or that error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          parse(text);
        } catch (error) {
          expect(error).toBeInstanceOf(DrydockError);
        }
      }),
    );
  });
});
