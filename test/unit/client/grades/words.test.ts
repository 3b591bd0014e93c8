import { describe, expect, it } from 'vitest';
import { phaseWords, stateOf } from '../../../../src/client/grades/mine/assignment-words.ts';
import { stateOfSubmission, waitWords } from '../../../../src/client/grades/parts/submission-words.ts';
import type { MyAssignmentView } from '../../../../src/lab/wire/my-assignments.ts';
import type { SubmittedView } from '../../../../src/lab/wire/submissions.ts';
import { makeMyAssignment } from '../../../fixtures/grades/my-assignment.ts';

const submission = (change: Partial<SubmittedView>): SubmittedView => ({
  id: 's1',
  lab: 'start/first-container',
  uploadBegan: '2026-11-27T10:00:00.000Z',
  received: '2026-11-27T10:00:00.000Z',
  files: 2,
  leftOut: 0,
  state: 'waiting',
  ...change,
});

describe('how an assignment stands for its reader', () => {
  const grade = {
    person: 'ada',
    name: 'Ada',
    state: 'unstable',
    points: 5,
    of: 10,
    isPassed: null,
    labs: [],
    lines: [],
  };
  const cases: readonly (readonly [string, Partial<MyAssignmentView>])[] = [
    ['open', {}],
    ['missing', { phase: 'over' }],
    ['excused', { phase: 'excused', submissions: [submission({})] }],
    ['waiting', { submissions: [submission({ state: 'judged' }), submission({})] }],
    ['graded', { submissions: [submission({ state: 'judged' }), submission({ state: 'could-not-grade' })] }],
    ['could-not-grade', { phase: 'over', submissions: [submission({ state: 'could-not-grade' })] }],
    ['unstable', { submissions: [submission({ state: 'judged' })], grade }],
  ];
  it.each(cases)('is %s', (state, change) => {
    expect(stateOf(makeMyAssignment(change))).toBe(state);
  });

  it('says which moment matters: the one of opening where time is counted from there', () => {
    const words = (change: object) => phaseWords(makeMyAssignment(change));
    expect(words({ phase: 'not-open' })).toBe('Opens');
    expect(words({})).toBe('Due');
    expect(words({ length: '2 hours' })).toBe('2 hours from when you open it, until');
    expect(words({ length: '2 hours', firstOpened: '2026-11-27T10:00:00.000Z' })).toBe('Due');
    expect(words({ phase: 'late' })).toBe('Was due');
  });
});

describe('how a submission stands', () => {
  it('is unstable where what came of it is, and is shown', () => {
    const result = { isUnstable: true, earned: 0, worth: 0, of: 10, checks: [] };
    const attempt = { number: 1, lateness: 'on time' };
    expect(stateOfSubmission(submission({ state: 'judged', attempt: { ...attempt, result } }))).toBe(
      'unstable',
    );
    expect(stateOfSubmission(submission({ state: 'judged', attempt }))).toBe('graded');
  });

  it('says its place while it waits, and what this machine failed at', () => {
    expect(waitWords(submission({ state: 'judged' }))).toBeUndefined();
    expect(waitWords(submission({ waits: { ahead: 0, tries: 0 } }))).toContain('the next to be graded');
    expect(waitWords(submission({ waits: { ahead: 1, tries: 0 } }))).toBe('One is graded before it.');
    expect(waitWords(submission({ waits: { ahead: 4, tries: 2 }, cause: 'The disk is full.' }))).toBe(
      '4 are graded before it. This machine failed at it 2 times: The disk is full. It is tried again.',
    );
  });
});
