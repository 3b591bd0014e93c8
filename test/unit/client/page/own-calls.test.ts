import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ownCallsOf, pastedCalls } from '../../../../src/client/page/own-calls.ts';
import { printedIn } from '../../../../src/lab/observation/printed.ts';
import { makeObservation } from '../../../fixtures/observed.ts';

const told = 'calls 14\nkinds 2\nlost 0\ncall read 12\ncall write 2\n';
const recorders = [{ probe: 'exec-recorder-1', of: 'rehearsal' }];

it('has what a recorder told at the last Check', () => {
  const own = ownCallsOf(recorders, { at: '2026-11-24T10:00:00.000Z', printed: { 'exec-recorder-1': told } });
  expect(own && 'calls' in own && [...own.calls]).toEqual([
    ['read', 12],
    ['write', 2],
  ]);
  expect(own && 'words' in own && own.words).toMatch(
    /^rehearsal, at your last Check, .*: 2 kinds of calls, 14 in all\.$/,
  );
});

it('has nothing before there was a Check, or of other programs', () => {
  expect(ownCallsOf(recorders, { printed: {} })).toBeUndefined();
  expect(ownCallsOf(recorders, { printed: { other: told } })).toBeUndefined();
  expect(pastedCalls(' \n')).toBeUndefined();
});

it('takes a list as it is copied out of a terminal', () => {
  const own = pastedCalls(
    `  $ docker compose exec recorder /recorder calls web\r\n${told.replaceAll('\n', '  \r\n')}$ `,
  );
  expect(own && 'calls' in own && own.calls.get('read')).toBe(12);
});

it('takes no list that is not whole, and says why', () => {
  expect(pastedCalls(told.replace('lost 0', 'lost 3'))).toEqual({
    fault: 'The recorder lost 3 calls, so its list is not whole. Start the container again.',
  });
  for (const text of ['call read 12', 'lost 0', 'read write'])
    expect(pastedCalls(text)).toEqual({ fault: expect.stringContaining('is no list of a recorder') });
});

it('has every call of any list', () => {
  const counts = fc.dictionary(fc.stringMatching(/^[a-z]\w{0,12}$/), fc.integer({ min: 1, max: 1_000_000 }), {
    minKeys: 1,
  });
  fc.assert(
    fc.property(counts, (calls) => {
      const lines = Object.entries(calls).map(([name, count]) => `call ${name} ${count}`);
      const own = pastedCalls(['lost 0', ...lines].join('\n'));
      expect(own && 'calls' in own && Object.fromEntries(own.calls)).toEqual({ ...calls });
    }),
  );
});

it('reads of an observation what programs printed whole that went well', () => {
  const probe = { kind: 'exec', at: '', durationMs: 1 } as const;
  const observation = {
    ...makeObservation([]),
    probes: {
      good: { ...probe, id: 'good', exitCode: 0, stdout: told },
      failed: { ...probe, id: 'failed', exitCode: 1, stdout: told },
      cut: { ...probe, id: 'cut', exitCode: 0, stdout: told, truncated: true },
      none: { ...probe, id: 'none', error: 'it does not run' },
    },
  };
  expect(printedIn(observation)).toEqual({ at: observation.takenAt, printed: { good: told } });
});
