import { expect, test } from 'vitest';
import {
  allPass,
  announceChange,
  countLights,
  lightsOf,
  titleWith,
} from '../../../../src/client/core/lights.ts';
import { sampleReport } from '../../../fixtures/workspace-harness/sample-checks.ts';
import { softState } from '../../../fixtures/workspace-harness/sample-observation.ts';
import { sampleView } from '../../../fixtures/workspace-harness/sample-view.ts';

const unjudged = lightsOf(sampleView, undefined);
const soft = lightsOf(sampleView, sampleReport(softState));
const solved = lightsOf(
  sampleView,
  sampleReport({ ...softState, dropped: true, readOnly: true, noNewPrivileges: true }),
);

test('guards come first, and nothing is judged before the first report', () => {
  expect(unjudged.map((light) => light.id)[0]).toBe('serves');
  expect(countLights(unjudged).text).toBe('not judged yet');
});

test('skipped checks are named, not counted', () => {
  expect(countLights(soft).text).toBe('1 of 5 hold, 1 skipped');
  expect(countLights(solved)).toEqual({ passing: 5, judged: 5, text: '5 of 5 hold, 1 skipped' });
});

test('skips do not keep a lab from being all green, a failure does', () => {
  expect(allPass(solved)).toBe(true);
  expect(allPass(soft)).toBe(false);
  expect(allPass(unjudged)).toBe(false);
});

test('a change is told by name, tersely', () => {
  const dropped = lightsOf(sampleView, sampleReport({ ...softState, readOnly: true }));
  expect(announceChange(soft, dropped)).toBe(
    'the root file system is read-only: holds. 2 of 5 hold, 1 skipped.',
  );
  expect(announceChange(soft, soft)).toBe('');
});

test('the first report is counted, many changes too, and the end is told', () => {
  expect(announceChange(unjudged, soft)).toBe('1 of 5 hold, 1 skipped.');
  const gone = lightsOf(sampleView, sampleReport({ ...softState, webRuns: false }));
  expect(announceChange(soft, gone)).toBe('6 checks changed. 0 of 6 hold.');
  expect(announceChange(soft, solved)).toMatch(/^All checks hold\./);
});

test('a title has the reader’s own values where a number belongs, and in quotes', () => {
  const vars = { size: '64', size_of_mail: '7', token: 'kobo-nima', greeting: 'ruru' };
  expect(titleWith(vars, 'worker: may use at most your size MiB')).toBe('worker: may use at most 64 MiB');
  expect(titleWith(vars, 'mail: at most your size of mail')).toBe('mail: at most 7');
  expect(titleWith(vars, 'shop: has no “your token” in its environment')).toBe(
    'shop: has no “kobo-nima” in its environment',
  );
});

test('a title that an author wrote keeps its words', () => {
  const vars = { greeting: 'ruru', id: '10007' };
  expect(titleWith(vars, 'web: still serves your greeting')).toBe('web: still serves your greeting');
  expect(titleWith(vars, 'shaper: its interface has your idea')).toBe('shaper: its interface has your idea');
});

test('lights carry titles with the reader’s own values', () => {
  const [first, ...rest] = sampleView.checks;
  if (first === undefined) throw new Error('the sample has no checks');
  const view = { ...sampleView, checks: [{ ...first, title: 'worker: at most your size MiB' }, ...rest] };
  const titles = lightsOf(view, undefined, { size: '48' }).map(({ title }) => title);
  expect(titles).toContain('worker: at most 48 MiB');
});
