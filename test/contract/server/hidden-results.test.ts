/** What an assignment does not show yet, asked for by every way that a learner has to what is kept of them. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PersonData } from '../../../src/lab/sessions/person-data.ts';
import type { AssignmentView } from '../../../src/lab/wire/assignments.ts';
import { routes } from '../../../src/lab/wire/routes.ts';
import { type ClassAtWork, lab, type Pupil, startClass } from '../../fixtures/grades/class-at-work.ts';

const reasons = { adjustment: 'canary-of-an-adjustment', override: 'canary-of-an-override' };
let school: ClassAtWork;
let now: Date;
let ada: Pupil;
beforeEach(async () => {
  now = new Date('2026-11-24T08:00:00Z');
  school = await startClass({ clock: () => now });
  ada = await school.enrol('Ada');
});
afterEach(() => school[Symbol.asyncDispose]());

/** Something handed in, graded, and said of it. */
async function make(results: string): Promise<AssignmentView> {
  const made = await school.makeAssignment({
    window: { opens: '2026-01-01T08:00:00Z', due: '2026-12-01T08:00:00Z' },
    shown: { results, hints: 'open', solutions: 'closed' },
  });
  const of = `/api/assignments/${made.id}/people/${ada.person}`;
  const change = { kind: 'extension', until: '2026-12-02T08:00:00Z' };
  await school.ask(school.owner, 'POST', `${of}/adjustments`, { change, reason: reasons.adjustment });
  await school.leave(ada, 'user-only');
  await school.handIn(ada, made.id);
  expect(await school.grade()).toBe('ended');
  await school.ask(school.owner, 'POST', `${of}/overrides`, { points: 3, reason: reasons.override });
  return made;
}

const dataBy = (as: Parameters<ClassAtWork['call']>[0], path: string) =>
  school.ask<PersonData>(as, 'GET', path);
const ways = () => ['/api/my-session/data', `/api/people/${ada.person}/data`];
/** What checks said of what was handed in. */
const messages = () =>
  school.store
    .listAssignments()
    .flatMap(({ id }) => school.store.listGradings(id))
    .flatMap(({ outcome }) => (outcome.kind === 'judged' ? outcome.looks.flat() : []))
    .flatMap(({ message }) => (message === '' ? [] : [message]));

describe('case 356: results that an assignment does not show', () => {
  test.each([
    ['never', null],
    ['after-due', '2026-12-02T08:00:00.000Z'],
  ])(
    'case 356: %s are in no answer to the learner, who is told what is left out and until when',
    async (results, until) => {
      const { id } = await make(results);
      expect(messages().length).toBeGreaterThan(0);
      for (const path of ways()) {
        const data = await dataBy(ada, path);
        expect(data).toMatchObject({
          leftOut: [
            { assignment: id, title: 'Week 1', what: 'results', until },
            { assignment: id, title: 'Week 1', what: 'reasons', until: null },
          ],
          submissions: [{ assignment: id }],
          gradings: [{ submission: expect.any(String), at: expect.any(String) }],
          overrides: [{ assignment: id }],
          adjustments: [{ assignment: id, change: { kind: 'extension' } }],
          evidence: [],
          observations: [],
        });
      }
      const heard: string[] = [];
      for (const { method, path } of Object.values(routes)) {
        if (method !== 'get' || path.endsWith('/events')) continue;
        const filled = path
          .replace('{chapter}/{lab}', lab)
          .replace('{person}', ada.person)
          .replace('{assignment}', id)
          .replaceAll(/\{\w+\}/g, school.store.listSubmissions(id)[0]?.id ?? '');
        heard.push((await school.call(ada, 'GET', filled)).text);
      }
      const all = heard.join('\n');
      for (const hidden of [...Object.values(reasons), ...messages()]) expect(all).not.toContain(hidden);
      expect(all).not.toContain('"points":3');
    },
  );

  test('case 356: are all in what the owner takes of somebody, and reach the learner once they are shown', async () => {
    const { id } = await make('after-due');
    const path = `/api/people/${ada.person}/data`;
    const whole = await dataBy(school.owner, path);
    expect(whole).toMatchObject({
      leftOut: [],
      gradings: [{ outcome: { kind: 'judged' } }],
      overrides: [{ points: 3, reason: reasons.override }],
      adjustments: [{ reason: reasons.adjustment }],
      evidence: [{ about: expect.stringMatching(/^grading:/) }],
    });
    expect(whole.observations.length).toBeGreaterThan(0);
    now = new Date('2026-12-02T08:00:00.001Z');
    const key = school.store.mintCredential(ada.person, 'sign-in', 3_600_000);
    const shown = await dataBy({ key }, path);
    const withoutReason = whole.adjustments.map(({ reason: _, ...each }) => each);
    // How browsers signed in is another matter.
    expect({ ...shown, signIns: whole.signIns }).toEqual({
      ...whole,
      adjustments: withoutReason,
      leftOut: [{ assignment: id, title: 'Week 1', what: 'reasons', until: null }],
    });
  });

  test('case 356: of a regrade that is no more than a draft are left out too', async () => {
    const { id } = await make('always');
    school.mend('sealed');
    await school.ask(school.owner, 'POST', `/api/assignments/${id}/regrades`, {
      reason: 'The check was wrong.',
    });
    const [path = ''] = ways();
    const [before, whole] = [
      await dataBy(ada, path),
      await dataBy(school.owner, `/api/people/${ada.person}/data`),
    ];
    expect(whole.gradings.length).toBe(2);
    expect(before.gradings).toMatchObject([{ regrade: null, outcome: { kind: 'judged' } }]);
    expect(before.evidence).toHaveLength(1);
  });
});
